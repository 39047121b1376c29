import Ajv, {type ValidateFunction} from 'ajv';
import addFormats from 'ajv-formats';
import {isJsonObject, type JsonObject} from '../../../src/core/json';
import {describeStream} from '../../../src/read/describe-stream';
import type {DiscoveredStream} from '../../../src/read/describe-stream';
import {discoverStreams} from '../../../src/read/discover-streams';
import type {RecordedRead} from '../../read/support/record-read';
import {openWorld, statesAfter, vendorNames, type World} from './support/open-world';
import {factsOf} from './support/vendor-facts';

const ajv = new Ajv({strict: false, allErrors: true});
addFormats(ajv);

describe.each(vendorNames)('What is discovered of %s', (vendor) => {
  let world: World;
  let streams: readonly DiscoveredStream[];
  let reads: readonly RecordedRead[];

  beforeAll(async () => {
    world = await openWorld({only: [vendor]});
    streams = world.streams.map(describeStream);
    const first = await world.read();
    // Tombstones have to obey the schemas too.
    for (const change of factsOf(vendor).changes) world.sandbox.change(vendor, change);
    reads = [first, await world.read(statesAfter(first, world.names))];
  });
  afterAll(() => world.close());

  it('are the streams that the readers have, each name once', async () => {
    const {streams: found, unanswered} = await discoverStreams(world.open());
    expect(unanswered).toEqual([]);
    expect(found.map(({name}) => name).sort()).toEqual([...new Set(world.names)].sort());
    expect(streams.map(({name}) => name).sort()).toEqual([...world.names].sort());
  });

  it('has keys and cursors that exist, keys of one plain type that is never null', () => {
    for (const {name, primaryKey, cursorField, jsonSchema} of streams) {
      const properties = propertiesOf(jsonSchema);
      expect([name, primaryKey.length > 0, cursorField.length]).toEqual([name, true, 1]);
      expect([name, ...cursorField.filter((column) => !(column in properties))]).toEqual([name]);
      for (const [column = ''] of primaryKey) {
        expect([name, typeOf(properties[column])]).toEqual([
          name,
          expect.stringMatching(/^(string|integer)$/),
        ]);
      }
    }
  });

  it('has schemas in the words that every platform understands', () => {
    for (const {name, jsonSchema} of streams) {
      expect([name, ajv.validateSchema(jsonSchema)]).toEqual([name, true]);
      expect([name, ...forbiddenIn(jsonSchema)]).toEqual([name]);
      expect([name, jsonSchema['additionalProperties']]).toEqual([name, true]);
    }
  });

  it('describes every stream and every column, and lets vendor fields be null', () => {
    for (const {name, jsonSchema, primaryKey, cursorField} of streams) {
      const keys = new Set([...primaryKey.flat(), ...cursorField]);
      const columns = Object.entries(propertiesOf(jsonSchema));
      const undescribed = columns.filter(([, schema]) => !isDescribed(schema));
      expect([name, ...undescribed.map(([column]) => column)]).toEqual([name]);
      const strict = columns.filter(([column, schema]) => !keys.has(column) && !isNullable(schema));
      expect([name, ...strict.map(([column]) => column)]).toEqual([name]);
      expect([name, isDescribed(jsonSchema)]).toEqual([name, true]);
    }
  });

  it('covers every field of every record, with keys that are there and unique', () => {
    for (const stream of streams) {
      const validate = ajv.compile(stream.jsonSchema);
      const problems = reads.flatMap((read) => recordProblems(stream, read, validate));
      expect([stream.name, ...new Set(problems)]).toEqual([stream.name]);
      const count = reads.reduce((sum, read) => sum + read.records(stream.name).length, 0);
      expect([stream.name, count > 0]).toEqual([stream.name, true]);
    }
  });
});

function recordProblems(
  {name, primaryKey, jsonSchema}: DiscoveredStream,
  read: RecordedRead,
  validate: ValidateFunction,
): readonly string[] {
  const columns = propertiesOf(jsonSchema);
  const keys = new Set<string>();
  return read.records(name).flatMap((record) => {
    const key = primaryKey.flat().map((column) => record[column]);
    const isTwice = keys.has(JSON.stringify(key));
    keys.add(JSON.stringify(key));
    const wrong = validate(record)
      ? []
      : (validate.errors ?? []).map(({instancePath, message}) => `${instancePath} ${message}`);
    return [
      ...wrong,
      ...(isTwice ? [`key ${JSON.stringify(key)} comes twice`] : []),
      ...(key.some((part) => part === null || part === undefined) ? ['a key is missing'] : []),
      ...Object.keys(record).flatMap((column) =>
        column in columns ? [] : [`${column} is not declared`],
      ),
    ];
  });
}

/** Words that Airbyte's acceptance tests refuse, wherever they stand as keywords. */
function forbiddenIn(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(forbiddenIn);
  if (!isJsonObject(schema)) return [];
  const own = ['$ref', 'allOf', 'not'].filter((word) => word in schema);
  const closed = schema['additionalProperties'] === false ? ['additionalProperties: false'] : [];
  const properties = Object.values(propertiesOf(schema)).flatMap(forbiddenIn);
  return [...own, ...closed, ...properties, ...forbiddenIn(schema['items'])];
}

function propertiesOf(schema: JsonObject): JsonObject {
  const properties = schema['properties'];
  return isJsonObject(properties) ? properties : {};
}

function typeOf(schema: unknown): unknown {
  return isJsonObject(schema) ? schema['type'] : undefined;
}

function isDescribed(schema: unknown): boolean {
  const text = isJsonObject(schema) ? schema['description'] : undefined;
  return typeof text === 'string' && text.length > 3;
}

function isNullable(schema: unknown): boolean {
  const type = typeOf(schema);
  return Array.isArray(type) && type.includes('null');
}
