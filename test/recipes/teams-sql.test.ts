import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {preparePeopleTables, updatePeople} from '../../src/people/update-people';
import {vendors} from '../../src/vendors/registry';
import {openWarehouse} from '../../src/warehouse/open-warehouse';
import {PROJECT} from './recipe-pages';

const SQL = readFileSync(join(PROJECT, 'recipes', 'teams', 'visitor_teams.sql'), 'utf8');
const thresholds = {companyDomains: [], dormantDays: 90, invitationDays: 14, adminsMax: 5};
const settings = {includeVisitors: true, thresholds};

describe('the model of the recipe with teams', () => {
  it('gives visitors the teams and roles of their person, also under another address', async () => {
    const warehouse = await openWarehouse({path: ':memory:'});
    const {database} = warehouse;
    const mappings = vendors.flatMap(({people = []}) => people);
    for (const statement of [
      `CREATE TABLE pagerduty_users AS SELECT 'P1' AS id, 'Ann Lee' AS name, 'ann.lee@acme.example' AS email, 'user' AS role`,
      `CREATE TABLE pagerduty_teams AS FROM (VALUES ('T1', 'Web'), ('T2', 'Mail')) AS t(id, name)`,
      `CREATE TABLE pagerduty_team_members AS FROM (VALUES ('T1', 'P1'), ('T2', 'P1')) AS t(team_id, user_id)`,
      `CREATE TABLE pandadoc_members AS SELECT 'M1' AS membership_id, 'U1' AS user_id, 'ann.lee+sign@acme.example' AS email,
        'Ann' AS first_name, 'Lee' AS last_name, 'Manager' AS role, 'W1' AS _workspace_id, 'active' AS _status`,
      `CREATE TABLE pendo_visitors AS FROM (VALUES ('ANN.LEE@acme.example'), ('bob@acme.example')) AS t("visitorId")`,
    ]) {
      await database.run(statement);
    }
    await preparePeopleTables(database, {settings, mappings});
    await updatePeople(database, {
      settings,
      mappings,
      allowShrink: false,
      at: '2026-11-01T00:00:00Z',
    });
    expect(await database.rows(SQL)).toEqual([
      {visitor_id: 'ANN.LEE@acme.example', teams: 'Mail, Web', roles: 'Manager'},
    ]);
    warehouse.close();
  });
});
