import {createHash} from 'node:crypto';
import {DuckDBInstance} from '@duckdb/node-api';
import {readRuns} from '../../src/warehouse/history/read-history';
import {readRejectedGroups} from '../../src/warehouse/history/read-rejected';
import {openWarehouse} from '../../src/warehouse/open-warehouse';
import type {VendorDouble, World, WorldSetup} from './vendor-double';
import {createWorld, pendoOf, startVendorDouble} from './vendor-double';

const TABLES_1 = [
  'CREATE SCHEMA _user_sync',
  'CREATE TABLE _user_sync.meta (name VARCHAR, value VARCHAR)',
  'CREATE TABLE _user_sync.state (stream VARCHAR, state VARCHAR)',
  'CREATE TABLE _user_sync.accepted (model VARCHAR, object VARCHAR, key VARCHAR, digest VARCHAR)',
  'CREATE TABLE _user_sync.rejected (model VARCHAR, object VARCHAR, key VARCHAR, digest VARCHAR, source_digest VARCHAR)',
  'CREATE TABLE _user_sync.outcomes (seq BIGINT, model VARCHAR, object VARCHAR, key VARCHAR, digest VARCHAR, outcome VARCHAR, source_digest VARCHAR)',
  "INSERT INTO _user_sync.meta VALUES ('format', '1')",
];

/** What format 3 added, taken away; `u2`'s acceptance goes back to the outcomes that no run has folded. */
const TO_FORMAT_2 = [
  'DROP VIEW _user_sync.rejected_rows',
  ...['rejected_unsent', 'outcome_rejection', 'outcome_value', 'history_run', 'history_object'].map(
    (table) => `DROP TABLE _user_sync.${table}`,
  ),
  ...['history_stream', 'history_reason', 'history_vendor', 'history_key', 'history_value'].map(
    (table) => `DROP TABLE _user_sync.${table}`,
  ),
  ...['reason', 'sentence', 'record', 'first_seen', 'last_seen'].map(
    (column) => `ALTER TABLE _user_sync.rejected DROP COLUMN ${column}`,
  ),
  ...['run', 'moment'].map((column) => `ALTER TABLE _user_sync.outcomes DROP COLUMN ${column}`),
  `INSERT INTO _user_sync.outcomes SELECT 1, account, object, model, key, 'accepted', NULL, fields, NULL
    FROM _user_sync.accepted WHERE key = 'u2'`,
  "DELETE FROM _user_sync.accepted WHERE key = 'u2'",
  'DELETE FROM _user_sync.seen',
  "UPDATE _user_sync.meta SET value = '2' WHERE name = 'format'",
];

/** As version 0.2 wrote it: mapping and place, then the row as JSON text. */
function digest1(url: string, row: string): string {
  const mapping = {
    stream: 'm',
    namespace: null,
    object: 'pendo_visitors',
    keyColumn: 'id',
    keyField: 'visitorId',
    operation: 'update',
    fields: [],
    otherColumns: 'send',
    nulls: 'skip',
  };
  const place = [`${url}/pendo/api/v1`, null, null, null];
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([mapping, place]))
    .digest('hex');
  return createHash('md5')
    .update(fingerprint + row)
    .digest('hex');
}

