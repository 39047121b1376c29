import type {Database} from '../../warehouse/database';
import {JOIN_DECIDED} from './store-clusters';

/** A text with its middle hidden: enough to recognize, not enough to write to. */
const MASKED_KEY = `CASE WHEN p.rule = 'phone' THEN concat('phone …', right(p.key, 3))
    WHEN p.key LIKE '%@%' THEN concat('address ', left(p.key, 1), '…', regexp_extract(p.key, '@.*$'))
    ELSE 'the same id' END`;

/** The first letter of each part: evidence is read in places where names need not be. */
const maskedName = (side: string): string =>
  `coalesce(nullif(regexp_replace(${side}.name, '([^\\s,])[^\\s,]*', '\\1…', 'g'), ''), '(none)')`;
const NAMES = `concat('; names ', ${maskedName('l')}, ' and ', ${maskedName('r')})`;
const STRENGTH = `list_position(['declared', 'address', 'plus_address', 'phone'], p.rule)`;

/** Pairs in the order of vendor and id, so that the accounts' numbers are seen nowhere. */
const ORDERED = (l: string, r: string): string =>
  `CASE WHEN (${l}.vendor, ${l}.account_id) < (${r}.vendor, ${r}.account_id) THEN`;
const SIDES = `${ORDERED('l', 'r')} l.vendor ELSE r.vendor END AS left_vendor,
    ${ORDERED('l', 'r')} l.account_id ELSE r.account_id END AS left_account,
    ${ORDERED('l', 'r')} r.vendor ELSE l.vendor END AS right_vendor,
    ${ORDERED('l', 'r')} r.account_id ELSE l.account_id END AS right_account`;
const PAIRS = `_people.pair AS p JOIN _people.account AS l ON l.n = p.l JOIN _people.account AS r ON r.n = p.r
    LEFT JOIN _people.member AS lm ON lm.n = p.l LEFT JOIN _people.member AS rm ON rm.n = p.r`;
const STRONGEST = `QUALIFY row_number() OVER (PARTITION BY p.l, p.r ORDER BY ${STRENGTH}, p.key) = 1`;

const VIEWS = {
  person_accounts: `SELECT m.person_id, a.vendor, a.account_id, a.email, a.name, a.state, a.is_admin, a.last_seen_at, a.url, a.is_service
    FROM _people.account AS a JOIN _people.member AS m USING (n)`,
  // A person is called as the roster calls it, else as the first vendor that has a name.
  people: `SELECT p.person_id, s.name, s.email, s.roster_key, ros.status AS roster_status, p.first_seen_at
    FROM _people.person AS p JOIN (
      SELECT m.person_id, arg_min(a.name, (a.vendor <> 'roster', a.vendor, a.account_id)) FILTER (a.name <> '') AS name,
        arg_min(a.email, (a.vendor <> 'roster', a.vendor, a.account_id)) FILTER (a.email LIKE '%@%') AS email,
        min(a.account_id) FILTER (a.vendor = 'roster') AS roster_key
      FROM _people.member AS m JOIN _people.account AS a USING (n) GROUP BY m.person_id
    ) AS s USING (person_id) LEFT JOIN _people.roster AS ros ON ros.key = s.roster_key`,
  person_links: `SELECT lm.person_id, ${SIDES}, p.rule, concat(${MASKED_KEY}, ${NAMES}) AS evidence, 'rule' AS decided_by
    FROM ${PAIRS} WHERE p.why IS NULL AND lm.root = rm.root ${STRONGEST}
    UNION ALL
    SELECT lm.person_id, d.left_vendor, d.left_account, d.right_vendor, d.right_account, 'same_decision',
      concat('line ', d.line, ' of the decisions', CASE WHEN d.reason <> '' THEN concat(': ', d.reason) ELSE '' END), 'decision'
    FROM _people.decision AS d ${JOIN_DECIDED} JOIN _people.member AS lm ON lm.n = l.n WHERE d.decision = 'same'`,
} as const;

/** By name. `findings` is no view, and there from the first audit on. */
export const PEOPLE_TABLES: readonly string[] = [...Object.keys(VIEWS), 'access', 'findings'];

const CLUSTERS = `SELECT m.cluster, concat('c', left(md5(min(concat(a.vendor, ':', a.account_id))), 12)) AS cluster_id
      FROM _people.member AS m JOIN _people.account AS a USING (n) WHERE m.why IS NOT NULL GROUP BY m.cluster`;

/** Clusters that were not linked, and pairs that were close; read by the audit only. */
export const REVIEW_SQL = `SELECT first.cluster_id, lm.why, ${SIDES}, p.rule, concat(${MASKED_KEY}, ${NAMES}) AS evidence
    FROM ${PAIRS} JOIN (${CLUSTERS}) AS first ON first.cluster = lm.cluster
    WHERE p.why IS NULL AND lm.cluster = rm.cluster AND lm.why IS NOT NULL AND lm.root <> rm.root ${STRONGEST}
    ORDER BY ALL`;
export const REVIEW_ACCOUNTS_SQL = `SELECT first.cluster_id, a.vendor, a.account_id, a.name, a.email, a.state
    FROM _people.account AS a JOIN _people.member AS m USING (n) JOIN (${CLUSTERS}) AS first USING (cluster)
    ORDER BY 1, 2, 3`;
export const NEAR_SQL = `SELECT ${SIDES}, concat(${MASKED_KEY}, ${NAMES}) AS evidence,
      coalesce(p.why, 'a decision says that they are not the same') AS why
    FROM ${PAIRS} WHERE lm.person_id <> rm.person_id AND (p.why IS NOT NULL OR lm.cluster <> rm.cluster) ${STRONGEST}
    ORDER BY ALL`;

/** The tables for models and any SQL tool. They are views, so that they cost nothing to keep up to date. */
export async function createPeopleViews(database: Database, access: string): Promise<void> {
  for (const [name, sql] of Object.entries(VIEWS)) {
    await database.run(`CREATE OR REPLACE VIEW main.${name} AS ${sql}`);
  }
  await database.run(`CREATE OR REPLACE VIEW main.access AS
    SELECT DISTINCT m.person_id, g.vendor, g.account_id, g.kind, g.id, g.name FROM (${access}) AS g
    JOIN _people.account AS a ON a.vendor = g.vendor AND a.account_id = g.account_id JOIN _people.member AS m USING (n)`);
}
