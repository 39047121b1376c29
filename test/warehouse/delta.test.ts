import fc from 'fast-check';
import {checkModel} from '../../src/warehouse/models/check-model';
import type {Delta, DeltaRow} from '../../src/warehouse/memory/compute-delta';
import {computeDelta, deltaRows, dropDelta} from '../../src/warehouse/memory/compute-delta';
import {computeModel, dropModel} from '../../src/warehouse/models/compute-model';
import {foldOutcomes} from '../../src/warehouse/memory/fold-outcomes';
import {findGone, forgetGone} from '../../src/warehouse/memory/gone-keys';
import type {Model} from '../../src/warehouse/models/model';
import type {Warehouse} from '../../src/warehouse/open-warehouse';
import type {OutcomeEntry} from '../../src/warehouse/memory/outcome-journal';
import {openOutcomeJournal} from '../../src/warehouse/memory/outcome-journal';
import {readRejectedRows} from '../../src/warehouse/memory/rejected-rows';
import type {TempWarehouses} from './temp-warehouse';
import {tempWarehouses} from './temp-warehouse';

const MODEL: Model = {name: 'crm', key: 'id', sql: 'SELECT id, plan, noise FROM rows ORDER BY id'};

const PLACE = {account: 1, object: 'visitors', model: 'crm'};

interface Found {
  readonly delta: Delta & Record<DeltaRow['kind'], number>;
  readonly rows: readonly DeltaRow[];
}

async function deltaOf(
  warehouse: Warehouse,
  what: {
    readonly fingerprint?: string;
    readonly model?: Model;
    readonly columns?: string[];
    readonly account?: number;
    readonly foldsCase?: boolean;
  } = {},
): Promise<Found> {
  const {database} = warehouse;
  await foldOutcomes(database);
  const model = await computeModel(database, await checkModel(database, what.model ?? MODEL));
  const columns = what.columns ?? ['id', 'plan'];
  const target = {
    object: 'visitors',
    account: what.account ?? PLACE.account,
    columns,
    fingerprint: what.fingerprint ?? 'f1',
    fingerprint1: 'old',
    foldsCase: what.foldsCase ?? false,
  };
  const delta = await computeDelta(database, model, {target, all: false, conflicts: undefined});
  const rows: DeltaRow[] = [];
  for await (const chunk of deltaRows(database, delta)) rows.push(...chunk);
  await dropDelta(database, delta);
  await dropModel(database, model);
  const kinds = {fresh: 0, changed: 0, again: 0};
  for (const {kind} of rows) kinds[kind] += 1;
  return {delta: {...delta, ...kinds}, rows};
}

async function tell(
  warehouse: Warehouse,
  rows: readonly DeltaRow[],
  outcome: OutcomeEntry['outcome'],
): Promise<void> {
  const journal = await openOutcomeJournal(warehouse.database, {run: 1, now: () => 0});
  await journal.add(
    rows.map(({key, digest}) => ({
      place: PLACE,
      key,
      digest,
      outcome,
      ...(outcome === 'accepted' && {fields: '{"plan":"p"}'}),
      sourceDigest: `s${key}`,
    })),
  );
  await journal.flush();
}

async function setRows(warehouse: Warehouse, values: string): Promise<void> {
  await warehouse.database.run(
    `CREATE OR REPLACE TABLE rows AS SELECT * FROM (VALUES ${values}) t(id, plan, noise)`,
  );
}

