import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../..', import.meta.url));
const {openWarehouse} = require('../../lib/warehouse/open-warehouse.js');

/** The page that `user-sync audit -o` writes of a warehouse with made-up people; gives its path. */
export async function auditWarehouse(folder, people) {
  const warehouse = await openWarehouse({path: join(folder, `people-${people}.duckdb`)});
  for (const statement of tables(people)) await warehouse.database.run(statement);
  warehouse.close();
  const runFile = join(folder, `people-${people}.yaml`);
  writeFileSync(
    runFile,
    `source: {config: {pipedrive: {credentials: {auth_type: api_token, api_token: abcdefgh}, company_domain: acme}}}
warehouse: {path: people-${people}.duckdb}
people:
  company_domains: [acme.example]
  roster: {sql: "SELECT id AS key, email, name, CASE WHEN id % 50 = 0 THEN 'left' ELSE 'active' END AS status FROM staff"}
`,
  );
  const page = join(folder, `audit-of-${people}.html`);
  const started = Date.now();
  execFileSync(
    join(root, 'bin', 'user-sync'),
    ['audit', runFile, '--no-read', '--show-values', '-o', page],
    {stdio: ['ignore', 'ignore', 'inherit']},
  );
  return {page, seconds: (Date.now() - started) / 1000};
}

function tables(people) {
  const letters = 'aeioubdfgklmnprst';
  const word = (seed) =>
    `concat(${[0, 1, 2, 3, 4].map((at) => `substr('${letters}', 1 + ((hash(${seed}) >> ${at * 5}) % ${letters.length})::INTEGER, 1)`).join(', ')})`;
  return [
    `CREATE TABLE staff AS SELECT i AS id, concat(${word('i')}, ' ', ${word('i + 1000000')}) AS name,
      concat('p', i, '@acme.example') AS email FROM range(${people}) AS r(i)`,
    `CREATE TABLE pipedrive_users AS SELECT id, name, CASE WHEN id % 70 = 3 THEN concat('x', id, '@mail.example') ELSE email END AS email,
      NULL::VARCHAR AS phone, 3 AS role_id, true AS active_flag, true AS activated, id % 9000 = 1 AS _is_admin,
      TIMESTAMPTZ '2026-01-01' + INTERVAL (id % 700) DAY AS last_login FROM staff WHERE id % 5 > 0`,
    `CREATE TABLE pipedrive_roles AS SELECT 3 AS id, 'Sales' AS name`,
    `CREATE TABLE pagerduty_users AS SELECT concat('P', id) AS id, name, email, 'user' AS role, false AS invitation_sent
      FROM staff WHERE id % 2 = 0`,
    `CREATE TABLE pagerduty_teams AS SELECT concat('T', i) AS id, concat('Team ', i) AS name FROM range(40) AS r(i)`,
    `CREATE TABLE pagerduty_team_members AS SELECT concat('T', id % 40) AS team_id, concat('P', id) AS user_id FROM staff WHERE id % 2 = 0`,
  ];
}
