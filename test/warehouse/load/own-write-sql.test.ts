import {createHash} from 'node:crypto';
import {sharedStart} from '../../../src/runner/send/sent-fields';
import {ensureTables} from '../../../src/warehouse/load/ensure-tables';
import {createLoader} from '../../../src/warehouse/load/loader';
import type {StreamTable} from '../../../src/warehouse/load/stream-table';
import {keepOwnWrites} from '../../../src/warehouse/memory/own-writes';
import type {Warehouse} from '../../../src/warehouse/open-warehouse';
import {tempWarehouses, type TempWarehouses} from '../temp-warehouse';

const PEOPLE: StreamTable = {
  name: 'people',
  primaryKey: ['id'],
  schema: {
    type: 'object',
    properties: {
      id: {type: 'string'},
      team: {type: ['null', 'string']},
      at: {type: ['null', 'integer']},
      mail: {type: ['null', 'string']},
      values: {type: ['null', 'object']},
    },
  },
  shows: {column: 'values', changedAt: 'at', changedAtFrom: ['auto', 'at'], derived: ['mail']},
};
const SHARED = sharedStart({form: 'f', operation: 'update', keyField: 'id'});
const PLACE = {account: 1, object: 'people'};
const OWN = new Map([['people', {...PLACE, group: 'own', models: [{model: 'm', shared: SHARED}]}]]);
const clock = {now: () => 0};
const ID = 'a"\\é\n';

/** As the send side makes it of a value. */
const digestOf = (name: string, value: unknown): string =>
  createHash('sha256')
    .update(`${SHARED}${JSON.stringify(ID)}]${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .digest('base64url')
    .slice(0, 11);

describe('a row that comes after something was written to its record', () => {
  let temp: TempWarehouses;
  let warehouse: Warehouse;
  beforeEach(async () => {
    temp = tempWarehouses();
    warehouse = await temp.open();
    await ensureTables(warehouse.database, [PEOPLE]);
    await keepOwnWrites(warehouse.database, [PLACE]);
  });
  afterEach(() => temp.clean());

  /** Loads a row; answers when it last changed by others, and how many rows only our writes have changed. */
  async function load(at: number, values: object | null, more: object = {}): Promise<unknown> {
    const loader = await createLoader(warehouse.database, [PEOPLE], {clock, ownWrites: OWN});
    const shown = values && {auto: {at, seen: null}, ...values};
    await loader.records('people', [
      JSON.stringify({id: ID, team: null, at, mail: null, ...more, values: shown}),
    ]);
    await loader.save();
    const [row] = await warehouse.database.rows(
      'SELECT _user_sync_changed_at::INTEGER AS at FROM people',
    );
    return [row?.['at'], loader.ownWrites('people')];
  }

  async function wrote(values: Record<string, unknown>, model = 'm'): Promise<void> {
    const fields = Object.entries(values).map(([name, value]) => [name, digestOf(name, value)]);
    await warehouse.database.run(
      "INSERT INTO _user_sync.own_write VALUES (1, 'people', $1, $2, $3)",
      [model, ID, JSON.stringify(Object.fromEntries(fields))],
    );
  }

  const given = {plan: 'pro "x"', 'a/b~': 1.5, on: true, list: ['é', null], gone: null};
  const shown = {plan: 'pro "x"', 'a/b~': 1.5, on: true, list: ['é', null]};

  it.each<[string, object, object, boolean]>([
    ['holds what was accepted', {own: {other: 1}}, {own: {other: 1, ...shown}}, true],
    ['had no such values before', {}, {own: shown}, true],
    ['holds another value', {own: {}}, {own: {...shown, plan: 'free'}}, false],
    ['misses a value', {own: {}}, {own: {plan: 'pro "x"', on: true}}, false],
    ['has a cleared value again', {own: {}}, {own: {...shown, gone: 0}}, false],
    ['differs in a field of the same group', {own: {other: 1}}, {own: {other: 2, ...shown}}, false],
    ['has a field more', {own: {}}, {own: {other: null, ...shown}}, false],
    ['differs in another group', {else: {plan: 1}}, {else: {plan: 2}, own: shown}, false],
    ['lost another group', {else: {}}, {own: shown}, false],
  ])('that %s: only our writes or not', async (_, before, after, isOwn) => {
    expect(await load(1, before)).toEqual([1, 0]);
    await wrote(given);
    expect(await load(2, after)).toEqual(isOwn ? [1, 1] : [2, 0]);
  });

  it('is news where another column differs, and not where a column is made of the values', async () => {
    await load(1, {});
    await wrote({plan: 'x'});
    expect(await load(2, {own: {plan: 'x'}}, {mail: 'a@example.com'})).toEqual([1, 1]);
    await wrote({plan: 'y'});
    expect(await load(3, {own: {plan: 'y'}}, {team: 'red'})).toEqual([3, 0]);
  });

  it('is explained by a write once: somebody else who writes the same value later is news', async () => {
    await load(1, {own: {plan: 'a'}});
    await wrote({plan: 'b'});
    expect(await load(2, {own: {plan: 'b'}})).toEqual([1, 1]);
    expect(await load(3, {own: {plan: 'c'}})).toEqual([3, 0]);
    expect(await load(4, {own: {plan: 'b'}})).toEqual([4, 0]);
  });

  it('is no news when it comes as it is, and news when its time alone has moved without a write', async () => {
    await load(1, {own: {plan: 'a'}});
    await wrote({plan: 'b'});
    await load(2, {own: {plan: 'b'}});
    expect(await load(2, {own: {plan: 'b'}})).toEqual([1, 0]);
    expect(await load(3, {own: {plan: 'b'}})).toEqual([3, 0]);
  });

  it('is news where what was written is not known for certain', async () => {
    await load(1, {own: {plan: 'a'}});
    await wrote({plan: 'b'});
    await wrote({plan: 'c'});
    expect(await load(2, {own: {plan: 'c'}})).toEqual([2, 0]);
    await wrote({plan: 'd'}, 'renamed');
    expect(await load(3, {own: {plan: 'd'}})).toEqual([3, 0]);
    await wrote({'*': 'whole'});
    expect(await load(4, {own: {plan: 'd'}})).toEqual([4, 0]);
  });

  it('keeps the time that it has in a table of an earlier version', async () => {
    await load(5, {own: {plan: 'a'}});
    await warehouse.database.run('ALTER TABLE people DROP COLUMN _user_sync_changed_at');
    await ensureTables(warehouse.database, [PEOPLE]);
    await wrote({plan: 'b'});
    expect(await load(6, {own: {plan: 'b'}})).toEqual([5, 1]);
  });
});
