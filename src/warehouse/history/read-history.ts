import {type Json, isJsonObject, type JsonObject} from '../../core/json';
import type {Database} from '../database';
import {quoteText} from '../sql-text';
import {keyHashSql} from './history-tables';

/** A run as the history shows it in one line. Times are ISO 8601, UTC. */
export interface PastRun {
  readonly run: number;
  readonly run_id: string;
  readonly command: string;
  readonly version: string;
  readonly started: string;
  /** Null: the run has not finished; it was killed, or it is under way. */
  readonly ended: string | null;
  readonly outcome: string;
  readonly exit_code: number | null;
  readonly options: JsonObject;
  readonly failures: readonly string[];
  readonly new: number;
  readonly changed: number;
  readonly sent: number;
  readonly equal: number;
  readonly rejected: number;
  readonly left_model: number;
  readonly not_tried: number;
}

/** Something that happened to a key. */
export interface KeyEvent {
  readonly time: string;
  readonly run: number;
  readonly run_id: string | null;
  /** Whose it was: the vendor's account, as far as its name is known. */
  readonly account: string | null;
  readonly object: string;
  readonly model: string;
  readonly key: string;
  /** `sent`, `deactivated`, `rejected`, `left`, or `unknown`: the run ended while it was sent. */
  readonly outcome: string;
  /** Digest of each value that was sent: equal digests are equal values. Null: nothing is known of it any more. */
  readonly fields: Readonly<Record<string, string | null>>;
  /** Fields whose digest is not the one before; all of them at the first time. */
  readonly changed_fields: readonly string[];
  readonly values: JsonObject | null;
  readonly reason: string | null;
  readonly sentence: string | null;
}

/** True when the file holds a history: one that an earlier version wrote has none yet. */
export async function hasHistory(database: Database): Promise<boolean> {
  const rows = await database.rows(
    "SELECT 1 FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = '_user_sync' AND table_name = 'history_run'",
  );
  return rows.length > 0;
}

/** The last runs, the newest first. */
export async function readRuns(database: Database, limit: number): Promise<readonly PastRun[]> {
  const rows = await database.rows(
    `WITH last AS (SELECT * FROM _user_sync.history_run ORDER BY run DESC LIMIT ${limit}),
       counts AS (SELECT run, ${SUMS.map((name) => `sum("${name}")::DOUBLE AS "${name}"`).join(', ')}
         FROM _user_sync.history_object WHERE run IN (SELECT run FROM last) GROUP BY run)
     SELECT l.*, ${SUMS.map((name) => `coalesce(c."${name}", 0) AS "${name}"`).join(', ')}
     FROM last l LEFT JOIN counts c ON c.run = l.run ORDER BY l.run DESC`,
  );
  return rows.map((row) => ({
    run: Number(row['run']),
    run_id: String(row['run_id']),
    command: String(row['command']),
    version: String(row['version']),
    started: timeOf(row['started']) ?? '',
    ended: timeOf(row['ended']),
    outcome: String(row['outcome']),
    exit_code: typeof row['exit_code'] === 'number' ? row['exit_code'] : null,
    options: objectOf(row['options']),
    failures: textsOf(row['failures']),
    new: Number(row['new']),
    changed: Number(row['changed']),
    sent: Number(row['sent']),
    equal: Number(row['equal']),
    rejected: Number(row['rejected']),
    left_model: Number(row['left_model']),
    not_tried: Number(row['not_tried']),
  }));
}

const SUMS = ['new', 'changed', 'sent', 'equal', 'rejected', 'left_model', 'not_tried'] as const;

/** How many runs the history holds. */
export async function countRuns(database: Database): Promise<number> {
  const [row] = await database.rows('SELECT count(*)::DOUBLE AS runs FROM _user_sync.history_run');
  return Number(row?.['runs']);
}

