import {preparePeopleTables, updatePeople} from '../../src/people/update-people';
import {vendors} from '../../src/vendors/registry';
import {openWarehouse} from '../../src/warehouse/open-warehouse';
import {loadWorld} from '../support/load-world';

const thresholds = {companyDomains: [], dormantDays: 90, invitationDays: 14, adminsMax: 5};
const settings = {includeVisitors: false, defaultRegion: 'DE', thresholds};
const mappings = vendors.flatMap(({people = []}) => people);

describe('Somebody who is gone at every vendor', () => {
  it('is gone from every table of the graph', async () => {
    const warehouse = await openWarehouse({path: ':memory:'});
    const {database} = warehouse;
    await preparePeopleTables(database, {settings, mappings});
    await loadWorld(database, []);
    const update = (day: string): ReturnType<typeof updatePeople> =>
      updatePeople(database, {
        settings,
        mappings,
        allowShrink: false,
        at: `2026-11-${day}T00:00:00Z`,
      });
    await database.run(`INSERT INTO pipedrive_users BY NAME FROM (VALUES
      (1, 'Zed Quux', 'zed.quux@acme.example', '0151 44445555', true), (2, 'Ann Lee', 'ann@acme.example', '12', true))
      AS u(id, name, email, phone, active_flag)`);
    await database.run(`INSERT INTO pandadoc_users BY NAME SELECT 'U' AS user_id, 'zed.quux@acme.example' AS email,
      'Zed' AS first_name, 'Quux' AS last_name`);
    await update('01');
    await database.run('DELETE FROM pipedrive_users WHERE id = 1');
    await database.run('DELETE FROM pandadoc_users');
    await update('02');
    const tables = await database.rows(
      "SELECT table_name FROM duckdb_tables() WHERE schema_name = '_people'",
    );
    for (const {table_name} of tables) {
      const [row] = await database.rows(
        `SELECT count(*)::INTEGER AS kept FROM _people.${String(table_name)} AS t
          WHERE t::VARCHAR ILIKE '%quux%' OR t::VARCHAR LIKE '%44445555%'`,
      );
      expect([table_name, row?.['kept']]).toEqual([table_name, 0]);
    }
    const [left] = await database.rows('SELECT count(*)::INTEGER AS people FROM people');
    expect(left).toEqual({people: 1});
    warehouse.close();
  });
});
