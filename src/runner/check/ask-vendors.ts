import {answerInTime, type AnswerDeadline} from '../../accounts/answer-deadline';
import {closestName} from '../../core/closest-name';
import {toFailure} from '../../core/failure';
import {isJsonObject, type JsonObject} from '../../core/json';
import type {Mistake} from '../../core/mistake';
import {discoverStreams} from '../../read/discover-streams';
import {createRateLimitRelay} from '../../read/rate-limit-relay';
import type {OpenSource} from '../../read/source-vendor';
import type {CheckedModel} from '../../warehouse/models/model';
import type {OpenedDestination} from '../../accounts/open-ends';
import {mappingsIn} from '../../write/mapping/mapping-section';
import {fieldPath} from '../../write/mapping/field-path';
import type {Mapping} from '../../write/mapping/mapping';
import type {ObjectDescription} from '../../write/object-writer';
import {missingRights, usesOf, type Right} from '../../write/rights';
import {openEnds} from '../run/open-ends';
import {openRotatedSections, type End} from '../run/rotated-sections';
import type {RunFile} from '../run-file/run-file';
import type {CheckOptions} from './check-options';
import type {VendorProblem} from './check-report';

/** What the vendors say of a run file. */
interface VendorAnswers {
  readonly problems: readonly VendorProblem[];
  readonly mistakes: readonly Mistake[];
  readonly rights: readonly Right[];
  readonly asked: readonly string[];
}

/** A run file that is sound as far as that is known without the vendors. */
interface SoundRunFile {
  readonly runFile: RunFile;
  readonly models: readonly CheckedModel[];
  readonly mappings: readonly Mapping[];
}

/**
 * Asks every configured vendor, all at once and in time: credentials and permissions, whether the account
 * has what models read, and whether objects have the fields that mappings fill. Writes nothing.
 */
export async function askVendors(
  {vendors, schemas, kit}: CheckOptions,
  sound: SoundRunFile,
): Promise<VendorAnswers> {
  const {runFile} = sound;
  return answerInTime(kit, async (deadline) => {
    const relay = createRateLimitRelay();
    const rotated = openRotatedSections(runFile.warehouse.path);
    const ends = openEnds({runFile, vendors, schemas, rotated, relay, kit, deadline});
    const answers = await Promise.all([
      ...ends.sources.map((source) => askSource(source, sound, deadline)),
      ...ends.destinations.map((destination) => askDestination(destination, sound, deadline)),
    ]);
    return {
      problems: answers.flatMap(({problems}) => problems),
      mistakes: answers.flatMap(({mistakes}) => mistakes),
      rights: answers.flatMap(({rights = []}) => rights),
      asked: [
        ...new Set([
          ...ends.sources.map(({vendor}) => vendor),
          ...ends.destinations.map(({open}) => open.vendor),
        ]),
      ],
    };
  });
}

type Answer = Pick<VendorAnswers, 'problems' | 'mistakes'> & {readonly rights?: readonly Right[]};

async function askSource(
  source: OpenSource,
  {runFile, models}: SoundRunFile,
  deadline: AnswerDeadline,
): Promise<Answer> {
  const {vendor} = source;
  const problems = await checked('source', vendor, () => deadline.orLate(vendor, source.check()));
  if (problems.length > 0) return {problems, mistakes: []};
  const {streams, unanswered} = await discoverStreams([source]);
  const there = new Set([
    ...streams.map(({name}) => name),
    ...unanswered.flatMap((question) => question.streams),
  ]);
  const own = source.readers.flatMap((reader) =>
    reader.kind === 'sweep' ? reader.streams.map(({name}) => name) : [reader.stream.name],
  );
  const absent = own.filter((name) => !there.has(name));
  return {problems: [], mistakes: absent.flatMap((name) => absentMistakes(runFile, models, name))};
}

/** What is read and the account does not have. */
function absentMistakes(
  {source, locate}: RunFile,
  models: readonly CheckedModel[],
  name: string,
): readonly Mistake[] {
  if (source.streams !== 'all') {
    const index = source.streams.indexOf(name);
    if (index < 0) return [];
    const place = ['source', 'streams', index];
    const sentence = `"source.streams" lists ${name}, which this account does not have. Remove it, or use an account that has it.`;
    return [{...locate(place), place, sentence}];
  }
  return models
    .filter(({tables}) => tables.has(name))
    .map(({name: model, origin}) => ({
      ...(origin && {file: origin.file, line: origin.line}),
      place: [],
      sentence: `The model ${model} reads ${name}, which this account does not have. Take it out of the model, or use an account that has it.`,
    }));
}