describe('the rows that are news', () => {
  let temp: TempWarehouses;
  let warehouse: Warehouse;
  beforeEach(async () => {
    temp = tempWarehouses();
    warehouse = await temp.open();
    await setRows(warehouse, "(1, 'gold', 0), (2, 'free', 0), (3, NULL, 0)");
  });
  afterEach(() => temp.clean());

  it('are all rows at first, in the order of the model, with the columns that are sent', async () => {
    const {delta, rows} = await deltaOf(warehouse);
    expect(delta).toMatchObject({rows: 3, candidates: 3, fresh: 3, changed: 0, again: 0});
    expect(rows.map(({position, key, row}) => ({position, key, row}))).toEqual([
      {position: 1, key: '1', row: {id: 1, plan: 'gold'}},
      {position: 2, key: '2', row: {id: 2, plan: 'free'}},
      {position: 3, key: '3', row: {id: 3, plan: null}},
    ]);
  });

  it('are then only those that changed in a column that is sent', async () => {
    await tell(warehouse, (await deltaOf(warehouse)).rows, 'accepted');
    expect((await deltaOf(warehouse)).rows).toEqual([]);
    await setRows(warehouse, "(1, 'gold', 9), (2, 'paid', 0), (3, NULL, 0), (4, 'new', 0)");
    const {delta, rows} = await deltaOf(warehouse);
    expect(delta).toMatchObject({fresh: 1, changed: 1, again: 0});
    expect(rows.map((row) => [row.key, row.kind])).toEqual([
      ['2', 'changed'],
      ['4', 'fresh'],
    ]);
  });

  it('are all rows again when the mapping changed', async () => {
    await tell(warehouse, (await deltaOf(warehouse)).rows, 'accepted');
    expect((await deltaOf(warehouse, {fingerprint: 'f2'})).delta).toMatchObject({changed: 3});
  });

  it('do not depend on the order of the columns', async () => {
    await tell(warehouse, (await deltaOf(warehouse)).rows, 'accepted');
    const model = {...MODEL, sql: 'SELECT plan, id FROM rows'};
    expect((await deltaOf(warehouse, {model, columns: ['plan', 'id']})).rows).toEqual([]);
  });

  it('hold rejected rows again until they are accepted', async () => {
    const first = await deltaOf(warehouse);
    await tell(warehouse, first.rows.slice(0, 2), 'rejected');
    await tell(warehouse, first.rows.slice(2), 'accepted');
    const second = await deltaOf(warehouse);
    expect(second.delta).toMatchObject({fresh: 0, changed: 0, again: 2});
    expect(await readRejectedRows(warehouse.database, PLACE)).toEqual([
      {key: '1', digest: first.rows[0]?.digest, sourceDigest: 's1'},
      {key: '2', digest: first.rows[1]?.digest, sourceDigest: 's2'},
    ]);
    await tell(warehouse, second.rows, 'accepted');
    expect((await deltaOf(warehouse)).rows).toEqual([]);
    expect(await readRejectedRows(warehouse.database, PLACE)).toEqual([]);
  });

  it('hold a row whose acceptance is unknown even when it went back to its old form', async () => {
    await tell(warehouse, (await deltaOf(warehouse)).rows, 'accepted');
    await setRows(warehouse, "(1, 'changed', 0), (2, 'free', 0), (3, NULL, 0)");
    await tell(warehouse, (await deltaOf(warehouse)).rows, 'sending');
    await setRows(warehouse, "(1, 'gold', 0), (2, 'free', 0), (3, NULL, 0)");
    expect((await deltaOf(warehouse)).rows.map((row) => row.key)).toEqual(['1']);
  });

  it('forget a row that is gone, so that its return is sent', async () => {
    const {database} = warehouse;
    await tell(warehouse, (await deltaOf(warehouse)).rows, 'accepted');
    await setRows(warehouse, "(1, 'gold', 0), (2, 'free', 0)");
    await foldOutcomes(database);
    const model = await computeModel(database, await checkModel(database, MODEL));
    const question = {...PLACE, foldsCase: false, models: [model]};
    const keys = await findGone(database, question);
    expect([...keys.byModel]).toEqual([['crm', 1]]);
    expect(keys.known).toBe(3);
    await forgetGone(database, question, {keys, models: ['crm'], run: 1, nowMs: 0});
    expect((await deltaOf(warehouse)).delta).toMatchObject({candidates: 0});
    await setRows(warehouse, "(1, 'gold', 0), (2, 'free', 0), (3, NULL, 0)");
    expect((await deltaOf(warehouse)).delta).toMatchObject({fresh: 1, changed: 0});
  });

  it('are all rows for another account, and none for the first one again', async () => {
    await tell(warehouse, (await deltaOf(warehouse)).rows, 'accepted');
    expect((await deltaOf(warehouse, {account: 2})).delta).toMatchObject({fresh: 3});
    expect((await deltaOf(warehouse)).delta).toMatchObject({candidates: 0});
  });

  it('are looked at again after another model gave the key something', async () => {
    const {rows} = await deltaOf(warehouse);
    await tell(warehouse, rows, 'accepted');
    await foldOutcomes(warehouse.database);
    const journal = await openOutcomeJournal(warehouse.database, {run: 1, now: () => 0});
    const other = {place: {...PLACE, model: 'other'}, key: '1', digest: 'd'};
    await journal.add([{...other, outcome: 'accepted', fields: '{"plan":"q","city":"c"}'}]);
    await journal.flush();
    const after = await deltaOf(warehouse);
    expect(after.rows.map(({key, accepted}) => [key, accepted])).toEqual([
      ['1', '{"plan":"q","city":"c"}'],
    ]);
  });

  it('count keys of one person as one key where the vendor does', async () => {
    await setRows(warehouse, "('A@x', 'gold', 0)");
    await tell(warehouse, (await deltaOf(warehouse, {foldsCase: true})).rows, 'accepted');
    await setRows(warehouse, "('a@X', 'gold', 0)");
    const [row] = (await deltaOf(warehouse, {foldsCase: true})).rows;
    expect(row).toMatchObject({key: 'a@x', kind: 'changed', accepted: '{"plan":"p"}'});
  });

  it('survive the end of the process once the journal is flushed, folded or not', async () => {
    await tell(warehouse, (await deltaOf(warehouse)).rows, 'accepted');
    warehouse.close();
    warehouse = await temp.open();
    expect((await deltaOf(warehouse)).rows).toEqual([]);
  });

  it('follow the last word on each row, whatever came before', async () => {
    const outcome = fc.constantFrom<OutcomeEntry['outcome']>('sending', 'accepted', 'rejected');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.integer({min: 0, max: 2}), outcome)), async (told) => {
        await warehouse.database.run('DELETE FROM _user_sync.accepted');
        await warehouse.database.run('DELETE FROM _user_sync.rejected');
        await warehouse.database.run('DELETE FROM _user_sync.seen');
        const {rows} = await deltaOf(warehouse);
        const last = new Map<string, string>();
        for (const [index, word] of told) {
          await tell(warehouse, rows.slice(index, index + 1), word);
          last.set(String(index + 1), word);
        }
        const after = await deltaOf(warehouse);
        const expected = ['1', '2', '3'].filter((key) => last.get(key) !== 'accepted');
        expect(after.rows.map((row) => row.key)).toEqual(expected);
        expect(after.delta.again).toBe(
          [...last.values()].filter((word) => word === 'rejected').length,
        );
      }),
      {numRuns: 15},
    );
  });

  it('write values as destinations expect them', async () => {
    const model: Model = {
      name: 'crm',
      key: 'id',
      sql: `SELECT 1 AS id, TIMESTAMPTZ '2026-01-02 03:04:05.6+02' AS tz, TIMESTAMP '2026-01-02 03:04:05.123456' AS ts,
        DATE '2026-01-02' AS d, 9007199254740993 AS big, 5::HUGEINT AS small, 'nan'::DOUBLE AS nan, 1.25::DECIMAL(10,2) AS money,
        12345678901234567890.5::DECIMAL(38,1) AS precise, [1, 2] AS list, {'a': 'x'} AS obj, '{"z":1}'::JSON AS json, NULL::TIMESTAMP AS none, true AS yes`,
    };
    const names = [
      'tz',
      'ts',
      'd',
      'big',
      'small',
      'nan',
      'money',
      'precise',
      'list',
      'obj',
      'json',
      'none',
      'yes',
    ];
    const {rows} = await deltaOf(warehouse, {model, columns: names});
    expect(rows[0]?.row).toEqual({
      tz: '2026-01-02T01:04:05.600Z',
      ts: '2026-01-02T03:04:05.123456Z',
      d: '2026-01-02',
      big: '9007199254740993',
      small: 5,
      nan: 'nan',
      money: 1.25,
      precise: '12345678901234567890.5',
      list: [1, 2],
      obj: {a: 'x'},
      json: {z: 1},
      none: null,
      yes: true,
    });
  });
});

