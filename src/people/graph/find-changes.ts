import type {Database} from '../../warehouse/database';
import {ACCOUNT_COLUMNS} from '../../vendors/people-mapping';

const HASHED = ['vendor', 'family', 'is_service', ...Object.keys(ACCOUNT_COLUMNS)].join(', ');

/**
 * Compares the vendors' tables with the graph. Makes `changed` (accounts that are new or not as they
 * were, with their number) and `outdated` (numbers of accounts that were otherwise, or are gone).
 * Returns how many accounts differ.
 *
 * Every temporary table of the graph is filled by one statement: what DuckDB 1.5 inserts into a table that is of the same
 * transaction, and into which nothing was inserted before, it loses from 122,880 rows on.
 */
export async function findChanges(database: Database, accounts: string): Promise<number> {
  await database.run(`CREATE OR REPLACE TEMP TABLE changed AS
    SELECT i.*, a.n AS old_n FROM (SELECT *, hash(${HASHED}) AS digest FROM (${accounts})) AS i
    LEFT JOIN _people.account AS a ON a.account_id = i.account_id AND a.vendor = i.vendor
    WHERE a.digest IS DISTINCT FROM i.digest AND i.account_id IS NOT NULL`);
  // Numbers are given in an order of their own, so that nothing depends on the order of rows.
  await database.run(`CREATE OR REPLACE TEMP TABLE numbered AS
    SELECT vendor, account_id, coalesce(old_n, (SELECT coalesce(max(n), 0) FROM _people.account)
      + row_number() OVER (PARTITION BY old_n IS NULL ORDER BY vendor, account_id))::INTEGER AS n
    FROM changed`);
  const [counts] =
    await database.rows(`SELECT (SELECT count(account_id) FROM (${accounts}))::DOUBLE AS there,
      (SELECT count(*) FROM _people.account)::DOUBLE AS known,
      (SELECT count(*) FROM changed WHERE old_n IS NULL)::DOUBLE AS fresh,
      (SELECT count(*) FROM changed)::DOUBLE AS changed`);
  const {there, known, fresh, changed} = counts ?? {};
  const gone = Number(known) + Number(fresh) - Number(there);
  const missing = `UNION ALL SELECT n FROM _people.account AS a
      WHERE NOT EXISTS (SELECT 1 FROM (${accounts}) AS i WHERE i.account_id = a.account_id AND i.vendor = a.vendor)`;
  await database.run(
    `CREATE OR REPLACE TEMP TABLE outdated AS SELECT old_n AS n FROM changed WHERE old_n IS NOT NULL ${gone > 0 ? missing : ''}`,
  );
  return Number(changed) + gone;
}
