import type {Database} from '../../warehouse/database';
import {quoteText} from '../../warehouse/sql-text';
import type {LeftOut} from '../audit-result';
import type {FindingRule, Thresholds} from './finding-rule';
import {findingRules} from './rules';

/** What findings are looked for with. */
interface JudgeOptions {
  readonly thresholds: Thresholds;
  readonly hasRoster: boolean;
  /** Vendors whose streams say who is an admin. */
  readonly customers: readonly string[];
  /** ISO 8601. */
  readonly at: string;
}

/** What an audit keeps for the next one. */
const TABLES = [
  `CREATE TABLE IF NOT EXISTS main.findings (finding_id VARCHAR, rule VARCHAR, severity VARCHAR, person_id VARCHAR,
    vendor VARCHAR, account_id VARCHAR, evidence VARCHAR, remedy VARCHAR, url VARCHAR, state VARCHAR,
    accepted_until VARCHAR, first_seen_at TIMESTAMPTZ)`,
  'CREATE TABLE IF NOT EXISTS _people.seen_admin (vendor VARCHAR, account_id VARCHAR)',
  'CREATE TABLE IF NOT EXISTS _people.audit_vendor (vendor VARCHAR)',
  'CREATE TABLE IF NOT EXISTS _people.history ("at" TIMESTAMPTZ, vendor VARCHAR, active INTEGER, invited INTEGER, admins INTEGER)',
];

/**
 * Applies every rule and keeps the findings with their state since the last audit, all or nothing. Returns the
 * rules that could not be applied, and why.
 */
export function judgeFindings(
  database: Database,
  options: JudgeOptions,
): Promise<readonly LeftOut[]> {
  const now = `${quoteText(options.at)}::TIMESTAMPTZ`;
  return database.transaction(async () => {
    for (const table of TABLES) await database.run(table);
    await prepareAccounts(database, options, now);
    const leftOut: LeftOut[] = [];
    const queries = [
      'SELECT * EXCLUDE (state, accepted_until, first_seen_at) FROM main.findings WHERE false',
    ];
    for (const rule of findingRules) {
      const reason = await reasonToLeaveOut(database, rule, options);
      if (reason === undefined) queries.push(queryOf(rule, options.thresholds, now));
      else leftOut.push({rule: rule.id, reason});
    }
    // One statement, for the reason that `find-changes.ts` gives.
    await database.run(
      `CREATE OR REPLACE TEMP TABLE found_now AS ${queries.join('\nUNION ALL\n')}`,
    );
    await keepFindings(database, leftOut, now);
    await keepForNext(database, now);
    await database.run('DROP TABLE temp.main.found_now');
    await database.run('DROP TABLE temp.main.audited');
    return leftOut;
  });
}

async function prepareAccounts(
  database: Database,
  {customers}: JudgeOptions,
  now: string,
): Promise<void> {
  const list = customers.map(quoteText).join(', ');
  // In a cluster that waits for a decision, evidence joins each account with the rows of the roster in it: who has left
  // must not keep access for as long as nobody decides. What was decided by hand (`root`) counts before that.
  // Joins by equal numbers only: DuckDB compares everybody with everybody where a condition is anything else.
  const onRoster = (place: string): string => `SELECT m.${place} AS place, min(r.key) AS roster_key,
      CASE WHEN bool_or(r.status = 'active' AND (r.end_date IS NULL OR r.end_date >= (${now})::DATE)) THEN NULL
        WHEN bool_or(r.status IN ('left', 'disabled')) THEN min(r.status) FILTER (r.status <> 'active')
        ELSE concat('the end was on ', max(r.end_date)) END AS roster_says
    FROM _people.roster AS r JOIN _people.account AS a ON a.vendor = 'roster' AND a.account_id = r.key
    JOIN _people.member AS m USING (n) GROUP BY m.${place}`;
  await database.run(`CREATE OR REPLACE TEMP TABLE audited AS
    SELECT a.*, CASE WHEN NOT a.is_service THEN m.person_id END AS person_id, m.cluster, m.root, m.why,
      coalesce(o.roster_key, c.roster_key) AS roster_key,
      CASE WHEN o.roster_key IS NULL THEN c.roster_says ELSE o.roster_says END AS roster_says,
      a.vendor IN (${list === '' ? "''" : list}) AS is_customer,
      a.vendor NOT IN (${list === '' ? "''" : list}) AND a.vendor <> 'roster' AS tells_admins
    FROM _people.account AS a JOIN _people.member AS m USING (n) LEFT JOIN (${onRoster('root')}) AS o ON o.place = m.root
      LEFT JOIN (${onRoster('cluster')}) AS c ON c.place = m.cluster`);
}

