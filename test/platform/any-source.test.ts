import type {JsonObject} from '../../src/core/json';
import type {Connection, SelectedStream} from './double/connection';
import {held, type Values} from './support/directory-sync';
import {fakeSource, fakeStream, recordOf, stateOf} from './support/fake-connectors';
import {inWorld, programs, type World} from './support/world';

// Real processes, two for each attempt; a busy machine may be slow to start them.
jest.setTimeout(120_000);

// Scenarios of the destinations' suite with sources of every kind: testAppend,
// testAppendSchemaEvolution, testDedup, testDedupWithStringKey, testNamespaces, testUnknownTypes,
// testFunkyCharacters (in names). test/contract/smoke holds the rest, value by value:
// testBasicTypes (basic_types, timestamp_types, time_types, large_decimals_and_numbers,
// special_number_values), testContainerTypes (nested_json_objects, array_of_primitives), testUnions
// (union_types), testFunkyCharacters in values (unicode_and_special_strings) and columns
// (column_naming_edge_cases), and testDedup within one sync (duplicate_primary_keys).

const EMPTY = {pendo: {visitors: 0, anonymous: 0, accounts: 0}};

interface Sync {
  readonly streams: readonly SelectedStream[];
  readonly lines: readonly JsonObject[];
  readonly mappings: readonly JsonObject[];
  readonly prefix?: string;
}

/** A sync that must go well; gives what Pendo holds after it. */
async function sync(world: World, {streams, lines, mappings, prefix}: Sync) {
  const connection: Connection = {
    source: fakeSource({lines}),
    destination: {
      entrypoint: programs.destination,
      config: {
        pendo: {...world.destinationSection('pendo'), unknown_fields: 'create'},
        mappings,
      },
      supportsRefreshes: true,
    },
    streams,
    ...(prefix !== undefined && {prefix}),
  };
  const {last} = await world.platform.runJob(connection);
  expect(last).toMatchObject({status: 'succeeded', failures: [], complaints: []});
  return held(world.sandbox);
}

/** A sync of one stream `people` to visitors. */
function people(
  rows: readonly JsonObject[],
  columns: readonly string[] | JsonObject,
  more: Partial<SelectedStream> = {},
): Sync {
  return {
    streams: [fakeStream('people', columns, more)],
    lines: [...rows.map((row) => recordOf('people', row)), stateOf('people', rows.length)],
    mappings: [{stream: 'people', object: 'pendo_visitors', key: 'id', mode: 'upsert'}],
  };
}

