import fc from 'fast-check';
import type {Warehouse} from '../../../src/warehouse/open-warehouse';
import {ensureTables} from '../../../src/warehouse/load/ensure-tables';
import {createLoader} from '../../../src/warehouse/load/loader';
import {forgetKeysRead, keysReadSql, watchKeys} from '../../../src/warehouse/memory/keys-read';
import {refusedFailure} from '../../../src/warehouse/load/refused-records';
import {readStates} from '../../../src/warehouse/load/states';
import type {StreamTable} from '../../../src/warehouse/load/stream-table';
import type {TempWarehouses} from '../temp-warehouse';
import {tempWarehouses} from '../temp-warehouse';

const time = {
  type: ['string', 'null'],
  format: 'date-time',
  airbyte_type: 'timestamp_with_timezone',
};
const PEOPLE: StreamTable = {
  name: 'people',
  primaryKey: ['team', 'id'],
  schema: {
    type: 'object',
    properties: {
      team: {type: 'string'},
      id: {type: ['null', 'integer']},
      'odd"na~me/x': {type: ['null', 'string']},
      score: {type: ['null', 'number']},
      active: {type: ['null', 'boolean']},
      seen: time,
      born: {type: ['null', 'string'], format: 'date'},
      tags: {type: ['null', 'array'], items: {type: 'string'}},
      any: {},
      _ab_cdc_updated_at: time,
      _ab_cdc_deleted_at: time,
    },
  },
};

/** So late at every look that no checkpoint waits. */
let hastyMs = 0;
const HASTY = {now: () => (hastyMs += 60_000)};

const person = (id: number, more: Record<string, unknown> = {}): string =>
  JSON.stringify({team: 'a', id, _ab_cdc_deleted_at: null, ...more});

async function prepare(warehouse: Warehouse, table: StreamTable = PEOPLE): Promise<void> {
  await warehouse.database.transaction(() => ensureTables(warehouse.database, [table]));
}

async function idsOf(warehouse: Warehouse): Promise<readonly unknown[]> {
  const rows = await warehouse.database.rows('SELECT id::INTEGER AS id FROM people ORDER BY id');
  return rows.map((row) => row['id']);
}

