import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseExactJson} from '../../src/core/exact-json';
import type {Json, JsonObject} from '../../src/core/json';
import {isJsonObject} from '../../src/core/json';
import {jsonText, plainJsonText} from '../../src/core/json-text';
import {createFieldRules} from '../../src/vendors/pendo/fields/field-rules';
import {readPendoDestinationSettings} from '../../src/vendors/pendo/settings';
import {createValuesWriter} from '../../src/vendors/pendo/fields/write-values';
import {prepareRecord} from '../../src/vendors/pipedrive/users-writer/prepare-record';
import {readWantedUser} from '../../src/vendors/pipedrive/users-writer/wanted-user';
import {createPrepare} from '../../src/vendors/userguiding/prepare-record';
import {checkModel} from '../../src/warehouse/models/check-model';
import {computeDelta, deltaRows} from '../../src/warehouse/memory/compute-delta';
import {computeModel} from '../../src/warehouse/models/compute-model';
import type {Warehouse} from '../../src/warehouse/open-warehouse';
import {createRecordMapper} from '../../src/write/mapping/map-record';
import type {Conversion, Mapping} from '../../src/write/mapping/mapping';
import type {ObjectDescription, Prepared} from '../../src/write/object-writer';
import type {MappedRecord} from '../../src/write/record';
import type {TempWarehouses} from '../warehouse/temp-warehouse';
import {tempWarehouses} from '../warehouse/temp-warehouse';

/** A table of the page: its head, and its rows by their first cell. */
interface PageTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a cell of the page says. */
type Told = {readonly sent: string} | {readonly reason: string} | 'nothing';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'values.md'), 'utf8');

