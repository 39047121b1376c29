import type {Cell, Database} from '../../warehouse/database';
import {clusterAccounts, type ClusterInput, type ClusterPlace} from './cluster';

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
  const input = {
    ...(await readAccounts(database)),
    ...{edges: await readEdges(database), decisions: await readDecided(database)},
  };
  await database.run(
    'CREATE OR REPLACE TEMP TABLE fresh_member (n INTEGER, cluster INTEGER, root INTEGER, why VARCHAR)',
  );
  await database.append('fresh_member', cellsOf(clusterAccounts(input)));
}

/** Finds the accounts of a decision `d` as `l` and `r`. */
export const JOIN_DECIDED = `JOIN _people.account AS l ON l.vendor = d.left_vendor AND l.account_id = d.left_account
      JOIN _people.account AS r ON r.vendor = d.right_vendor AND r.account_id = d.right_account`;

async function readAccounts(
  database: Database,
): Promise<Pick<ClusterInput, 'accounts' | 'vendors'>> {
  const vendors = (
    await database.rows(
      'SELECT DISTINCT vendor FROM affected JOIN _people.account USING (n) ORDER BY 1',
    )
  ).map(({vendor}) => String(vendor));
  const numbers = new Map(vendors.map((vendor, at) => [vendor, at + 1]));
  const count = await countOf(database, 'affected');
  const accounts = {n: new Int32Array(count), vendor: new Uint8Array(count)};
  const query = 'SELECT n, vendor FROM affected JOIN _people.account USING (n) ORDER BY n';
  let at = 0;
  for await (const chunk of database.chunks(query)) {
    for (const [n, vendor] of chunk) {
      accounts.n[at] = Number(n);
      accounts.vendor[at] = numbers.get(String(vendor)) ?? 0;
      at += 1;
    }
  }
  return {accounts, vendors};
}

async function readEdges(database: Database): Promise<ClusterInput['edges']> {
  await database.run(`CREATE OR REPLACE TEMP TABLE edge AS
    SELECT p.l, p.r, bool_or(p.rule = 'address') AS is_address FROM _people.pair AS p
    SEMI JOIN affected AS a ON a.n = p.l SEMI JOIN affected AS b ON b.n = p.r WHERE p.why IS NULL GROUP BY p.l, p.r`);
  const count = await countOf(database, 'edge');
  const edges = {
    ...{l: new Int32Array(count), r: new Int32Array(count), isAddress: new Uint8Array(count)},
  };
  let at = 0;
  for await (const chunk of database.chunks('FROM edge')) {
    for (const [l, r, isAddress] of chunk) {
      edges.l[at] = Number(l);
      edges.r[at] = Number(r);
      edges.isAddress[at] = isAddress === true ? 1 : 0;
      at += 1;
    }
  }
  await database.run('DROP TABLE temp.main.edge');
  return edges;
}

async function countOf(database: Database, table: string): Promise<number> {
  const [row] = await database.rows(`SELECT count(*)::INTEGER AS count FROM ${table}`);
  return Number(row?.['count']);
}

/** Decisions about accounts; negative numbers stand for accounts that are not there. */
async function readDecided(database: Database): Promise<ClusterInput['decisions']> {
  // Without any, two looks through all accounts are saved.
  if ((await countOf(database, '_people.decision')) === 0) return [];
  const rows = await database.rows(`WITH gone AS (
        SELECT vendor, account_id, -row_number() OVER (ORDER BY vendor, account_id) AS n FROM (
        SELECT left_vendor AS vendor, left_account AS account_id FROM _people.decision WHERE decision = 'same'
        UNION SELECT right_vendor, right_account FROM _people.decision WHERE decision = 'same'))
      SELECT d.decision = 'same' AS same, coalesce(l.n, lg.n)::INTEGER AS l, coalesce(r.n, rg.n)::INTEGER AS r
      FROM _people.decision AS d
      LEFT JOIN _people.account AS l ON l.vendor = d.left_vendor AND l.account_id = d.left_account
      LEFT JOIN _people.account AS r ON r.vendor = d.right_vendor AND r.account_id = d.right_account
      LEFT JOIN gone AS lg ON lg.vendor = d.left_vendor AND lg.account_id = d.left_account
      LEFT JOIN gone AS rg ON rg.vendor = d.right_vendor AND rg.account_id = d.right_account
      WHERE d.decision = 'same' OR (d.decision = 'not_same' AND l.n IS NOT NULL AND r.n IS NOT NULL)`);
  return rows.map(({same, l, r}) => ({same: same === true, l: Number(l), r: Number(r)}));
}

function* cellsOf(places: Iterable<ClusterPlace>): Generator<readonly Cell[]> {
  for (const {n, cluster, root, why} of places) yield [n, cluster, root, why];
}
