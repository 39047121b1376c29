import type {Database} from '../../warehouse/database';
import {RAW_NAME_SQL} from './fold-new';

/** An address as it is compared; anything else has no @. Hashes of addresses (`pii: hash`) stay comparable. */
const FOLDED = 'lower(trim(nfc_normalize(raw)))';
const IS_ADDRESS = "(raw LIKE '%_@_%' OR raw LIKE 'pii:%')";

/**
 * Replaces the accounts of `changed` and removes those that are gone. Makes `touched` (numbers of all of these),
 * `touched_base` and `touched_phone`: the keys of which somebody is or was a holder, whose pairs must be looked at again.
 */
export async function storeChanged(database: Database): Promise<void> {
  await touchKeys(database, {of: 'outdated', into: 'outdated'});
  for (const table of ['account', 'mail', 'phone']) {
    await database.run(`DELETE FROM _people.${table} WHERE n IN (SELECT n FROM outdated)`);
  }
  await database.run(`INSERT INTO _people.account BY NAME SELECT x.n, c.vendor, c.account_id, c.family, c.digest, c.email,
      CASE WHEN c.email LIKE '%_@_%' THEN lower(trim(nfc_normalize(c.email))) END AS login,
      coalesce(nullif(trim(concat_ws(' ', nullif(c.first_name, ''), nullif(c.last_name, ''))), ''), c.name) AS name,
      f.name_id, coalesce(c.state, 'active') AS state, coalesce(c.is_admin, false) AS is_admin, c.is_service,
      c.last_seen_at, c.invited_at, c.external_id, c.url, c.lacks_role, c.unreachable
    FROM (SELECT *, ${RAW_NAME_SQL} AS raw_name FROM changed) AS c
    JOIN numbered AS x USING (vendor, account_id) JOIN _people.name_form AS f ON f.raw = c.raw_name`);
  await database.run(`INSERT INTO _people.mail
    SELECT DISTINCT n, ${FOLDED} AS address, regexp_replace(${FOLDED}, '^([^+@]+)\\+[^@]*@', '\\1@') AS base
    FROM (SELECT x.n, unnest(list_append(c.addresses, c.email)) AS raw FROM changed AS c
      JOIN numbered AS x USING (vendor, account_id) WHERE NOT c.is_service) WHERE ${IS_ADDRESS}`);
  await database.run(`INSERT INTO _people.phone
    SELECT DISTINCT n, f.phone FROM (SELECT x.n, unnest(c.phones) AS raw FROM changed AS c
      JOIN numbered AS x USING (vendor, account_id) WHERE NOT c.is_service AND c.phones IS NOT NULL)
    JOIN _people.phone_form AS f USING (raw) WHERE f.phone IS NOT NULL`);
  await database.run(
    'CREATE OR REPLACE TEMP TABLE touched AS SELECT n FROM outdated UNION SELECT n FROM numbered',
  );
  await touchKeys(database, {of: 'numbered', into: 'touched', besides: 'outdated'});
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
