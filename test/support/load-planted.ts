import type {Cell, Database} from '../../src/warehouse/database';
import type {PlantedAccount, PlantedCompany} from './planted-company';

/** Tables that only planted accounts need, beside those of `load-world.ts`. */
const TABLES = [
  'CREATE OR REPLACE TABLE pagerduty_notification_rules (id VARCHAR, user_id VARCHAR, urgency VARCHAR)',
  'CREATE OR REPLACE TABLE pagerduty_team_members (team_id VARCHAR, user_id VARCHAR)',
  `CREATE OR REPLACE TABLE pandadoc_members (membership_id VARCHAR, user_id VARCHAR, email VARCHAR, first_name VARCHAR,
    last_name VARCHAR, date_created TIMESTAMPTZ, _status VARCHAR, _is_admin BOOLEAN)`,
  'CREATE OR REPLACE TABLE pipedrive_role_assignments (user_id BIGINT, role_id BIGINT)',
  `CREATE OR REPLACE TABLE hr (key VARCHAR, email VARCHAR, first_name VARCHAR, last_name VARCHAR, status VARCHAR,
    aliases VARCHAR, phone VARCHAR, end_date DATE)`,
];

const DIGITS = "regexp_replace(regexp_replace(phone, '^(\\+|00)49', ''), '\\D|^0', '', 'g')";

const INSERTS = [
  `INSERT INTO pagerduty_users BY NAME SELECT id, concat(first, ' ', last) AS name, email,
    CASE WHEN is_admin = 'yes' THEN 'admin' ELSE 'user' END AS role, state = 'invited' AS invitation_sent
    FROM planted WHERE vendor = 'pagerduty'`,
  `INSERT INTO pagerduty_contact_methods BY NAME
    SELECT concat('C', id) AS id, id AS user_id, 'phone_contact_method' AS type, ${DIGITS} AS address, 49 AS country_code
      FROM planted WHERE vendor = 'pagerduty' AND phone <> ''
    UNION ALL BY NAME
    SELECT concat('M', id) AS id, id AS user_id, concat(split_part(replace(method, 'push', 'push_notification'), ',', 1), '_contact_method') AS type,
      CASE method WHEN 'email' THEN email WHEN 'push' THEN 'a device' ELSE ${DIGITS} END AS address,
      method NOT LIKE '%off' AS enabled FROM planted WHERE vendor = 'pagerduty' AND method <> ''`,
  `INSERT INTO pagerduty_notification_rules BY NAME SELECT concat('N', id) AS id, id AS user_id,
    CASE WHEN is_urgent = 'yes' THEN 'high' ELSE 'low' END AS urgency FROM planted WHERE vendor = 'pagerduty'`,
  `INSERT INTO pagerduty_team_members BY NAME SELECT 'T1' AS team_id, id AS user_id FROM planted
    WHERE vendor = 'pagerduty' AND on_team = 'yes'`,
  `INSERT INTO pandadoc_members BY NAME SELECT CASE WHEN state = 'invited' THEN id ELSE concat('m', id) END AS membership_id,
    -- Who has not accepted yet is named by the membership.
    CASE WHEN state <> 'invited' THEN id END AS user_id,
    email, first AS first_name, last AS last_name, invited::TIMESTAMPTZ AS date_created, is_admin = 'yes' AS _is_admin,
    CASE state WHEN 'invited' THEN 'pending' WHEN 'active' THEN 'active' ELSE 'inactive' END AS _status
    FROM planted WHERE vendor = 'pandadoc'`,
  `INSERT INTO pandadoc_users BY NAME SELECT id AS user_id, email, first AS first_name, last AS last_name, phone AS phone_number
    FROM planted WHERE vendor = 'pandadoc' AND state <> 'invited'`,
  `INSERT INTO pipedrive_users BY NAME SELECT id::BIGINT AS id, concat(first, ' ', last) AS name, email, phone,
    state IN ('active', 'invited') AS active_flag, state <> 'invited' AS activated, state = 'removed' AS is_deleted,
    is_admin = 'yes' AS _is_admin, seen::TIMESTAMPTZ AS last_login, invited::TIMESTAMPTZ AS created
    FROM planted WHERE vendor = 'pipedrive'`,
  // Those of the company around all have a role.
  `INSERT INTO pipedrive_role_assignments BY NAME SELECT u.id AS user_id, 1 AS role_id FROM pipedrive_users AS u
    WHERE u.id::VARCHAR NOT IN (SELECT id FROM planted WHERE vendor = 'pipedrive' AND has_role = 'no')`,
  `INSERT INTO pagerduty_scim_users BY NAME SELECT id, nullif(external_id, '') AS "externalId", email AS "userName",
    state = 'active' AS active, concat(first, ' ', last) AS "displayName",
    CASE WHEN phone <> '' THEN json_array(json_object('value', phone)) END AS "phoneNumbers"
    FROM planted WHERE vendor = 'pagerduty_scim'`,
];

