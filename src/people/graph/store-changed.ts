import type {Database} from '../../warehouse/database';
import {RAW_NAME_SQL} from './fold-new';

/** An address as it is compared. Spaces and signs that cannot be seen come along when addresses are copied. */
function foldedAddress(sql: string): string {
  const whole = `lower(nfc_normalize(regexp_replace(${sql}, '[\\s\\p{Z}\\p{Cc}\\p{Cf}]+', '', 'g')))`;
  // Most addresses are ASCII without spaces: those need no more than small letters.
  return `CASE WHEN strlen(${sql}) = length(${sql}) AND NOT contains(${sql}, ' ') AND ${sql} > chr(32) AND right(${sql}, 1) > chr(32) THEN lower(${sql}) ELSE ${whole} END`;
}

/** Anything else has no @. Hashes of addresses (`pii: hash`) stay comparable. */
const IS_ADDRESS = "(raw LIKE '%_@_%' OR raw LIKE 'pii:%')";

/**
 * Replaces the accounts of `changed` and removes those that are gone. Makes `touched` (numbers of all of these),
 * `touched_base` and `touched_phone`: the keys of which somebody is or was a holder, whose pairs must be looked at again.
 */
export async function storeChanged(database: Database): Promise<void> {
  await touchKeys(database, {of: 'outdated', into: 'outdated'});
  await database.run(
    'CREATE OR REPLACE TEMP TABLE outdated_name AS SELECT DISTINCT name_id FROM _people.account SEMI JOIN outdated USING (n)',
  );
  for (const table of ['account', 'mail', 'phone']) {
    await database.run(`DELETE FROM _people.${table} WHERE n IN (SELECT n FROM outdated)`);
  }
  await database.run(`INSERT INTO _people.account BY NAME SELECT x.n, c.vendor, c.account_id, c.family, c.digest, c.email,
      CASE WHEN c.email LIKE '%_@_%' THEN ${foldedAddress('c.email')} END AS login,
      coalesce(nullif(trim(concat_ws(' ', nullif(c.first_name, ''), nullif(c.last_name, ''))), ''), c.name) AS name,
      f.name_id, coalesce(c.state, 'active') AS state, c.is_admin, c.is_service,
      c.last_seen_at, c.invited_at, c.external_id, c.url, c.lacks_role, c.unreachable
    FROM (SELECT *, ${RAW_NAME_SQL} AS raw_name FROM changed) AS c
    JOIN numbered AS x USING (vendor, account_id) JOIN _people.name_form AS f ON f.raw = c.raw_name`);
  await database.run(`INSERT INTO _people.mail
    SELECT DISTINCT n, address, CASE WHEN contains(address, '+')
      THEN regexp_replace(address, '^([^+@]+)\\+[^@]*@', '\\1@') ELSE address END AS base
    FROM (SELECT n, ${foldedAddress('raw')} AS address
      FROM (SELECT x.n, unnest(list_append(c.addresses, c.email)) AS raw FROM changed AS c
        JOIN numbered AS x USING (vendor, account_id) WHERE NOT c.is_service) WHERE ${IS_ADDRESS})`);
  await database.run(`INSERT INTO _people.phone
    SELECT DISTINCT n, f.phone FROM (SELECT x.n, unnest(c.phones) AS raw FROM changed AS c
      JOIN numbered AS x USING (vendor, account_id) WHERE NOT c.is_service AND c.phones IS NOT NULL)
    JOIN _people.phone_form AS f USING (raw) WHERE f.phone IS NOT NULL`);
  await database.run(
    'CREATE OR REPLACE TEMP TABLE touched AS SELECT n FROM outdated UNION SELECT n FROM numbered',
  );
  await touchKeys(database, {of: 'numbered', into: 'touched', besides: 'outdated'});
  await forgetForms(database);
}

/** Deletes the folded names and numbers of accounts that left, so that nothing is kept of who is gone. */
async function forgetForms(database: Database): Promise<void> {
  await database.run(`DELETE FROM _people.name_form WHERE name_id IN (
    SELECT name_id FROM outdated_name ANTI JOIN _people.account USING (name_id))`);
  await database.run(`DELETE FROM _people.phone_form WHERE phone IN (
    SELECT phone FROM outdated_phone ANTI JOIN _people.phone USING (phone))`);
  await database.run(
    `DELETE FROM _people.phone_form WHERE phone IS NULL AND EXISTS (FROM outdated)`,
  );
}

/** Makes a table of bases and one of numbers that accounts hold, besides those of other tables. */
async function touchKeys(
  database: Database,
  {of, into, besides}: {readonly of: string; readonly into: string; readonly besides?: string},
): Promise<void> {
  for (const [key, table] of [
    ['base', 'mail'],
    ['phone', 'phone'],
  ] as const) {
    const others = besides === undefined ? '' : `UNION SELECT ${key} FROM ${besides}_${key}`;
    await database.run(`CREATE OR REPLACE TEMP TABLE ${into}_${key} AS
      SELECT ${key} FROM _people.${table} WHERE n IN (SELECT n FROM ${of}) GROUP BY ${key} ${others}`);
  }
}