async function reasonToLeaveOut(
  database: Database,
  {needs}: FindingRule,
  {hasRoster, thresholds}: JudgeOptions,
): Promise<string | undefined> {
  const has = async (sql: string): Promise<boolean> => (await database.rows(sql)).length > 0;
  if (needs === undefined) return undefined;
  switch (needs) {
    case 'roster':
      return hasRoster ? undefined : 'The run file names no people.roster.';
    case 'domains':
      return thresholds.companyDomains.length > 0
        ? undefined
        : 'The run file names no people.company_domains.';
    case 'directory':
      return (await has('SELECT 1 FROM audited WHERE vendor <> family LIMIT 1'))
        ? undefined
        : 'No SCIM directory is read.';
    case 'earlier audit':
      return (await has('SELECT 1 FROM _people.audit_vendor LIMIT 1'))
        ? undefined
        : 'This is the first audit; the next one can tell.';
  }
}

function queryOf(rule: FindingRule, thresholds: Thresholds, now: string): string {
  const {id, severity, remedy, query} = rule;
  return `SELECT concat('f', left(md5(concat(${quoteText(id)}, ' ', subject)), 16)), ${quoteText(id)}, ${quoteText(severity)},
    person_id, vendor, account_id, any_value(evidence ORDER BY evidence), ${quoteText(remedy)}, url
    FROM (${query(thresholds, now)}) GROUP BY subject, person_id, vendor, account_id, url`;
}

/** A rule that was left out says nothing of its earlier findings: they stay as they were. */
async function keepFindings(
  database: Database,
  leftOut: readonly LeftOut[],
  now: string,
): Promise<void> {
  const out = leftOut.map(({rule}) => quoteText(rule)).join(', ');
  await database.run(`CREATE OR REPLACE TEMP TABLE kept_findings AS
    SELECT f.*, CASE WHEN d.until_day IS NOT NULL THEN 'accepted' WHEN b.finding_id IS NULL OR b.state = 'resolved' THEN 'new'
        ELSE 'known' END AS state, d.until_day AS accepted_until,
      CASE WHEN b.state = 'resolved' THEN ${now} ELSE coalesce(b.first_seen_at, ${now}) END AS first_seen_at
    FROM found_now AS f LEFT JOIN main.findings AS b USING (finding_id)
    LEFT JOIN (SELECT finding, max(until_day) AS until_day FROM _people.decision
      WHERE decision = 'accept' AND until_day::DATE >= (${now})::DATE GROUP BY finding) AS d ON d.finding = f.finding_id
    UNION ALL
    SELECT * REPLACE ('resolved' AS state, NULL AS accepted_until) FROM main.findings
      WHERE finding_id NOT IN (SELECT finding_id FROM found_now) AND state <> 'resolved'
        AND rule NOT IN (${out === '' ? "''" : out})
    UNION ALL
    SELECT * REPLACE (CASE WHEN state = 'new' THEN 'known' ELSE state END AS state) FROM main.findings
      WHERE state <> 'resolved' AND rule IN (${out === '' ? "''" : out})`);
  await database.run('DELETE FROM main.findings');
  await database.run(`INSERT INTO main.findings BY NAME FROM kept_findings ORDER BY
    list_position(['high', 'medium', 'low'], severity), rule, vendor, account_id, finding_id`);
  await database.run('DROP TABLE temp.main.kept_findings');
}

async function keepForNext(database: Database, now: string): Promise<void> {
  await database.run('DELETE FROM _people.seen_admin');
  await database.run('DELETE FROM _people.audit_vendor');
  await database.run(
    "INSERT INTO _people.seen_admin SELECT vendor, account_id FROM audited WHERE is_admin AND state = 'active'",
  );
  await database.run('INSERT INTO _people.audit_vendor SELECT DISTINCT vendor FROM audited');
  await database.run(`INSERT INTO _people.history SELECT ${now}, vendor, count(*) FILTER (state = 'active'),
      count(*) FILTER (state = 'invited'), count(*) FILTER (is_admin AND state = 'active')
    FROM audited WHERE vendor <> 'roster' GROUP BY vendor ORDER BY vendor`);
}