const COLUMNS =
  'vendor id email first last phone state is_admin seen invited has_role on_team method is_urgent external_id'.split(
    ' ',
  );

/** Puts planted accounts beside those of `loadWorld`, and the roster of both into the table `hr`. */
export async function loadPlanted(
  database: Database,
  {accounts, roster}: PlantedCompany,
  at: string,
): Promise<void> {
  for (const table of TABLES) await database.run(table);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE planted (${COLUMNS.map((name) => `${name} VARCHAR`).join(', ')})`,
  );
  await database.append(
    'planted',
    accounts.map((account) => cellsOf(account, at)),
  );
  for (const insert of INSERTS) await database.run(insert);
  await database.run('DROP TABLE temp.main.planted');
  await database.run(`INSERT INTO hr BY NAME SELECT key, email, first_name, last_name, status,
    array_to_string(aliases, '|') AS aliases, phone FROM _people.roster`);
  await database.run(
    'CREATE OR REPLACE TEMP TABLE rows_of_hr (key VARCHAR, email VARCHAR, first_name VARCHAR, last_name VARCHAR, status VARCHAR, aliases VARCHAR, phone VARCHAR, end_date VARCHAR)',
  );
  await database.append(
    'rows_of_hr',
    roster.map(({key, email, first, last, status, aliases, phone, endsIn}) => [
      ...[key, email, first, last, status, aliases, phone],
      endsIn === undefined ? null : daysBefore(at, -endsIn).slice(0, 10),
    ]),
  );
  await database.run(
    'INSERT INTO hr BY NAME SELECT * REPLACE (end_date::DATE AS end_date) FROM rows_of_hr',
  );
  await database.run('DROP TABLE temp.main.rows_of_hr');
}

/** What happens between two audits: some become admins, some lose their accounts. */
export async function changePlanted(
  database: Database,
  {promoted, mended}: PlantedCompany,
): Promise<void> {
  const idsOf = (accounts: readonly PlantedAccount[], vendor: string): string =>
    ["''", ...accounts.flatMap((one) => (one.vendor === vendor ? [`'${one.id}'`] : []))].join(', ');
  for (const [table, id, vendor, set] of [
    ['pagerduty_users', 'id', 'pagerduty', "role = 'owner'"],
    ['pandadoc_members', 'user_id', 'pandadoc', '_is_admin = true'],
    ['pipedrive_users', 'id::VARCHAR', 'pipedrive', '_is_admin = true'],
  ] as const) {
    await database.run(`UPDATE ${table} SET ${set} WHERE ${id} IN (${idsOf(promoted, vendor)})`);
  }
  await database.run(
    `UPDATE pipedrive_users SET active_flag = false WHERE id::VARCHAR IN (${idsOf(mended, 'pipedrive')})`,
  );
}

function cellsOf(account: PlantedAccount, at: string): readonly Cell[] {
  const {vendor, id, email, first, last, phone, state, method, externalId} = account;
  const ago = (days: number | undefined): Cell =>
    days === undefined ? null : daysBefore(at, days);
  const flag = (is: boolean): string => (is ? 'yes' : 'no');
  return [
    ...[vendor, id, email, first, last, phone, state, flag(account.isAdmin), ago(account.seen)],
    ...[ago(account.invited), flag(account.hasRole), flag(account.onTeam), method],
    ...[flag(account.isUrgent), externalId],
  ];
}

function daysBefore(at: string, days: number): string {
  return new Date(Date.parse(at) - days * 86_400_000).toISOString();
}