describe('a source of any kind', () => {
  it.each(['append', 'append_dedup'] as const)(
    '%s: a later record of a key sets its own fields, in the same sync and in a later one',
    async (destinationSyncMode) => {
      await inWorld(EMPTY, async (world) => {
        const columns = ['id', 'role', 'plan'];
        const rows = [
          {id: 'ada', role: 'user', plan: 'free'},
          {id: 'grace', role: 'user', plan: 'free'},
          {id: 'ada', role: 'admin', plan: 'free'},
        ];
        const first = await sync(world, people(rows, columns, {destinationSyncMode}));
        expect(first.visitors).toEqual({
          ada: {role: 'admin', plan: 'free'},
          grace: {role: 'user', plan: 'free'},
        });
        const later = [{id: 'ada', plan: 'paid'}];
        const second = await sync(world, people(later, columns, {destinationSyncMode}));
        expect(second.visitors).toEqual({...first.visitors, ada: {role: 'admin', plan: 'paid'}});
      });
    },
  );

  it('keys are texts: digits and leading noughts stay as they are, and numbers are their digits', async () => {
    await inWorld(EMPTY, async (world) => {
      const columns = {id: {type: ['string', 'integer']}, role: {type: 'string'}};
      const rows = [
        {id: '007', role: 'agent'},
        {id: '7', role: 'text'},
        {id: 7, role: 'number'},
        {id: ' 7', role: 'blank'},
      ];
      const {visitors} = await sync(world, people(rows, columns));
      expect(visitors).toEqual({
        '007': {role: 'agent'},
        '7': {role: 'number'},
        ' 7': {role: 'blank'},
      });
    });
  });

  it('columns may come and go between syncs: what is there stays until it is set again', async () => {
    await inWorld(EMPTY, async (world) => {
      await sync(world, people([{id: 'ada', role: 'user', plan: 'free'}], ['id', 'role', 'plan']));
      const wider = people(
        [{id: 'ada', role: 'admin', shoesize: '38'}],
        ['id', 'role', 'shoesize'],
      );
      expect((await sync(world, wider)).visitors).toEqual({
        ada: {role: 'admin', plan: 'free', shoesize: '38'},
      });
      const retyped = people([{id: 'ada', crmid: 12}], {
        id: {type: 'string'},
        crmid: {type: 'number'},
      });
      expect((await sync(world, retyped)).visitors).toEqual({
        ada: {role: 'admin', plan: 'free', shoesize: '38', crmid: 12},
      });
    });
  });

  it('types that nobody knows pass when the vendor takes the value', async () => {
    await inWorld(EMPTY, async (world) => {
      const columns = {
        id: {type: 'string'},
        role: {type: 'tetration'},
        plan: {},
        crmid: {type: []},
      };
      const {visitors} = await sync(
        world,
        people([{id: 'a', role: 'r', plan: 'p', crmid: 5}], columns),
      );
      expect(visitors).toEqual({a: {role: 'r', plan: 'p', crmid: 5}});
    });
  });

  it('streams of one name in two namespaces go where the mappings of their namespaces say', async () => {
    await inWorld(EMPTY, async (world) => {
      const columns = ['id', 'role'];
      const {visitors, accounts} = await sync(world, {
        streams: [
          fakeStream('people', columns, {namespace: 'sales'}),
          fakeStream('people', columns, {namespace: 'support'}),
        ],
        lines: [
          recordOf('people', {id: 's-1', role: 'seller'}, 'sales'),
          recordOf('people', {id: 'h-1', role: 'helper'}, 'support'),
          stateOf('people', 1, 'support'),
          recordOf('people', {id: 's-2', role: 'seller'}, 'sales'),
          stateOf('people', 2, 'sales'),
        ],
        mappings: [
          {
            stream: 'people',
            namespace: 'sales',
            object: 'pendo_visitors',
            key: 'id',
            mode: 'upsert',
          },
          {
            stream: 'people',
            namespace: 'support',
            object: 'pendo_accounts',
            key: 'id',
            mode: 'upsert',
            fields: [{column: 'role', field: 'tier'}],
          },
        ],
      });
      expect(visitors).toEqual({'s-1': {role: 'seller'}, 's-2': {role: 'seller'}});
      expect(accounts).toEqual({'h-1': {tier: 'helper'}});
    });
  });

  it('names of streams, prefixes and columns may hold any character', async () => {
    await inWorld(EMPTY, async (world) => {
      const name = 'people "of" Zürich/東京 — 50%';
      const column = 'Rôle "in" the firm';
      const values = await sync(world, {
        streams: [fakeStream(name, ['id', column])],
        lines: [recordOf(name, {id: 'ünï "q" \\ 👋', [column]: 'a\u2028b\nc'}), stateOf(name, '↯')],
        mappings: [
          {
            stream: `♥ ${name}`,
            object: 'pendo_visitors',
            key: 'id',
            mode: 'upsert',
            fields: [{column, field: 'role'}],
          },
        ],
        prefix: '♥ ',
      });
      const expected: Values = {'ünï "q" \\ 👋': {role: 'a\u2028b\nc'}};
      expect(values.visitors).toEqual(expected);
      expect(world.platform.store.of(name)).toEqual({cursor: '↯'});
    });
  });
});
