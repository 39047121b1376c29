import type {Database} from '../database';
import {timeSql} from './history-tables';

/** What is known of a run when it begins. */
export interface BegunRun {
  /** Names the run in logs and for people. */
  readonly runId: string;
  readonly command: 'run' | 'replay';
  /** Of this program. */
  readonly version: string;
  readonly startMs: number;
  /** JSON object: the options of the command line that choose what is sent. */
  readonly options: string;
}

/** What a run has come to: its report, as far as it lies in columns. */
interface EndedRun {
  readonly endMs: number;
  readonly outcome: string;
  readonly exitCode: number;
  readonly failures: readonly string[];
  readonly streams: readonly EndedStream[];
  readonly objects: readonly EndedObject[];
  readonly traffic: readonly EndedTraffic[];
  /** JSON text of the whole report. */
  readonly report: string;
}

interface EndedStream {
  readonly stream: string;
  readonly outcome: string;
  readonly read: number;
  readonly changed: number;
  readonly deleted: number;
  readonly failure?: string;
}

interface EndedObject {
  readonly model: string;
  readonly object: string;
  readonly on_gone?: string;
  readonly outcome: string;
  readonly rows: number;
  readonly new: number;
  readonly changed: number;
  readonly rejected_again: number;
  readonly written: number;
  readonly created: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly rejections: readonly {
    readonly reason: string;
    readonly message: string;
    readonly count: number;
  }[];
  readonly not_tried: number;
  readonly left_for_later: number;
  readonly drifted: number;
  readonly gone: number;
  readonly failure?: string;
}

interface EndedTraffic {
  readonly side: string;
  readonly vendor: string;
  readonly requests: number;
  readonly retries: number;
  readonly waited_ms: number;
}

/** How long the history is kept, in days. */
interface HistoryKept {
  readonly days: number;
  /** The values that were sent; 0: not at all. */
  readonly valueDays: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** So many of the last runs stay regardless of their age: an idle sync keeps its story. */
const RUNS_MIN = 30;

/** Notes that a run has begun, as not finished: so it stays when the process is killed. Returns its number. */
export async function beginRun(database: Database, run: BegunRun): Promise<number> {
  const [row] = await database.rows(
    `INSERT INTO _user_sync.history_run (run, run_id, command, version, started, outcome, options)
     SELECT coalesce(max(run), 0) + 1, $1, $2, $3, ${timeSql(run.startMs)}, 'not_finished', $4
     FROM _user_sync.history_run RETURNING run`,
    [run.runId, run.command, run.version, run.options],
  );
  return Number(row?.['run']);
}

/** Notes how a run ended, all or nothing. */
export async function endRun(database: Database, run: number, end: EndedRun): Promise<void> {
  await database.transaction(async () => {
    await database.run(
      `UPDATE _user_sync.history_run SET ended = ${timeSql(end.endMs)}, outcome = $1, exit_code = $2, failures = $3, report = $4
       WHERE run = ${run}`,
      [end.outcome, end.exitCode, JSON.stringify(end.failures), end.report],
    );
    for (const one of end.streams) await insertStream(database, run, one);
    for (const one of end.objects) await insertObject(database, run, one);
    for (const one of end.traffic) await insertTraffic(database, run, one);
  });
}

async function insertStream(database: Database, run: number, one: EndedStream): Promise<void> {
  await database.run('INSERT INTO _user_sync.history_stream VALUES ($1, $2, $3, $4, $5, $6, $7)', [
    ...[run, one.stream, one.outcome, one.read, one.changed, one.deleted],
    one.failure ?? null,
  ]);
}

async function insertObject(database: Database, run: number, one: EndedObject): Promise<void> {
  const place = [run, one.model, one.object, one.on_gone ?? null];
  await database.run(`INSERT INTO _user_sync.history_object VALUES (${parameters(18)})`, [
    ...place,
    ...[one.outcome, one.rows, one.new, one.changed, one.rejected_again, one.written],
    ...[one.created, one.unchanged, one.rejected, one.not_tried, one.left_for_later],
    ...[one.drifted, one.gone, one.failure ?? null],
  ]);
  for (const {reason, message, count} of one.rejections) {
    await database.run(`INSERT INTO _user_sync.history_reason VALUES (${parameters(7)})`, [
      ...place,
      ...[reason, message, count],
    ]);
  }
}

async function insertTraffic(database: Database, run: number, one: EndedTraffic): Promise<void> {
  await database.run(
    `INSERT INTO _user_sync.history_vendor
     SELECT $1, $2, $3, a.account, a.name, $4, $5, $6 FROM (SELECT 1)
       LEFT JOIN _user_sync.account a ON a.current AND a.slot = $2 || '.' || $3`,
    [run, one.side, one.vendor, one.requests, one.retries, one.waited_ms],
  );
}

function parameters(count: number): string {
  return Array.from({length: count}, (_, index) => `$${index + 1}`).join(', ');
}

/** Forgets what is older than it is to be kept. */
export async function thinHistory(
  database: Database,
  {days, valueDays}: HistoryKept,
  nowMs: number,
): Promise<void> {
  const old = await lastRunBefore(database, nowMs - days * DAY_MS);
  const oldValue =
    valueDays === 0 ? 'true' : await lastRunBefore(database, nowMs - valueDays * DAY_MS);
  await database.transaction(async () => {
    if (oldValue !== undefined) {
      await database.run(`DELETE FROM _user_sync.history_value WHERE ${oldValue}`);
    }
    if (old === undefined) return;
    await database.run(`DELETE FROM _user_sync.history_key WHERE ${old}`);
    await database.run(
      `DELETE FROM _user_sync.history_run WHERE ${old}
         AND run <= (SELECT max(run) - ${RUNS_MIN} FROM _user_sync.history_run)
         AND run <> (SELECT coalesce(max(run), 0) FROM _user_sync.history_run WHERE outcome = 'done')`,
    );
    for (const table of ['stream', 'object', 'reason', 'vendor']) {
      await database.run(
        `DELETE FROM _user_sync.history_${table} WHERE ${old} AND run NOT IN (SELECT run FROM _user_sync.history_run)`,
      );
    }
  });
}

/** SQL: whether a row belongs to a run that began before; undefined when there is none. */
async function lastRunBefore(database: Database, beforeMs: number): Promise<string | undefined> {
  const [row] = await database.rows(
    `SELECT max(run) AS last FROM _user_sync.history_run WHERE started < ${timeSql(beforeMs)}`,
  );
  const last = row?.['last'];
  return typeof last === 'number' ? `run <= ${last}` : undefined;
}
