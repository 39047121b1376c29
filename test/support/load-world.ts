import type {Cell, Database} from '../../src/warehouse/database';
import type {WorldAccount} from './people-world';

/** Tables of the vendors as their streams make them, with the columns that people are read from. */
const TABLES = [
  'CREATE OR REPLACE TABLE pagerduty_users (id VARCHAR, name VARCHAR, email VARCHAR, role VARCHAR, html_url VARCHAR, invitation_sent BOOLEAN, teams JSON)',
  'CREATE OR REPLACE TABLE pagerduty_contact_methods (id VARCHAR, user_id VARCHAR, type VARCHAR, address VARCHAR, country_code BIGINT, enabled BOOLEAN, blacklisted BOOLEAN)',
  'CREATE OR REPLACE TABLE pandadoc_users (user_id VARCHAR, email VARCHAR, first_name VARCHAR, last_name VARCHAR, phone_number VARCHAR, license VARCHAR, is_organization_owner BOOLEAN)',
  'CREATE OR REPLACE TABLE pipedrive_users (id BIGINT, name VARCHAR, email VARCHAR, phone VARCHAR, role_id BIGINT, active_flag BOOLEAN, activated BOOLEAN, is_deleted BOOLEAN, _is_admin BOOLEAN, last_login TIMESTAMPTZ, created TIMESTAMPTZ, access JSON)',
  'CREATE OR REPLACE TABLE pagerduty_scim_users (id VARCHAR, "externalId" VARCHAR, "userName" VARCHAR, active BOOLEAN, "displayName" VARCHAR, name JSON, emails JSON, "phoneNumbers" JSON, groups JSON)',
];

/** Puts a world's accounts into a warehouse as if they had been read. Pipedrive's ids are numbers there. */
export async function loadWorld(
  database: Database,
  accounts: readonly WorldAccount[],
): Promise<void> {
  await makeTables(database);
  await addToWorld(database, accounts);
}

/** Makes the vendors' tables, empty. */
export async function makeTables(database: Database): Promise<void> {
  for (const table of TABLES) await database.run(table);
}

/** Adds accounts to the tables. */
export async function addToWorld(
  database: Database,
  accounts: readonly WorldAccount[],
): Promise<void> {
  await database.run(
    'CREATE OR REPLACE TEMP TABLE world (vendor VARCHAR, id VARCHAR, email VARCHAR, aliases VARCHAR, first VARCHAR, last VARCHAR, name VARCHAR, phone VARCHAR)',
  );
  await database.append('world', accounts.map(cellsOf));
  for (const insert of INSERTS) await database.run(insert);
  await database.run('DROP TABLE temp.main.world');
}

const INSERTS = [
  "INSERT INTO pagerduty_users BY NAME SELECT id, name, nullif(email, '') AS email, 'user' AS role FROM world WHERE vendor = 'pagerduty'",
  `INSERT INTO pagerduty_contact_methods BY NAME SELECT 'C' || id AS id, id AS user_id, 'phone_contact_method' AS type,
    regexp_replace(regexp_replace(phone, '^(\\+|00)49', ''), '\\D|^0', '', 'g') AS address, 49 AS country_code
    FROM world WHERE vendor = 'pagerduty' AND phone <> ''`,
  "INSERT INTO pandadoc_users BY NAME SELECT id AS user_id, nullif(email, '') AS email, first AS first_name, last AS last_name, phone AS phone_number FROM world WHERE vendor = 'pandadoc'",
  "INSERT INTO pipedrive_users BY NAME SELECT hash(id) >> 2 AS id, name, nullif(email, '') AS email, phone, true AS active_flag, true AS activated FROM world WHERE vendor = 'pipedrive'",
  `INSERT INTO pagerduty_scim_users BY NAME SELECT id, nullif(email, '') AS "userName", true AS active, name AS "displayName" FROM world WHERE vendor = 'pagerduty_scim'`,
  `INSERT INTO _people.roster BY NAME SELECT id AS key, nullif(email, '') AS email, first AS first_name, last AS last_name, 'active' AS status,
    string_split(aliases, '|') AS aliases, phone FROM world WHERE vendor = 'roster'`,
];

function cellsOf(account: WorldAccount): readonly Cell[] {
  const {vendor, id, email, aliases, first, last, name, phone} = account;
  return [vendor, id, email, aliases.join('|'), first, last, name, phone];
}

/** Person by `vendor:id` of the world, for all accounts. */
export async function readPersons(
  database: Database,
  accounts: readonly WorldAccount[],
): Promise<ReadonlyMap<string, string>> {
  await database.run('CREATE OR REPLACE TEMP TABLE asked (vendor VARCHAR, id VARCHAR)');
  await database.append(
    'asked',
    accounts.map(({vendor, id}) => [vendor, id]),
  );
  const persons = new Map<string, string>();
  const query = `SELECT w.vendor || ':' || w.id, p.person_id FROM asked AS w JOIN person_accounts AS p ON p.vendor = w.vendor
    AND p.account_id = CASE WHEN w.vendor = 'pipedrive' THEN (hash(w.id) >> 2)::BIGINT::VARCHAR ELSE w.id END`;
  for await (const chunk of database.chunks(query)) {
    for (const [subject, person] of chunk) persons.set(String(subject), String(person));
  }
  return persons;
}

/** Pipedrive's ids by the world's. */
export async function pipedriveIds(
  database: Database,
  accounts: readonly WorldAccount[],
): Promise<ReadonlyMap<string, string>> {
  await database.run('CREATE OR REPLACE TEMP TABLE asked (id VARCHAR)');
  const own = accounts.filter(({vendor}) => vendor === 'pipedrive');
  await database.append(
    'asked',
    own.map(({id}) => [id]),
  );
  const ids = new Map<string, string>();
  for await (const chunk of database.chunks(
    'SELECT id, (hash(id) >> 2)::BIGINT::VARCHAR FROM asked',
  )) {
    for (const [id, number] of chunk) ids.set(String(id), String(number));
  }
  return ids;
}
