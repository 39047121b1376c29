import type {Cell, Database} from '../../warehouse/database';
import {clusterAccounts} from './cluster';

/**
 * Divides all accounts that a change may concern into people again, into `fresh_member`.
 */
export async function storeClusters(database: Database): Promise<void> {
  await database.run(`CREATE OR REPLACE TEMP TABLE seed AS
    SELECT n FROM touched UNION SELECT n FROM redecided
    UNION SELECT n FROM _people.mail WHERE base IN (SELECT base FROM touched_base)
    UNION SELECT n FROM _people.phone WHERE phone IN (SELECT phone FROM touched_phone)
    UNION SELECT unnest([l, r]) FROM _people.pair WHERE rule = 'declared'
      AND (l IN (SELECT n FROM touched) OR r IN (SELECT n FROM touched))`);
  await database.run(`CREATE OR REPLACE TEMP TABLE affected AS
    SELECT n FROM _people.account WHERE (n IN (SELECT n FROM seed)
      OR n IN (SELECT n FROM _people.member WHERE cluster IN (
        SELECT cluster FROM _people.member WHERE n IN (SELECT n FROM seed))))`);
  const accounts = await readAll(
    database,
    'SELECT n, vendor FROM affected JOIN _people.account USING (n) ORDER BY n',
    ([n, vendor]) => ({n: Number(n), vendor: String(vendor)}),
  );
  const edges = await readAll(
    database,
    `SELECT l, r, bool_or(rule = 'address') FROM _people.pair WHERE why IS NULL AND l IN (SELECT n FROM affected)
      AND r IN (SELECT n FROM affected) GROUP BY l, r`,
    ([l, r, isAddress]) => [Number(l), Number(r), isAddress === true] as const,
  );
  const decisions = await readAll(
    database,
    `WITH gone AS (SELECT vendor, account_id, -row_number() OVER (ORDER BY vendor, account_id) AS n FROM (
        SELECT left_vendor AS vendor, left_account AS account_id FROM _people.decision WHERE decision = 'same'
        UNION SELECT right_vendor, right_account FROM _people.decision WHERE decision = 'same'))
      SELECT d.decision = 'same', coalesce(l.n, lg.n), coalesce(r.n, rg.n) FROM _people.decision AS d
      LEFT JOIN _people.account AS l ON l.vendor = d.left_vendor AND l.account_id = d.left_account
      LEFT JOIN _people.account AS r ON r.vendor = d.right_vendor AND r.account_id = d.right_account
      LEFT JOIN gone AS lg ON lg.vendor = d.left_vendor AND lg.account_id = d.left_account
      LEFT JOIN gone AS rg ON rg.vendor = d.right_vendor AND rg.account_id = d.right_account
      WHERE d.decision = 'same' OR (d.decision = 'not_same' AND l.n IS NOT NULL AND r.n IS NOT NULL)`,
    ([same, l, r]) => ({same: same === true, l: Number(l), r: Number(r)}),
  );
  await database.run(
    'CREATE OR REPLACE TEMP TABLE fresh_member (n INTEGER, cluster INTEGER, root INTEGER, why VARCHAR)',
  );
  await database.append('fresh_member', cellsOf(clusterAccounts({accounts, edges, decisions})));
}

/** Finds the accounts of a decision `d` as `l` and `r`. */
export const JOIN_DECIDED = `JOIN _people.account AS l ON l.vendor = d.left_vendor AND l.account_id = d.left_account
      JOIN _people.account AS r ON r.vendor = d.right_vendor AND r.account_id = d.right_account`;

function* cellsOf(places: ReturnType<typeof clusterAccounts>): Generator<readonly Cell[]> {
  for (const {n, cluster, root, why} of places) yield [n, cluster, root, why];
}

async function readAll<Row>(
  database: Database,
  sql: string,
  rowOf: (cells: readonly unknown[]) => Row,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const chunk of database.chunks(sql))
    for (const cells of chunk) rows.push(rowOf(cells));
  return rows;
}
