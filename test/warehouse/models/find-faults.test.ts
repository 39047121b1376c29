import {checkModel} from '../../../src/warehouse/models/check-model';
import {computeDelta, deltaRows} from '../../../src/warehouse/memory/compute-delta';
import {computeModel} from '../../../src/warehouse/models/compute-model';
import type {FaultyRow} from '../../../src/warehouse/models/find-faults';
import {faultyRows} from '../../../src/warehouse/models/find-faults';
import {findGone, forgetGone} from '../../../src/warehouse/memory/gone-keys';
import {foldOutcomes} from '../../../src/warehouse/memory/fold-outcomes';
import type {Warehouse} from '../../../src/warehouse/open-warehouse';
import {openOutcomeJournal} from '../../../src/warehouse/memory/outcome-journal';
import type {TempWarehouses} from '../temp-warehouse';
import {tempWarehouses} from '../temp-warehouse';

interface Found {
  readonly faulty: readonly FaultyRow[];
  readonly sent: readonly string[];
  readonly gone: number;
}

async function find(warehouse: Warehouse, sql: string): Promise<Found> {
  const {database} = warehouse;
  const model = await computeModel(
    database,
    await checkModel(database, {name: 'crm', key: 'id', sql}),
  );
  const target = {
    ...{object: 'visitors', account: 1, columns: ['id', 'plan'], fingerprint: 'f'},
    ...{fingerprint1: '', foldsCase: false},
  };
  const delta = await computeDelta(database, model, {target, all: false, conflicts: undefined});
  const sent: string[] = [];
  for await (const rows of deltaRows(database, delta)) sent.push(...rows.map(({key}) => key));
  const faulty: FaultyRow[] = [];
  const {faults} = model;
  if (faults) {
    for await (const rows of faultyRows(database, {...model, faults}, model.columns)) {
      faulty.push(...rows);
    }
  }
  expect(delta).toMatchObject({faulty: faulty.length, rows: faulty.length + sent.length});
  const question = {account: 1, object: 'visitors', foldsCase: false, models: [model]};
  const keys = await findGone(database, question);
  await forgetGone(database, question, {keys, models: ['crm'], run: 1, nowMs: 0});
  return {faulty, sent, gone: keys.byModel.get('crm') ?? 0};
}