/** When the last run that ended well did so; undefined: none did. */
export async function lastSuccess(database: Database): Promise<number | undefined> {
  const [row] = await database.rows(
    "SELECT epoch_ms(max(ended))::DOUBLE AS ended FROM _user_sync.history_run WHERE outcome = 'done'",
  );
  const ended = row?.['ended'];
  return typeof ended === 'number' ? ended : undefined;
}

/** The report of the newest run that has one, as `run --json` printed it, with the run it belongs to. */
export async function readReport(
  database: Database,
  runId?: string,
): Promise<{readonly run: number; readonly report: JsonObject} | undefined> {
  const which = runId === undefined ? 'report IS NOT NULL' : `run_id = ${quoteText(runId)}`;
  const [row] = await database.rows(
    `SELECT run, report FROM _user_sync.history_run WHERE ${which} ORDER BY run DESC LIMIT 1`,
  );
  return row && {run: Number(row['run']), report: objectOf(row['report'])};
}

/**
 * Everything that happened to a key, in any spelling in upper and lower case, the newest first.
 * `limit` is the number of events per object.
 */
export async function readKeyHistory(
  database: Database,
  key: string,
): Promise<readonly KeyEvent[]> {
  const hash = keyHashSql(quoteText(key));
  const isKey = `lower(key) = lower(${quoteText(key)})`;
  const rows = await database.rows(
    // By the number first, on its own: together DuckDB reads the key of every row, in three times the time.
    `WITH by_hash AS MATERIALIZED (SELECT * FROM _user_sync.history_key WHERE key_hash = ${hash}),
       values_by_hash AS MATERIALIZED (SELECT * FROM _user_sync.history_value WHERE key_hash = ${hash}),
       events AS (SELECT * FROM by_hash WHERE ${isKey}),
       kept AS (SELECT run, account, object, model, key, any_value(field_values) AS field_values
         FROM values_by_hash WHERE ${isKey} GROUP BY run, account, object, model, key)
     SELECT e.*, r.run_id, a.name AS account_name, v.field_values FROM events e
       LEFT JOIN _user_sync.history_run r ON r.run = e.run
       LEFT JOIN _user_sync.account a ON a.account = e.account
       LEFT JOIN kept v ON v.run = e.run AND v.account = e.account AND v.object = e.object
         AND v.model = e.model AND v.key = e.key
     ORDER BY e.moment, e.run`,
  );
  const before = new Map<string, Readonly<Record<string, string | null>>>();
  const events = rows.map((row): KeyEvent => {
    const fields = digestsOf(row['fields']);
    const place = JSON.stringify([row['account'], row['object'], row['key']]);
    const known = before.get(place) ?? {};
    if (row['fields'] !== null) before.set(place, {...known, ...fields});
    return {
      time: timeOf(row['moment']) ?? '',
      run: Number(row['run']),
      run_id: textOf(row['run_id']),
      account: textOf(row['account_name']),
      object: String(row['object']),
      model: String(row['model']),
      key: String(row['key']),
      outcome: String(row['outcome']),
      fields,
      changed_fields: Object.keys(fields).filter((name) => known[name] !== fields[name]),
      values: row['field_values'] === null ? null : objectOf(row['field_values']),
      reason: textOf(row['reason']),
      sentence: textOf(row['sentence']),
    };
  });
  return events.reverse();
}

function digestsOf(text: unknown): Readonly<Record<string, string | null>> {
  return Object.fromEntries(
    Object.entries(objectOf(text))
      // The record itself stands under no name; see `sent-fields.ts`.
      .filter(([name]) => name !== '')
      .map(([name, digest]) => [name, typeof digest === 'string' ? digest : null]),
  );
}

function timeOf(value: unknown): string | null {
  return value instanceof Date ? value.toISOString() : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function objectOf(text: unknown): JsonObject {
  // Written by this program.
  const value = typeof text === 'string' ? (JSON.parse(text) as Json) : {};
  return isJsonObject(value) ? value : {};
}

function textsOf(text: unknown): readonly string[] {
  const value = typeof text === 'string' ? (JSON.parse(text) as Json) : [];
  return Array.isArray(value) ? value.map(String) : [];
}
