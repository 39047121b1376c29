import {toFailure} from '../../core/failure';
import type {Cell, Database} from '../database';
import type {Place} from '../models/model';
import type {SerialQueue} from '../serial-queue';
import {createSerialQueue} from '../serial-queue';

/**
 * What became known of one row for one object. `sending`: from now on it is not known what the
 * object holds. `held`: nothing was sent, because the object was given just this. `forgotten`: nothing
 * is to be known of this key any more.
 */
export interface OutcomeEntry extends Place {
  readonly key: string;
  /** Digest of the row; see `compute-delta.ts`. */
  readonly digest: string;
  readonly outcome: 'sending' | 'accepted' | 'held' | 'rejected' | 'forgotten';
  /**
   * JSON merge patch for the digests of the fields that were sent: null for a field of which nothing
   * is known any more. Undefined: nothing was sent.
   */
  readonly fields?: string;
  /** The object holds nothing but these fields now; what was known before is not kept. */
  readonly replaces?: boolean;
  /** For a rejected row: digest of the record as the rejected-records file keeps it. */
  readonly sourceDigest?: string;
}

/**
 * Keeps outcomes durably while a sync runs: always the whole backlog in one transaction, as soon
 * as the previous one is through. Entries are only appended; `foldOutcomes` gives them effect.
 */
export interface OutcomeJournal {
  /** Takes an entry; resolves at once unless the backlog is long. */
  add(entry: OutcomeEntry): Promise<void>;
  /** Resolves when all entries so far are durable. */
  flush(): Promise<void>;
}

/** Adds wait for the disk when more entries than this are not durable yet. */
const BACKLOG_MAX = 20_000;

const STAGING = 'outcomes_incoming';

/** Opens the journal on a connection where only this journal writes meanwhile. */
export async function openOutcomeJournal(database: Database): Promise<OutcomeJournal> {
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${STAGING} (seq INTEGER, account INTEGER, object VARCHAR, model VARCHAR, key VARCHAR, outcome VARCHAR, digest VARCHAR, fields VARCHAR, source_digest VARCHAR)`,
  );
  const [last] = await database.rows(
    'SELECT coalesce(max(seq), 0)::DOUBLE AS seq FROM _user_sync.outcomes',
  );
  return journalOn(database, createSerialQueue(), Number(last?.['seq']));
}

function journalOn(database: Database, inTurn: SerialQueue, lastSeq: number): OutcomeJournal {
  let seq = lastSeq;
  let backlog: (readonly Cell[])[] = [];
  let scheduled: Promise<void> | undefined;
  /** Set by the first write that failed: outcomes are lost from then on, so nothing may go on. */
  let broken: {readonly error: unknown} | undefined;
  const writeBacklog = async (): Promise<void> => {
    scheduled = undefined;
    const entries = backlog;
    backlog = [];
    if (entries.length > 0) await appendEntries(database, entries);
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
    add: async (entry) => {
      seq += 1;
      backlog.push(rowOf(seq, entry));
      const flushed = flush();
      if (broken !== undefined || backlog.length >= BACKLOG_MAX) await flushed;
    },
    flush,
  };
}

function rowOf(seq: number, entry: OutcomeEntry): readonly Cell[] {
  const {account, object, model, key, digest, fields, sourceDigest, replaces} = entry;
  const outcome = replaces === true ? 'replaced' : entry.outcome;
  return [seq, account, object, model, key, outcome, digest, fields ?? null, sourceDigest ?? null];
}

async function appendEntries(
  database: Database,
  entries: readonly (readonly Cell[])[],
): Promise<void> {
  await database.append(STAGING, entries);
  await database.transaction(async () => {
    await database.run(`INSERT INTO _user_sync.outcomes SELECT * FROM temp.main.${STAGING}`);
    await database.run(`DELETE FROM temp.main.${STAGING}`);
  });
}
