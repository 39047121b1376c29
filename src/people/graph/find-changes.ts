import type {Database} from '../../warehouse/database';
import {ACCOUNT_COLUMNS} from '../../vendors/people-mapping';

const HASHED = `hash(${['vendor', 'family', 'is_service', ...Object.keys(ACCOUNT_COLUMNS)].join(', ')}) AS digest`;

/**
 * Compares the vendors' tables with the graph. Makes `changed` (accounts that are new or not as they
 * were), `numbered` (their numbers) and `outdated` (numbers of accounts that were otherwise, or are gone).
 * Returns how many accounts differ.
 *
 * Every table of the graph is filled by one statement in a transaction: where one brings no row, DuckDB 1.5 loses what the
 * next one inserts into the same table, from 122,880 rows on.
 */
export async function findChanges(database: Database, accounts: string): Promise<number> {
  const [row] = await database.rows('SELECT count(*)::DOUBLE AS known FROM _people.account');
  const isFirst = Number(row?.['known']) === 0;
  const incoming = `SELECT *, ${HASHED} FROM (${accounts}) WHERE account_id IS NOT NULL`;
  // The vendors' tables are read once: what is equal falls out in the join. What they do not have any more has no vendor.
  await database.run(
    `CREATE OR REPLACE TEMP TABLE changed AS ${
      isFirst
        ? `SELECT *, NULL::INTEGER AS old_n FROM (${incoming})`
        : `SELECT i.*, a.n AS old_n FROM (${incoming}) AS i
        FULL JOIN (SELECT vendor, account_id, digest, n FROM _people.account) AS a
          ON a.account_id = i.account_id AND a.vendor = i.vendor
        WHERE a.digest IS DISTINCT FROM i.digest`
    }`,
  );
  await database.run(
    'CREATE OR REPLACE TEMP TABLE outdated AS SELECT DISTINCT old_n AS n FROM changed WHERE old_n IS NOT NULL',
  );
  await database.run('DELETE FROM changed WHERE vendor IS NULL');
  // An account that is listed twice is one account. Rows are wide: only such rows are put in order.
  await database.run(`DELETE FROM changed WHERE rowid IN (
    SELECT c.rowid FROM changed AS c SEMI JOIN (
      SELECT vendor, account_id FROM changed GROUP BY vendor, account_id HAVING count(*) > 1) USING (vendor, account_id)
    QUALIFY row_number() OVER (PARTITION BY vendor, account_id ORDER BY digest) > 1)`);
  // Numbers are given in an order of their own, so that nothing depends on the order of rows.
  await database.run(`CREATE OR REPLACE TEMP TABLE numbered AS
    SELECT vendor, account_id, coalesce(old_n, (SELECT coalesce(max(n), 0) FROM _people.account)
      + row_number() OVER (PARTITION BY old_n IS NULL ORDER BY vendor, account_id))::INTEGER AS n
    FROM changed`);
  const [counts] = await database.rows(`SELECT ((SELECT count(*) FROM numbered)
    + (SELECT count(*) FROM outdated ANTI JOIN numbered USING (n)))::DOUBLE AS differ`);
  return Number(counts?.['differ']);
}