function tableUnder(title: string): PageTable {
  const part = page.split(`## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
  const [head = [], , ...rows] = part
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim()),
    );
  return {head, rows};
}

const bare = (cell: string): string => cell.replace(/^`|`$/g, '');

function told(cell: string): Told {
  if (cell === '–') return 'nothing';
  return cell.startsWith('`') ? {sent: bare(cell)} : {reason: cell.replaceAll('\\', '')};
}

const JSON_BEGIN = /^(["[{]|-?\d|true$|false$)/;

/** The types that Pendo names, under the names of their columns. */
const pendoSchema = new Map([
  [
    'custom',
    new Map(
      ['string', 'boolean', 'integer', 'float', 'time', 'list', ''].map((type) => [
        `f${type}`,
        {key: `f${type}`, group: 'custom', displayName: `f${type}`, type, closed: undefined},
      ]),
    ),
  ],
]);

const settings = readPendoDestinationSettings({integration_key: 'k'.repeat(20)});
const noFields = {
  add: () => {
    throw new Error('no field is created here');
  },
  isPending: () => false,
  create: () => Promise.resolve(),
};
const writePendo = createValuesWriter(
  createFieldRules({schema: pendoSchema, settings, newFields: noFields}),
  'custom',
);

const object: ObjectDescription = {
  name: 'object',
  keys: ['key'],
  operations: ['upsert'],
  containers: ['company'],
};

function mapped(field: string, value: Json, convert?: Conversion): MappedRecord | Told {
  const fields = [{field, from: {column: 'x'}, ...(convert && {convert})}];
  const mapping: Mapping = {...baseMapping(), fields};
  const data: JsonObject = {id: 'ann@example.com', x: value};
  const found = createRecordMapper(mapping, object)({stream: 'cells', position: 1}, data);
  return 'faults' in found ? {reason: found.faults[0].reason} : found;
}

function bodyOf(prepared: Prepared): JsonObject {
  if (!prepared.ok) return {reason: prepared.rejection.reason};
  const body = parseExactJson(prepared.prepared.body);
  return isJsonObject(body) ? body : {};
}

/** What a field gets when a whole record with the value goes through mapping and writer. */
function becomes(title: string, head: string, value: Json): Told {
  if (title === 'Keys and conversions')
    return head === 'key' ? keyOf(value) : converted(head, value);
  if (title === 'Pendo') return inPendo(head === 'no type' ? 'f' : `f${head}`, value);
  if (title === 'Pipedrive') return inPipedrive(head, value);
  return inUserguiding(head, value);
}

function keyOf(value: Json): Told {
  const found = createRecordMapper(baseMapping(), object)(
    {stream: 'cells', position: 1},
    {id: value},
  );
  return 'faults' in found ? {reason: found.faults[0].reason} : {sent: jsonText(found.key)};
}

function baseMapping(): Mapping {
  return {
    stream: 'cells',
    namespace: null,
    object: 'object',
    keyColumn: 'id',
    keyField: 'key',
    operation: 'upsert',
    fields: [],
    otherColumns: 'ignore',
    nulls: 'skip',
  };
}

function converted(head: string, value: Json): Told {
  // The heads of this table are the names of conversions.
  const record = mapped('x', value, head as Conversion);
  return typeof record === 'object' && 'fields' in record
    ? {sent: jsonText(record.fields['x'])}
    : record;
}

function inPendo(field: string, value: Json): Told {
  const record = mapped(field, value);
  if (typeof record !== 'object' || !('fields' in record)) return record;
  const written = writePendo.each(record.fields);
  if ('faults' in written) return {reason: written.faults[0].reason};
  if (writePendo.isPlain(record.fields)) {
    const text = `{${written.values.map((one) => one.text).join(',')}}`;
    expect(plainJsonText(record.fields)).toBe(text);
  }
  return {sent: written.values[0]?.text.slice(`"${field}":`.length) ?? ''};
}

function inUserguiding(head: string, value: Json): Told {
  const [field = '', nested = 'reject'] = head.split(', nested: ');
  const record = mapped(field, value);
  if (typeof record !== 'object' || !('fields' in record)) return record;
  const prepare = createPrepare({
    settings: {
      idCase: 'as_is',
      bodyStyle: 'guide',
      values: {
        nested: nested as 'reject' | 'flatten' | 'json',
        dateFormat: 'iso',
        allowed: undefined,
      },
    },
    identities: {claim: () => true},
    remarks: {
      heldBack: () => undefined,
      companyAttributesWithoutId: () => undefined,
      companyChanged: () => undefined,
      close: () => undefined,
    },
  });
  const body = bodyOf(prepare(record));
  if (typeof body['reason'] === 'string') return {reason: body['reason']};
  const company = body['company'];
  if (head !== 'company.id') return {sent: jsonText(body['attributes'] ?? {})};
  return isJsonObject(company) ? {sent: jsonText(company['companyId'])} : 'nothing';
}

/** A role goes by its text here; which id it is, the company's own roles tell. */
function inPipedrive(head: string, given: Json): Told {
  const record = mapped(head, given);
  if (typeof record !== 'object' || !('fields' in record)) return record;
  const directory = {byId: () => undefined, byEmail: () => []};
  const prepared = prepareRecord(directory, record);
  if (!prepared.ok) return {reason: prepared.rejection.reason};
  const wanted = readWantedUser(record);
  if ('reason' in wanted) return {reason: wanted.reason};
  const value = wanted.role?.text ?? wanted.access ?? wanted.activeFlag ?? wanted.others.get(head);
  return {sent: jsonText(value)};
}

describe('The page of values', () => {
  let temp: TempWarehouses;
  let warehouse: Warehouse;
  beforeAll(async () => {
    temp = tempWarehouses();
    warehouse = await temp.open();
  });
  afterAll(() => temp.clean());

  /** By way of the delta of a run, as a row is sent. */
  async function cellOf(sql: string): Promise<Json> {
    const {database} = warehouse;
    const model = {name: 'cells', key: 'id', sql: `SELECT 'a' AS id, ${sql} AS x`};
    const computed = await computeModel(database, await checkModel(database, model));
    const target = {
      ...{object: 'o', account: 1, columns: ['x'], fingerprint: sql, fingerprint1: ''},
      foldsCase: false,
    };
    const options = {target, all: true, conflicts: undefined};
    const delta = await computeDelta(database, computed, options);
    for await (const rows of deltaRows(database, delta)) {
      for (const {row} of rows) return row['x'] ?? null;
    }
    throw new Error(`no row came of ${sql}`);
  }

  const left = tableUnder('What leaves a model').rows.map((row) => row.slice(1).map(bare));

  it('names every type of DuckDB, by itself and inside another', () => {
    expect(left.length).toBeGreaterThan(50);
    const types = tableUnder('What leaves a model')
      .rows.map(([type]) => type ?? '')
      .join('\n');
    for (const type of [
      'INTEGER',
      'BIGINT',
      'UBIGINT',
      'HUGEINT',
      'DECIMAL',
      'FLOAT',
      'DOUBLE',
      'BOOLEAN',
      'VARCHAR',
      'BLOB',
      'UUID',
      'ENUM',
      'DATE',
      'TIME',
      'TIMESTAMP_S',
      'TIMESTAMP_MS',
      'TIMESTAMP_NS',
      'TIMESTAMP WITH TIME ZONE',
      'INTERVAL',
      'LIST',
      'ARRAY',
      'STRUCT',
      'MAP',
      'UNION',
      'JSON',
      'NaN',
      'infinity',
    ]) {
      expect(types).toContain(type);
    }
  });

  it.each(left)('says what leaves a model for %s: %s', async (sql, json) => {
    expect(jsonText(await cellOf(sql))).toBe(json);
  });

  describe.each(['Keys and conversions', 'Pendo', 'UserGuiding', 'Pipedrive'])('%s', (title) => {
    const {head, rows} = tableUnder(title);

    it.each(rows)('says what becomes of %s in each field', async (...cells) => {
      const [name = '', ...says] = cells;
      const sql = bare(name);
      const known = left.find(([one]) => one === sql);
      const value = known ? await cellOf(sql) : (parseExactJson(sql) as Json);
      expect(known !== undefined || JSON_BEGIN.test(sql)).toBe(true);
      const found = head.slice(1).map((field) => becomes(title, field, value));
      expect(found).toEqual(says.map(told));
    });
  });
});
