import type {Database} from '../warehouse/database';
import type {AuditResult, FindingState, ReviewRow, Severity} from './audit-result';
import {NEAR_SQL, REVIEW_ACCOUNTS_SQL, REVIEW_SQL} from './graph/people-views';

/** Times as ISO 8601 in UTC; see `AuditResult`. */
const ISO = "'%Y-%m-%dT%H:%M:%SZ'";

/** What the warehouse holds of an audit's answer. */
export type ResultTable = Exclude<keyof AuditResult, 'left_out' | 'notes' | 'seconds'>;

/** The tables of an audit's answer, in the order in which they are told. */
export const RESULT_QUERIES: Readonly<Record<ResultTable, string>> = {
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
};

/** Reads all that an audit answers; `rest` is what the warehouse does not hold. For answers that fit into memory. */
export async function readResult(
  database: Database,
  rest: Pick<AuditResult, 'left_out' | 'notes' | 'seconds'>,
): Promise<AuditResult> {
  const tables: Record<string, unknown> = {};
  for (const [name, sql] of Object.entries(RESULT_QUERIES)) tables[name] = await database.rows(sql);
  // The views and tables have the columns of the rows' types; a test holds them to it.
  return {...(tables as unknown as Pick<AuditResult, ResultTable>), ...rest};
}

/** A table of the answer piece by piece: the first piece is its columns, then rows of about 2,000. */
export async function* readTable(
  database: Database,
  table: ResultTable,
): AsyncGenerator<readonly (readonly unknown[])[], void, undefined> {
  yield [await columnsOf(database, table)];
  yield* database.chunks(RESULT_QUERIES[table]);
}

async function columnsOf(database: Database, table: ResultTable): Promise<readonly string[]> {
  const shape = await database.shapeOf(RESULT_QUERIES[table]);
  return shape.type === 'query' ? shape.columns.map(({name}) => name) : [];
}

/** How much an audit has looked at, and what it has found. */
export interface AuditFigures {
  readonly people: number;
  readonly accounts: number;
  readonly links: number;
  /** Clusters that wait for a decision. */
  readonly clusters: number;
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: Severity;
    readonly state: FindingState;
    readonly count: number;
  }[];
}

/** Counts what an audit found; worst rules first. */
export async function readFigures(database: Database): Promise<AuditFigures> {
  const [counts] = await database.rows(`SELECT (SELECT count(*) FROM people)::INTEGER AS people,
    (SELECT count(*) FROM person_accounts)::INTEGER AS accounts, (SELECT count(*) FROM person_links)::INTEGER AS links,
    (SELECT count(DISTINCT cluster) FROM _people.member WHERE why IS NOT NULL)::INTEGER AS clusters`);
  const findings =
    await database.rows(`SELECT * FROM (SELECT rule, severity, state, count(*)::INTEGER AS count FROM findings GROUP BY ALL)
    ORDER BY list_position(['high', 'medium', 'low'], severity), rule, state`);
  // As counted and grouped just above.
  return {...counts, findings} as unknown as AuditFigures;
}

/** The clusters that wait for a decision. */
export async function readReview(database: Database): Promise<readonly ReviewRow[]> {
  return (await database.rows(REVIEW_SQL)) as unknown as readonly ReviewRow[];
}

/** An account of a cluster that waits for a decision, for the person who decides. */
export interface ReviewAccount {
  readonly cluster_id: string;
  readonly vendor: string;
  readonly account_id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly state: string;
}

/** The accounts of these clusters. */
export async function readReviewAccounts(database: Database): Promise<readonly ReviewAccount[]> {
  return (await database.rows(REVIEW_ACCOUNTS_SQL)) as unknown as readonly ReviewAccount[];
}