async function askDestination(
  destination: OpenedDestination,
  sound: SoundRunFile,
  deadline: AnswerDeadline,
): Promise<Answer> {
  const {open, objects} = destination;
  const {vendor} = open;
  const problems = await checked('destination', vendor, () =>
    deadline.orLate(vendor, open.check()),
  );
  if (problems.length > 0) return {problems, mistakes: []};
  const known = await askRights(destination, sound, deadline);
  const mapped = objects.filter(({name}) => sound.mappings.some(({object}) => object === name));
  const answers = await Promise.all(
    mapped.map(async (object): Promise<Answer> => {
      try {
        const schema = await deadline.orLate(vendor, open.schemaOf(object.name));
        return {problems: [], mistakes: unknownFields(destination, {object, schema, sound})};
      } catch (error) {
        const {kind, message} = toFailure(error);
        return {problems: [{end: 'destination', vendor, kind, sentence: message}], mistakes: []};
      }
    }),
  );
  return {
    problems: [...known.problems, ...answers.flatMap((answer) => answer.problems)],
    mistakes: answers.flatMap((answer) => answer.mistakes),
    rights: known.rights,
  };
}

/** Which of the rights that the mappings need the credential has; what is missing is a problem. */
async function askRights(
  {open, objects}: OpenedDestination,
  {mappings}: SoundRunFile,
  deadline: AnswerDeadline,
): Promise<Pick<VendorAnswers, 'problems' | 'rights'>> {
  const {vendor} = open;
  const uses = usesOf(mappings).filter(({object}) => objects.some(({name}) => name === object));
  if (uses.length === 0) return {problems: [], rights: []};
  let rights: readonly Right[] = [];
  const problems = await checked('destination', vendor, async () => {
    rights = await deadline.orLate(vendor, open.rightsOf?.(uses) ?? Promise.resolve([]));
    return missingRights(vendor, rights);
  });
  return {problems, rights};
}

async function checked(
  end: End,
  vendor: string,
  check: () => Promise<readonly {readonly kind: VendorProblem['kind']; readonly message: string}[]>,
): Promise<readonly VendorProblem[]> {
  try {
    const failures = await check();
    return failures.map(({kind, message}) => ({end, vendor, kind, sentence: message}));
  } catch (error) {
    const {kind, message} = toFailure(error);
    return [{end, vendor, kind, sentence: message}];
  }
}

interface ObjectFields {
  readonly object: ObjectDescription;
  readonly schema: JsonObject;
  readonly sound: SoundRunFile;
}

/** Fields of mappings that the object does not have. */
function unknownFields(
  {section}: OpenedDestination,
  {object, schema, sound}: ObjectFields,
): readonly Mistake[] {
  const {properties} = schema;
  const names = Object.keys(isJsonObject(properties) ? properties : {});
  const own = names.filter((name) => !object.keys.includes(name));
  // Some objects take any field, and some vendors do not say which fields there are.
  const takesAny =
    isJsonObject(schema['additionalProperties']) ||
    ['create', 'send'].some((choice) => choice === section['unknown_fields']);
  if (takesAny || own.length === 0) return [];
  const keyOf = object.fieldKey ?? ((name: string) => name.toLowerCase());
  const known = new Set(names.map(keyOf));
  return sound.mappings
    .filter((mapping) => mapping.object === object.name && mapping.operation !== 'soft_delete')
    .flatMap((mapping) =>
      mapping.fields.flatMap(({field}): readonly Mistake[] => {
        const [first = field, ...inner] = fieldPath(field, object.containers);
        const isKnown = [field, first, ...inner.slice(-1)].some((name) => known.has(keyOf(name)));
        return isKnown ? [] : [unknownField(sound.runFile, {mapping, field, names: own})];
      }),
    );
}

function unknownField(
  {destination}: RunFile,
  what: {readonly mapping: Mapping; readonly field: string; readonly names: readonly string[]},
): Mistake {
  const {mapping, field, names} = what;
  const place = placeOf(destination.config, mapping, field);
  const close = closestName(field, names);
  const hint = close === undefined ? '' : ` Did you mean ${close}?`;
  const sentence = `The mapping of model "${mapping.stream}" fills field "${field}", which ${mapping.object} of this account does not have.${hint} Its fields: ${names.join(', ')}.`;
  return {
    ...destination.locate(place),
    ...{place, sentence},
    ...(close !== undefined && {example: {place: [...place.slice(0, 4), 'field'], value: close}}),
  };
}

/** Names of streams and objects are matched without regard to case. */
function isSame(value: unknown, name: string): boolean {
  return typeof value === 'string' && value.toLowerCase() === name.toLowerCase();
}

/** Where a field stands in the configuration. */
function placeOf(config: JsonObject, mapping: Mapping, field: string): Mistake['place'] {
  const sections = mappingsIn(config);
  for (const [index, section] of sections.entries()) {
    const target = isJsonObject(section['target']) ? section['target']['object'] : undefined;
    const object = target ?? section['object'];
    if (!isSame(section['stream'], mapping.stream) || !isSame(object, mapping.object)) continue;
    const fields: unknown = section['fields'];
    const at = Array.isArray(fields)
      ? fields.findIndex((one) => isJsonObject(one) && (one['field'] ?? one['column']) === field)
      : -1;
    return at < 0 ? ['mappings', index] : ['mappings', index, 'fields', at, 'field'];
  }
  return ['mappings'];
}
