import {toFailure} from '../../core/failure';
import type {Cell, Database} from '../database';
import {timeSql} from '../history/history-tables';
import type {Place} from '../models/model';
import type {SerialQueue} from '../serial-queue';
import {createSerialQueue} from '../serial-queue';
import {quoteText} from '../sql-text';

/**
 * What became known of one row for one object. `sending`: from now on it is not known what the
 * object holds. `replaced`: accepted, and it holds nothing but these fields now. `held`: nothing was
 * sent, because the object was given just this. `forgotten`: nothing is to be known of this key any more.
 * `unsent`: rejected before it could be a row of the memory; each run finds it again.
 */
export interface OutcomeEntry {
  readonly place: Place;
  readonly key: string;
  /** Digest of the row; see `compute-delta.ts`. */
  readonly digest: string;
  readonly outcome:
    'sending' | 'accepted' | 'replaced' | 'held' | 'rejected' | 'forgotten' | 'unsent';
  /**
   * JSON merge patch for the digests of the fields that were sent: null for a field of which nothing
   * is known any more. Undefined: nothing was sent.
   */
  readonly fields?: string | undefined;
  /** For a rejected row: digest of the record as the rejected-records file keeps it. */
  readonly sourceDigest?: string;
  /** Of a rejected row: why, and what it holds, without secrets. */
  readonly rejection?: KeptRejection;
  /** JSON object of the values that were sent, where the history keeps them. */
  readonly values?: string | undefined;
}

/** A rejection as the warehouse keeps it. */
export interface KeptRejection {
  readonly reason: string;
  readonly sentence: string;
  /** JSON text. */
  readonly record: string;
}

/**
 * Keeps outcomes durably while a sync runs: always the whole backlog in one transaction, as soon
 * as the previous one is through. Entries are only appended; `foldOutcomes` gives them effect.
 */
export interface OutcomeJournal {
  /** Takes entries; `undefined` means: go on at once. A promise waits until a long backlog is durable. */
  add(entries: readonly OutcomeEntry[]): Promise<void> | undefined;
  /** Resolves when all entries so far are durable. */
  flush(): Promise<void>;
}

/** Adds wait for the disk when more entries than this are not durable yet. */
const BACKLOG_MAX = 20_000;

const STAGING = 'outcomes_incoming';
const COLUMNS = 6;

/** What few entries have, in tables of their own; see `own-tables.ts`. */
const DETAILS = {
  outcome_rejection: '(seq INTEGER, reason VARCHAR, sentence VARCHAR, record VARCHAR)',
  outcome_value: '(seq INTEGER, field_values VARCHAR)',
} as const;

/** Whose outcomes they are, and when. */
interface JournalOptions {
  /** Number of the run; see `history/keep-run.ts`. */
  readonly run: number;
  readonly now: () => number;
}

/** Opens the journal on a connection where only this journal writes meanwhile. */
export async function openOutcomeJournal(
  database: Database,
  options: JournalOptions,
): Promise<OutcomeJournal> {
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${STAGING} (seq INTEGER, key VARCHAR, outcome VARCHAR, digest VARCHAR, fields VARCHAR, source_digest VARCHAR)`,
  );
  for (const [table, columns] of Object.entries(DETAILS)) {
    await database.run(`CREATE OR REPLACE TEMP TABLE ${table}_incoming ${columns}`);
  }
  const [last] = await database.rows(
    'SELECT coalesce(max(seq), 0)::DOUBLE AS seq FROM _user_sync.outcomes',
  );
  return journalOn(database, createSerialQueue(), {...options, lastSeq: Number(last?.['seq'])});
}

function journalOn(
  database: Database,
  inTurn: SerialQueue,
  options: JournalOptions & {readonly lastSeq: number},
): OutcomeJournal {
  let seq = options.lastSeq;
  let backlog: Backlog[] = [];
  let details = noDetails();
  let held = 0;
  let scheduled: Promise<void> | undefined;
  /** Set by the first write that failed: outcomes are lost from then on, so nothing may go on. */
  let broken: {readonly error: unknown} | undefined;
  const writeBacklog = async (): Promise<void> => {
    scheduled = undefined;
    const incoming = {parts: backlog, details};
    backlog = [];
    details = noDetails();
    held = 0;
    if (incoming.parts.length > 0) await append(database, incoming, options);
  };
  const flush = (): Promise<void> => {
    if (broken) return Promise.reject(toFailure(broken.error));
    if (!scheduled) {
      scheduled = inTurn(writeBacklog);
      scheduled.catch((error: unknown) => (broken = {error}));
    }
    return scheduled;
  };
  return {
    add: (entries) => {
      if (entries.length === 0) return undefined;
      for (const entry of entries) {
        const {place} = entry;
        seq += 1;
        held += 1;
        let part = backlog.at(-1);
        if (part?.place !== place) backlog.push((part = {place, cells: []}));
        part.cells.push(seq, entry.key, entry.outcome, entry.digest);
        part.cells.push(entry.fields ?? null, entry.sourceDigest ?? null);
        const {rejection, values} = entry;
        if (rejection) {
          const {reason, sentence, record} = rejection;
          details.outcome_rejection.push([seq, reason, sentence, record]);
        }
        if (values !== undefined) details.outcome_value.push([seq, values]);
      }
      const flushed = flush();
      return broken !== undefined || held >= BACKLOG_MAX ? flushed : undefined;
    },
    flush,
  };
}

/** Entries of one place that stand next to each other: the place is written once for all of them. */
interface Backlog {
  readonly place: Place;
  /** Six for each entry, in the order of the columns: far fewer objects to keep than entries. */
  readonly cells: Cell[];
}

/** Rows of the tables of the same names. */
type Details = Readonly<Record<keyof typeof DETAILS, (readonly Cell[])[]>>;

function noDetails(): Details {
  return {outcome_rejection: [], outcome_value: []};
}

async function append(
  database: Database,
  {parts, details}: {readonly parts: readonly Backlog[]; readonly details: Details},
  {run, now}: JournalOptions,
): Promise<void> {
  const moment = timeSql(now());
  await database.transaction(async () => {
    for (const {place, cells} of parts) {
      const {account, object, model} = place;
      await database.append(STAGING, rowsOf(cells));
      await database.run(
        `INSERT INTO _user_sync.outcomes SELECT seq, ${account}, ${quoteText(object)}, ${quoteText(model)}, key, outcome, digest, fields, source_digest, ${run}, ${moment} FROM temp.main.${STAGING}`,
      );
      await database.run(`DELETE FROM temp.main.${STAGING}`);
    }
    for (const [table, rows] of Object.entries(details)) {
      if (rows.length === 0) continue;
      await database.append(`${table}_incoming`, rows);
      await database.run(`INSERT INTO _user_sync.${table} FROM temp.main.${table}_incoming`);
      await database.run(`DELETE FROM temp.main.${table}_incoming`);
    }
  });
}

function* rowsOf(cells: readonly Cell[]): Generator<readonly Cell[]> {
  for (let at = 0; at < cells.length; at += COLUMNS) yield cells.slice(at, at + COLUMNS);
}