describe('loading records', () => {
  let temp: TempWarehouses;
  beforeEach(() => (temp = tempWarehouses()));
  afterEach(() => temp.clean());

  it('keeps the keys of watched columns, also those that a row had before or that is gone', async () => {
    const warehouse = await temp.open();
    const {database} = warehouse;
    await prepare(warehouse);
    const keysOf = async (field: string): Promise<unknown> => {
      const sql = keysReadSql({stream: 'people', field}, true);
      return (await database.rows(`${sql} ORDER BY key`)).map(({key}) => key);
    };
    const email = 'odd"na~me/x';
    const load = async (...records: readonly string[]): Promise<void> => {
      const loader = await createLoader(database, [PEOPLE], {clock: HASTY});
      await loader.records('people', records);
      await loader.save();
    };
    await load(person(1, {[email]: 'Ada@example.com'}), person(2, {[email]: 'bob@example.com'}));
    await watchKeys(database, new Map([['people', [email, 'id']]]));
    expect(await keysOf(email)).toEqual([]);
    await load(
      person(1, {[email]: 'eve@example.com'}),
      person(2, {_ab_cdc_deleted_at: '2026-01-02T03:04:05Z'}),
      person(3),
    );
    expect(await keysOf(email)).toEqual(['ada@example.com', 'bob@example.com', 'eve@example.com']);
    expect(await keysOf('id')).toEqual(['1', '2', '3']);
    await forgetKeysRead(database, ['people']);
    expect(await keysOf(email)).toEqual([]);
    await load(person(4));
    expect(await keysOf('id')).toEqual(['4']);
    await watchKeys(database, new Map());
    await load(person(5));
    expect(await keysOf('id')).toEqual([]);
  });

  it('gives every value the type that its schema says', async () => {
    const warehouse = await temp.open();
    await prepare(warehouse);
    const loader = await createLoader(warehouse.database, [PEOPLE], {clock: HASTY});
    await loader.records('people', [
      person(1, {
        'odd"na~me/x': "O'Neil \u2028",
        score: 1.5,
        active: false,
        seen: '2026-01-02T03:04:05.678+02:00',
        born: '1990-02-03',
        tags: ['a', 'b'],
        any: {deep: [1, null]},
      }),
      person(2, {id: '9007199254740993', seen: '', any: 'text', tags: null}),
    ]);
    await loader.checkpoint('people', {at: 1});
    const rows = await warehouse.database.rows(
      'SELECT id::VARCHAR id, "odd""na~me/x" AS odd, score, active, epoch_ms(seen)::DOUBLE seen, born::VARCHAR born, tags, "any" FROM people ORDER BY people.id',
    );
    expect(rows).toEqual([
      {
        id: '1',
        odd: "O'Neil \u2028",
        score: 1.5,
        active: false,
        seen: Date.parse('2026-01-02T03:04:05.678+02:00'),
        born: '1990-02-03',
        tags: '["a","b"]',
        any: '{"deep":[1,null]}',
      },
      {
        id: '9007199254740993',
        odd: null,
        score: null,
        active: null,
        seen: null,
        born: null,
        tags: null,
        any: '"text"',
      },
    ]);
    const types = await warehouse.database.rows(
      "SELECT column_name AS name, data_type AS type FROM duckdb_columns() WHERE table_name = 'people'",
    );
    expect(types.map((row) => row['type'])).toEqual([
      'VARCHAR',
      'BIGINT',
      'VARCHAR',
      'DOUBLE',
      'BOOLEAN',
      'TIMESTAMP WITH TIME ZONE',
      'DATE',
      'JSON',
      'JSON',
      'TIMESTAMP WITH TIME ZONE',
      'TIMESTAMP WITH TIME ZONE',
    ]);
  });

  it('replaces by primary key, the last record of a key winning, and takes out the deleted', async () => {
    const warehouse = await temp.open();
    await prepare(warehouse);
    const loader = await createLoader(warehouse.database, [PEOPLE], {clock: HASTY});
    await loader.records('people', [person(1, {score: 1}), person(2), person(1, {score: 2})]);
    await loader.checkpoint('people', {at: 1});
    const gone = {_ab_cdc_deleted_at: '2026-01-01T00:00:00Z'};
    await loader.records('people', [person(2, gone), person(3, gone), person(4, gone), person(4)]);
    await loader.checkpoint('people', {at: 2});
    expect(
      await warehouse.database.rows('SELECT id::INTEGER id, score FROM people ORDER BY 1'),
    ).toEqual([
      {id: 1, score: 2},
      {id: 4, score: null},
    ]);
  });

  it('is the same as a map by key, however the records are cut', async () => {
    const warehouse = await temp.open();
    await prepare(warehouse);
    const change = fc.record({
      id: fc.integer({min: 1, max: 8}),
      score: fc.integer(),
      gone: fc.boolean(),
      save: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, {maxLength: 30}), async (changes) => {
        await warehouse.database.run('DELETE FROM people');
        const loader = await createLoader(warehouse.database, [PEOPLE], {clock: HASTY});
        const expected = new Map<number, number>();
        for (const {id, score, gone, save} of changes) {
          const deleted = gone ? '2026-01-01T00:00:00Z' : null;
          await loader.records('people', [person(id, {score, _ab_cdc_deleted_at: deleted})]);
          if (gone) expected.delete(id);
          else expected.set(id, score);
          if (save) await loader.checkpoint('people', {id});
        }
        await loader.save();
        const rows = await warehouse.database.rows('SELECT id::INTEGER id, score FROM people');
        expect(new Map(rows.map((row) => [row['id'], row['score']]))).toEqual(expected);
      }),
      {numRuns: 25},
    );
  });

  const gone = {_ab_cdc_deleted_at: '2026-01-01T00:00:00Z'};

  it.each<[string, string]>([
    ['a text for a number', person(9, {score: 'secret-value'})],
    ['no time', person(9, {seen: 'secret-value'})],
    ['half of a surrogate pair', '{"team":"a","id":9,"odd\\"na~me/x":"secret-value \\ud83d"}'],
    ['a text that is no JSON', '{"team":"a","id":9,"secret-value'],
    ['an integer that is none', person(9, {id: 9.5e30})],
  ])('sets a record aside that holds %s; all others are loaded', async (_, bad) => {
    const warehouse = await temp.open();
    await prepare(warehouse);
    const loader = await createLoader(warehouse.database, [PEOPLE], {clock: HASTY});
    await loader.records('people', [person(1), person(2)]);
    await loader.checkpoint('people', {at: 1});
    await loader.records('people', [person(3), bad, person(1, gone)]);
    await loader.checkpoint('people', {at: 2});
    await loader.records('people', [person(4)]);
    await loader.checkpoint('people', {at: 3});
    await loader.save();
    expect(await idsOf(warehouse)).toEqual([2, 3, 4]);
    // The next run must be given what was set aside, and the deletion, again.
    expect((await readStates(warehouse.database)).get('people')).toEqual({at: 1});
    const refused = loader.refused('people');
    expect(refused).toMatchObject({count: 1});
    const {kind, message} = refusedFailure('people', refused ?? {count: 0, named: []});
    expect(kind).toBe('data');
    expect(message).toMatch(/could not take 1 record of people/);
    expect(message).not.toContain('secret-value');
  });

  it('names the first records that it sets aside by their keys, and counts all', async () => {
    const warehouse = await temp.open();
    await prepare(warehouse);
    const loader = await createLoader(warehouse.database, [PEOPLE], {clock: HASTY});
    const bad = Array.from({length: 40}, (_, id) => person(id, {active: 'maybe'}));
    await loader.records('people', [...bad, person(77)]);
    await loader.save();
    expect(await idsOf(warehouse)).toEqual([77]);
    expect(loader.refused('people')).toEqual({
      count: 40,
      named: ['team "a", id 0', 'team "a", id 1', 'team "a", id 2'],
    });
  });

  it('saves the checkpoints of some seconds together, and what waits when it is asked to', async () => {
    const warehouse = await temp.open();
    await prepare(warehouse);
    let nowMs = 1_000_000;
    const loader = await createLoader(warehouse.database, [PEOPLE], {clock: {now: () => nowMs}});
    const saved = async (): Promise<unknown> => ({
      state: (await readStates(warehouse.database)).get('people'),
      ids: await idsOf(warehouse),
    });
    await loader.records('people', [person(1)]);
    await loader.checkpoint('people', {at: 1});
    nowMs += 4_999;
    await loader.records('people', [person(2)]);
    await loader.checkpoint('people', {at: 2});
    expect(await saved()).toEqual({state: undefined, ids: []});
    nowMs += 1;
    await loader.records('people', [person(3)]);
    // The third record is behind the last checkpoint: it will be read again, and takes its own place.
    expect(await saved()).toEqual({state: {at: 2}, ids: [1, 2, 3]});
    await loader.records('people', [person(4)]);
    await loader.checkpoint('people', {at: 4});
    expect(await saved()).toEqual({state: {at: 2}, ids: [1, 2, 3]});
    await loader.save();
    expect(await saved()).toEqual({state: {at: 4}, ids: [1, 2, 3, 4]});
  });

  it('takes more records at once than one transaction may have rows', async () => {
    const warehouse = await temp.open();
    await prepare(warehouse);
    const loader = await createLoader(warehouse.database, [PEOPLE], {clock: HASTY});
    const many = Array.from({length: 250_000}, (_, id) => `{"team":"a","id":${id}}`);
    await loader.records('people', many);
    await loader.checkpoint('people', {at: 1});
    expect(
      await warehouse.database.rows(
        'SELECT count(*)::INTEGER AS n, count(DISTINCT id)::INTEGER AS ids FROM people',
      ),
    ).toEqual([{n: 250_000, ids: 250_000}]);
  });

  it('keeps the states of other streams', async () => {
    const teams: StreamTable = {...PEOPLE, name: 'teams'};
    const warehouse = await temp.open();
    await warehouse.database.transaction(() => ensureTables(warehouse.database, [PEOPLE, teams]));
    const loader = await createLoader(warehouse.database, [PEOPLE, teams], {clock: HASTY});
    await loader.records('people', [person(1, {active: 'maybe'})]);
    await loader.checkpoint('people', {at: 1});
    await loader.records('teams', [person(1)]);
    await loader.checkpoint('teams', {at: 1});
    expect(await readStates(warehouse.database)).toEqual(new Map([['teams', {at: 1}]]));
    expect(loader.refused('teams')).toBeUndefined();
  });

  it('adds the columns of a new version and keeps the rows', async () => {
    const first = await temp.open();
    await prepare(first);
    const loader = await createLoader(first.database, [PEOPLE], {clock: HASTY});
    await loader.records('people', [person(1, {score: 1})]);
    await loader.checkpoint('people', {at: 1});
    first.close();

    const properties = PEOPLE.schema['properties'] as Record<string, never>;
    const wider: StreamTable = {
      ...PEOPLE,
      schema: {...PEOPLE.schema, properties: {...properties, phone: {type: 'string'}}},
    };
    const second = await temp.open();
    await prepare(second, wider);
    const again = await createLoader(second.database, [wider], {clock: HASTY});
    await again.records('people', [person(2, {phone: '+1'})]);
    await again.checkpoint('people', {at: 2});
    expect(await second.database.rows('SELECT score, phone FROM people ORDER BY id')).toEqual([
      {score: 1, phone: null},
      {score: null, phone: '+1'},
    ]);
  });

  it('refuses a table whose column has another type', async () => {
    const warehouse = await temp.open();
    await warehouse.database.run('CREATE TABLE people (team VARCHAR, id VARCHAR)');
    await expect(prepare(warehouse)).rejects.toThrow(
      /table people has column id as VARCHAR, but the stream has BIGINT; drop the table/,
    );
  });

  it('forgets the state of a table that was dropped', async () => {
    const warehouse = await temp.open();
    await prepare(warehouse);
    const loader = await createLoader(warehouse.database, [PEOPLE], {clock: HASTY});
    await loader.checkpoint('people', {at: 1});
    expect((await readStates(warehouse.database)).get('people')).toEqual({at: 1});
    await warehouse.database.run('DROP TABLE people');
    await prepare(warehouse);
    expect((await readStates(warehouse.database)).size).toBe(0);
  });

  it('never saves a state before its records, whichever statement is the last', async () => {
    for (let n = 1; ; n += 1) {
      let left = Infinity;
      const warehouse = await temp.open({
        path: `${temp.path}.${n}`,
        trace: () => {
          left -= 1;
          if (left < 0) throw new Error('the machine stopped');
        },
      });
      await prepare(warehouse);
      const loader = await createLoader(warehouse.database, [PEOPLE], {clock: HASTY});
      await loader.records('people', [person(1), person(2)]);
      await loader.checkpoint('people', {at: 2});
      left = n - 1;
      const crashed = await (async () => {
        await loader.records('people', [person(3), person(1, {_ab_cdc_deleted_at: '2026-01-01'})]);
        await loader.checkpoint('people', {at: 4});
      })().then(
        () => false,
        () => true,
      );
      warehouse.close();
      const again = await temp.open({path: `${temp.path}.${n}`});
      const state = (await readStates(again.database)).get('people');
      expect({state, ids: await idsOf(again)}).toEqual(
        state?.['at'] === 4 ? {state: {at: 4}, ids: [2, 3]} : {state: {at: 2}, ids: [1, 2]},
      );
      if (!crashed) {
        expect(state).toEqual({at: 4});
        expect(n).toBeGreaterThan(8);
        return;
      }
    }
  });
});