describe('a warehouse of an earlier format', () => {
  let double: VendorDouble;
  let world: World;
  beforeEach(async () => {
    double = await startVendorDouble();
    world = createWorld(double);
  });
  afterEach(async () => {
    world.clean();
    await double.close();
  });

  async function writeFormat1(rows: readonly string[]): Promise<void> {
    const instance = await DuckDBInstance.create(world.warehouse);
    const connection = await instance.connect();
    for (const statement of [...TABLES_1, ...rows]) await connection.run(statement);
    connection.closeSync();
    instance.closeSync();
  }

  function setup(sql: string): WorldSetup {
    return {
      models: [{name: 'm', sql}],
      mappings: [{stream: 'm', object: 'pendo_visitors'}],
      destination: pendoOf(double),
    };
  }

  const row = (id: string, plan: string): string => `{"id":"${id}","plan":"${plan}"}`;
  const MODEL = `SELECT * FROM (VALUES ('u1', 'gold'), ('u2', 'paid'), ('u3', 'new'), ('u4', 'sent'),
    ('u5', 'no')) t(id, plan)`;

  it('is taken over once: what is as it was sends nothing, and people are told', async () => {
    const accepted = (id: string, plan: string): string =>
      `INSERT INTO _user_sync.accepted VALUES ('m', 'pendo_visitors', '${id}', '${digest1(double.url, row(id, plan))}')`;
    await writeFormat1([
      accepted('u1', 'gold'),
      accepted('u2', 'free'),
      accepted('left', 'x'),
      // What no run had folded yet: the last word of a row that was accepted, and one under way.
      `INSERT INTO _user_sync.outcomes VALUES (1, 'm', 'pendo_visitors', 'u4', '${digest1(double.url, row('u4', 'sent'))}', 'accepted', NULL)`,
      "INSERT INTO _user_sync.rejected VALUES ('m', 'pendo_visitors', 'u5', 'd', 's')",
    ]);
    for (const dryRun of [true, false]) {
      const first = await world.run(setup(MODEL), {dryRun});
      expect(first.objects).toMatchObject([
        {rows: 5, unchanged: 2, changed: 1, new: 1, rejected_again: 1, written: 3, gone: 1},
      ]);
      expect(first.notes).toEqual([
        expect.stringMatching(/earlier version, which noted neither the account of pendo nor/),
      ]);
    }
    const sent = double.taken().flatMap(({body}) => body as readonly {visitorId: string}[]);
    expect(sent.map(({visitorId}) => visitorId)).toEqual(['u2', 'u3', 'u5']);
    const second = await world.run(setup(MODEL));
    expect(second).toMatchObject({notes: [], objects: [{unchanged: 5, written: 0, gone: 0}]});
  });

  it('keeps what was read, and says for whom it takes it', async () => {
    await world.run(setup(MODEL));
    const instance = await DuckDBInstance.create(world.warehouse);
    const connection = await instance.connect();
    await connection.run('CREATE TEMP TABLE kept AS SELECT * FROM _user_sync.state');
    await connection.run('DROP SCHEMA _user_sync CASCADE');
    for (const statement of TABLES_1) await connection.run(statement);
    await connection.run('INSERT INTO _user_sync.state SELECT * FROM kept');
    connection.closeSync();
    instance.closeSync();
    const report = await world.run(setup(MODEL));
    expect(report.streams).toMatchObject([{changed: 0, deleted: 0}]);
    expect(report.notes).toEqual([
      expect.stringMatching(
        /did not note the account of pipedrive: what it holds of pipedrive_roles/,
      ),
    ]);
  });

  it('of format 2 keeps what was accepted, rejected and not folded yet, and gets a history', async () => {
    const sql =
      "SELECT * FROM (VALUES ('u1', 'gold'), ('u2', 'paid'), ('nobody1', 'x')) t(id, plan)";
    await world.run(setup(sql));
    const instance = await DuckDBInstance.create(world.warehouse);
    const connection = await instance.connect();
    for (const statement of TO_FORMAT_2) await connection.run(statement);
    connection.closeSync();
    instance.closeSync();
    const report = await world.run(setup(sql));
    expect(report).toMatchObject({notes: []});
    expect(report.objects).toMatchObject([{new: 0, changed: 0, unchanged: 2, rejected_again: 1}]);
    const warehouse = await openWarehouse({path: world.warehouse, readOnly: true});
    expect(await readRuns(warehouse.database, 9)).toMatchObject([{sent: 0, equal: 2, rejected: 1}]);
    expect(await readRejectedGroups(warehouse.database, 9)).toMatchObject([
      {keys: ['nobody1'], reason: 'not_found'},
    ]);
    warehouse.close();
  });
});