describe('a model that is wrong', () => {
  let temp: TempWarehouses;
  let warehouse: Warehouse;
  beforeEach(async () => {
    temp = tempWarehouses();
    warehouse = await temp.open();
    await setRows(
      warehouse,
      "(1, 'gold', 0), (1, 'free', 0), (NULL, 'x', 0), (2, 'ann@example.com', 0)",
    );
  });
  afterEach(() => temp.clean());

  it.each([
    [
      'SELEC 1',
      /model crm has SQL that DuckDB does not accept: Parser Error: syntax error at or near "SELEC"/,
    ],
    ['SELECT id FROM nowhere', /Table with name nowhere does not exist/],
    ['SELECT 1 AS id; SELECT 2 AS id', /must be one SELECT, but it holds 2 statements/],
    ['DELETE FROM rows', /must be one SELECT, but it is not a SELECT/],
    ['SELECT $1 AS id', /must be one SELECT, but it holds parameters/],
    [
      'SELECT id AS other FROM rows',
      /has no column "id", which is its `key`; its columns are other/,
    ],
    ['SELECT id, plan, plan AS PLAN FROM rows', /has two columns named "PLAN"/],
  ])('is found before it runs: %s', async (sql, message) => {
    const checked = checkModel(warehouse.database, {...MODEL, sql});
    await expect(checked).rejects.toMatchObject({kind: 'config'});
    await expect(checked).rejects.toThrow(message);
  });

  it('is found when it fails while it runs, without the values', async () => {
    const model = await checkModel(warehouse.database, {
      ...MODEL,
      sql: 'SELECT plan::INTEGER AS id FROM rows',
    });
    const failing = computeModel(warehouse.database, model);
    await expect(failing).rejects.toThrow(
      /model crm failed on a value of its data \(Conversion Error .*INT32\)\) at line 1, column 12/,
    );
    await expect(failing).rejects.not.toThrow(/gold|ann@/);
  });

  it('tells which tables it reads', async () => {
    const sql =
      'WITH x AS (SELECT * FROM rows) SELECT id FROM x WHERE id IN (SELECT seq FROM _user_sync.outcomes)';
    const model = await checkModel(warehouse.database, {...MODEL, sql});
    expect([...model.tables].sort()).toEqual(['outcomes', 'rows']);
  });
});
