import type {Database} from '../warehouse/database';
import type {AuditResult, ReviewRow} from './audit-result';
import {NEAR_SQL, REVIEW_SQL} from './graph/people-views';

/** Times as ISO 8601 in UTC; see `AuditResult`. */
const ISO = "'%Y-%m-%dT%H:%M:%SZ'";

const QUERIES = {
  people: `SELECT * REPLACE (strftime(first_seen_at, ${ISO}) AS first_seen_at) FROM people ORDER BY person_id`,
  accounts: `SELECT * REPLACE (strftime(last_seen_at, ${ISO}) AS last_seen_at) FROM person_accounts ORDER BY vendor, account_id`,
  links: 'SELECT * FROM person_links ORDER BY ALL',
  review: REVIEW_SQL,
  findings: `SELECT * REPLACE (strftime(first_seen_at, ${ISO}) AS first_seen_at) FROM findings
    ORDER BY state = 'resolved', list_position(['high', 'medium', 'low'], severity), rule, vendor, account_id, finding_id`,
  access: 'SELECT * FROM access ORDER BY ALL',
  near: NEAR_SQL,
  events: `SELECT * REPLACE (strftime("at", ${ISO}) AS "at") FROM _people.event ORDER BY ALL DESC`,
  history: `SELECT * REPLACE (strftime("at", ${ISO}) AS "at") FROM _people.history ORDER BY ALL`,
} as const;

/** Reads all that an audit answers; `rest` is what the warehouse does not hold. */
export async function readResult(
  database: Database,
  rest: Pick<AuditResult, 'left_out' | 'notes' | 'seconds'>,
): Promise<AuditResult> {
  const tables: Record<string, unknown> = {};
  for (const [name, sql] of Object.entries(QUERIES)) tables[name] = await database.rows(sql);
  // The views and tables have the columns of the rows' types; a test holds them to it.
  return {...(tables as unknown as Omit<AuditResult, 'left_out' | 'notes' | 'seconds'>), ...rest};
}

/** The clusters that wait for a decision. */
export async function readReview(database: Database): Promise<readonly ReviewRow[]> {
  return (await database.rows(REVIEW_SQL)) as unknown as readonly ReviewRow[];
}