describe('a row of a model that cannot be sent', () => {
  let temp: TempWarehouses;
  let warehouse: Warehouse;
  beforeEach(async () => {
    temp = tempWarehouses();
    warehouse = await temp.open();
  });
  afterEach(() => temp.clean());

  it('has a null key; the others are sent', async () => {
    const {faulty, sent} = await find(
      warehouse,
      "SELECT * FROM (VALUES ('a', 1), (NULL, 2), ('c', 3)) t(id, plan)",
    );
    expect(sent).toEqual(['a', 'c']);
    expect(faulty).toEqual([
      {
        position: 2,
        reason: 'null_key',
        message:
          'Column "id", the key of the model crm, is null; leave such rows out, or give them a key.',
        row: {id: null, plan: 2},
      },
    ]);
  });

  it('has a key that others have too: none of them is sent, and no value is in the sentence', async () => {
    const {faulty, sent} = await find(
      warehouse,
      "SELECT * FROM (VALUES ('private', 1), ('b', 2), ('private', 3), ('c', 4), ('private', 5)) t(id, plan)",
    );
    expect(sent).toEqual(['b', 'c']);
    expect(faulty.map(({position, reason, row}) => [position, reason, row])).toEqual([
      [1, 'duplicate_key', {id: 'private', plan: 1}],
      [3, 'duplicate_key', {id: 'private', plan: 3}],
      [5, 'duplicate_key', {id: 'private', plan: 5}],
    ]);
    expect(faulty[0]?.message).toContain('has the same value in 3 rows');
    expect(faulty[0]?.message).not.toContain('private');
  });

  it.each([
    ['a list', "[repeat('x', 17000000)]", '(17000004 bytes, not kept)'],
    [
      'a list of many items',
      '(SELECT list_resize([1::UTINYINT], 8000000 + i) FROM range(1, 2) t(i))',
      '(16000002 bytes, not kept)',
    ],
    ['JSON', "('\"' || repeat('x', 17000000) || '\"')::JSON", '(17000002 bytes, not kept)'],
  ])('holds %s of more than 16 MB, which is not kept either', async (_, sql, kept) => {
    const {faulty, sent} = await find(
      warehouse,
      `SELECT 'a' AS id, ${sql} AS plan UNION ALL SELECT 'b', NULL`,
    );
    expect(sent).toEqual(['b']);
    expect(faulty).toMatchObject([{reason: 'too_large', row: {id: 'a', plan: kept}}]);
  });

  it('holds more than 16 MB in all its cells together', async () => {
    const {faulty} = await find(
      warehouse,
      "SELECT 'a' AS id, repeat('x', 9000000) AS plan, [repeat('y', 9000000)] AS list, 'short' AS note",
    );
    expect(faulty).toMatchObject([
      {
        reason: 'too_large',
        row: {plan: '(9000000 bytes, not kept)', list: '(9000004 bytes, not kept)', note: 'short'},
      },
    ]);
  });

  it('is found in models whose columns are called as parts of our own statements are', async () => {
    const {faulty, sent} = await find(
      warehouse,
      "SELECT 'a' AS id, 1 AS plan, 1 AS repeated, 2 AS times, 3 AS m, 4 AS r, 5 AS text UNION ALL SELECT NULL, 1, 1, 2, 3, 4, 5",
    );
    expect(sent).toEqual(['a']);
    expect(faulty).toMatchObject([{reason: 'null_key', row: {repeated: 1, times: 2}}]);
  });

  it('has the key of another row in another spelling that the vendor gets as the same', async () => {
    const {faulty, sent} = await find(
      warehouse,
      `SELECT unnest(['1', '"1"', '1.0', '"b"'])::JSON AS id, 0 AS plan`,
    );
    expect(faulty.map(({position, reason}) => [position, reason])).toEqual([
      [1, 'duplicate_key'],
      [2, 'duplicate_key'],
      [3, 'duplicate_key'],
    ]);
    expect(sent).toHaveLength(1);
  });

  it('holds a text or BLOB of more than 16 MB, which is not kept either', async () => {
    const {faulty, sent} = await find(
      warehouse,
      "SELECT 'a' AS id, repeat('x', 20000000) AS plan, repeat('y', 17000000)::BLOB AS raw UNION ALL SELECT 'b', 'short', NULL",
    );
    expect(sent).toEqual(['b']);
    expect(faulty).toMatchObject([
      {
        reason: 'too_large',
        row: {id: 'a', plan: '(20000000 bytes, not kept)', raw: '(17000000 bytes, not kept)'},
      },
    ]);
  });

  it('is not gone from the model, so that what was accepted of its key stays known', async () => {
    const journal = await openOutcomeJournal(warehouse.database, {run: 1, now: () => 0});
    const entry = {
      ...{place: {account: 1, model: 'crm', object: 'visitors'}, digest: 'd', fields: '{}'},
      outcome: 'accepted' as const,
    };
    await journal.add(['twice', 'gone'].map((key) => ({...entry, key})));
    await journal.flush();
    await foldOutcomes(warehouse.database);
    const {gone} = await find(
      warehouse,
      "SELECT * FROM (VALUES ('twice', 1), ('twice', 2)) t(id, plan)",
    );
    expect(gone).toBe(1);
    const left = await warehouse.database.rows('SELECT key FROM _user_sync.accepted');
    expect(left).toEqual([{key: 'twice'}]);
  });

  it('is found whatever its columns are called', async () => {
    const {faulty} = await find(
      warehouse,
      'SELECT 1 AS id, 2 AS plan, 3 AS times, 4 AS repeated, 5 AS reason, 6 AS "row", 7 AS "position" UNION ALL SELECT 1, 2, 3, 4, 5, 6, 7',
    );
    expect(faulty).toHaveLength(2);
  });
});
