import type {Database} from '../../warehouse/database';

/** Changes when the tables below or the rules of comparison change: then the graph is built again, with its ids. */
const GRAPH_FORMAT = '4';

/**
 * The graph's own tables, in a schema of their own. An account has a number `n` while it is in the graph;
 * numbers are never shown. `identity` and `person` are the memory that outlives a rebuild.
 */
const TABLES = {
  account: `n INTEGER, vendor VARCHAR, account_id VARCHAR, family VARCHAR, digest UBIGINT, email VARCHAR, login VARCHAR,
    name VARCHAR, name_id INTEGER, state VARCHAR, is_admin BOOLEAN, is_service BOOLEAN, last_seen_at TIMESTAMPTZ,
    invited_at TIMESTAMPTZ, external_id VARCHAR, url VARCHAR, lacks_role BOOLEAN, unreachable VARCHAR`,
  mail: 'n INTEGER, address VARCHAR, base VARCHAR',
  phone: 'n INTEGER, phone VARCHAR',
  name_form:
    'name_id INTEGER, raw VARCHAR, first VARCHAR, middle VARCHAR, last VARCHAR, whole VARCHAR, generation VARCHAR, script VARCHAR',
  phone_form: 'raw VARCHAR, phone VARCHAR',
  // l < r. why: null for evidence that links. key: the base of an address, or the number.
  pair: 'l INTEGER, r INTEGER, rule VARCHAR, key VARCHAR, why VARCHAR',
  // Keys that people with different names hold, or too many accounts.
  shared: 'rule VARCHAR, key VARCHAR, address VARCHAR, holders INTEGER',
  // cluster, root: the lowest n of all that evidence joins, and of the person. why: of a review.
  member: 'n INTEGER, cluster INTEGER, root INTEGER, why VARCHAR, person_id VARCHAR',
  decision:
    'line INTEGER, decision VARCHAR, left_vendor VARCHAR, left_account VARCHAR, right_vendor VARCHAR, right_account VARCHAR, finding VARCHAR, until_day VARCHAR, reason VARCHAR',
} as const;

const MEMORY = {
  identity: 'subject VARCHAR, person_id VARCHAR, is_anchor BOOLEAN',
  person: 'person_id VARCHAR, first_seen_at TIMESTAMPTZ',
  event: '"at" TIMESTAMPTZ, kind VARCHAR, person_id VARCHAR, other_person_id VARCHAR',
  setting: 'name VARCHAR, value VARCHAR',
  roster:
    'key VARCHAR, email VARCHAR, name VARCHAR, first_name VARCHAR, last_name VARCHAR, status VARCHAR, aliases VARCHAR[], phone VARCHAR, start_date DATE, end_date DATE, manager VARCHAR',
} as const;

/** Makes the tables, or makes the graph's again when another version or another default region made them. */
export async function ensurePeopleTables(database: Database, region: string): Promise<void> {
  await database.run('CREATE SCHEMA IF NOT EXISTS _people');
  for (const [name, columns] of Object.entries(MEMORY)) {
    await database.run(`CREATE TABLE IF NOT EXISTS _people.${name} (${columns})`);
  }
  const [row] = await database.rows("SELECT value FROM _people.setting WHERE name = 'graph'");
  const format = `${GRAPH_FORMAT} ${region}`;
  if (row?.['value'] === format) return;
  for (const [name, columns] of Object.entries(TABLES)) {
    await database.run(`CREATE OR REPLACE TABLE _people.${name} (${columns})`);
  }
  await saveSetting(database, 'graph', format);
}

/** Forgets everything but who had which id, so that the next resolution builds the graph again. */
export async function forgetGraph(database: Database): Promise<void> {
  await database.run("DELETE FROM _people.setting WHERE name = 'graph'");
}

/** Keeps a text by its name. */
export async function saveSetting(database: Database, name: string, value: string): Promise<void> {
  await database.run('DELETE FROM _people.setting WHERE name = $1', [name]);
  await database.run('INSERT INTO _people.setting VALUES ($1, $2)', [name, value]);
}

/** The kept text, or undefined. */
export async function settingOf(database: Database, name: string): Promise<string | undefined> {
  const [row] = await database.rows('SELECT value FROM _people.setting WHERE name = $1', [name]);
  const value = row?.['value'];
  return typeof value === 'string' ? value : undefined;
}
