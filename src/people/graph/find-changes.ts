import type {Database} from '../../warehouse/database';
import {ACCOUNT_COLUMNS} from '../../vendors/people-mapping';

const HASHED = `hash(${['vendor', 'family', 'is_service', ...Object.keys(ACCOUNT_COLUMNS)].join(', ')}) AS digest`;

/**
 * Compares the vendors' tables with the graph. Makes `changed` (accounts that are new or not as they
 * were), `numbered` (their numbers) and `outdated` (numbers of accounts that were otherwise, or are gone).
 * Returns how many accounts differ.
 *
 * Every temporary table of the graph is filled by one statement: what DuckDB 1.5 inserts into a table that is of the same
 * transaction, and into which nothing was inserted before, it loses from 122,880 rows on.
 */
export async function findChanges(database: Database, accounts: string): Promise<number> {
  const [row] = await database.rows('SELECT count(*)::DOUBLE AS known FROM _people.account');
  const known = Number(row?.['known']);
  // The vendors' tables are read once, and for the rows of changed accounts once more.
  if (known > 0) await compareDigests(database, accounts);
  await database.run(`CREATE OR REPLACE TEMP TABLE changed AS
    SELECT *, ${known > 0 ? 'old_n' : 'NULL::INTEGER AS old_n'} FROM (SELECT *, ${HASHED} FROM (${accounts}) WHERE account_id IS NOT NULL)
    ${known > 0 ? 'JOIN changed_key USING (vendor, account_id, digest)' : ''}
    QUALIFY row_number() OVER (PARTITION BY vendor, account_id ORDER BY digest) = 1`);
  // Numbers are given in an order of their own, so that nothing depends on the order of rows.
  await database.run(`CREATE OR REPLACE TEMP TABLE numbered AS
    SELECT vendor, account_id, coalesce(old_n, (SELECT coalesce(max(n), 0) FROM _people.account)
      + row_number() OVER (PARTITION BY old_n IS NULL ORDER BY vendor, account_id))::INTEGER AS n
    FROM changed`);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE outdated AS SELECT old_n AS n FROM changed WHERE old_n IS NOT NULL
      ${known > 0 ? 'UNION ALL SELECT n FROM _people.account ANTI JOIN incoming USING (vendor, account_id)' : ''}`,
  );
  const [counts] = await database.rows(`SELECT count(*)::DOUBLE AS differ FROM (
    SELECT n FROM numbered UNION SELECT n FROM outdated)`);
  await database.run('DROP TABLE IF EXISTS temp.main.incoming');
  await database.run('DROP TABLE IF EXISTS temp.main.changed_key');
  return Number(counts?.['differ']);
}

/** Makes `incoming` (what the vendors have) and `changed_key` (what of it is new or otherwise). */
async function compareDigests(database: Database, accounts: string): Promise<void> {
  await database.run(`CREATE OR REPLACE TEMP TABLE incoming AS
    SELECT vendor, account_id, ${HASHED} FROM (${accounts}) WHERE account_id IS NOT NULL`);
  await database.run(`CREATE OR REPLACE TEMP TABLE changed_key AS
    SELECT i.vendor, i.account_id, i.digest, a.n AS old_n FROM incoming AS i
    LEFT JOIN _people.account AS a ON a.account_id = i.account_id AND a.vendor = i.vendor
    WHERE a.digest IS DISTINCT FROM i.digest`);
}
