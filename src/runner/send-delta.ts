import {createHash} from 'node:crypto';
import {Failure, toFailure} from '../core/failure';
import type {JsonObject} from '../core/json';
import {jsonText} from '../core/json-text';
import type {Kit} from '../core/kit';
import type {Delta, DeltaRow} from '../warehouse/compute-delta';
import {deltaRows} from '../warehouse/compute-delta';
import type {Database} from '../warehouse/database';
import type {ComputedModel, Target} from '../warehouse/model';
import type {OutcomeJournal} from '../warehouse/outcome-journal';
import {parseRow} from '../warehouse/parse-row';
import type {Mapping} from '../write/mapping';
import type {ObjectDescription, OpenDestination} from '../write/object-writer';
import type {RejectedRecords} from '../write/rejected-records';
import {rejection} from '../write/rejection';
import type {RecordOutcome, WriteEvent, WriteSession, WriteSummary} from '../write/session';
import {openWriteSession} from '../write/write-session';
import {judgeRejections} from './judge-rejections';
import type {ObjectTally} from './object-tally';
import {rowsToSettle} from './object-tally';
import type {Progress} from './progress';
import {rejectFaulty} from './reject-faulty';

/** What sending one model's news to one object needs. */
export interface SendOptions {
  /** The connection that holds the delta; nothing else runs on it meanwhile. */
  readonly models: Database;
  readonly delta: Delta;
  /** The computed model, whose faulty rows are rejected. */
  readonly model: ComputedModel;
  /** The columns that are sent. */
  readonly target: Target;
  readonly mapping: Mapping;
  readonly destination: {
    readonly open: OpenDestination;
    readonly objects: readonly ObjectDescription[];
  };
  readonly journal: OutcomeJournal;
  readonly tally: ObjectTally;
  readonly rejected: RejectedRecords;
  readonly rejectedPercentMax: number;
  readonly progress: Progress;
  readonly dryRun: boolean;
  readonly kit: Kit;
}

/** How a session ended: figures always, a failure when there was one. */
export interface SendEnd {
  readonly summary: WriteSummary;
  readonly failure: Failure | undefined;
}

/** Rows without an outcome, by position. */
interface Pending {
  readonly rows: Map<number, DeltaRow>;
  /** Rows that are rejected whatever the vendor would say. */
  readonly faulty: Set<number>;
}

/** Digest of a record as the rejected-records file keeps it; tells a replay which row it is. */
export function sourceDigestOf(source: JsonObject): string {
  return createHash('md5').update(jsonText(source)).digest('hex');
}

/**
 * Sends the rows of a delta and journals each outcome as it arrives. A row that may replace
 * something accepted before is journaled as being sent first: after a crash in between nobody
 * knows which form the object holds.
 */
export async function sendDelta(options: SendOptions): Promise<SendEnd> {
  const pending: Pending = {rows: new Map(), faulty: new Set()};
  const session = openSession(options, pending);
  let failure: Failure | undefined;
  try {
    await sendRows(options, session, pending);
  } catch (error) {
    failure = toFailure(error);
  }
  try {
    await session.finish();
  } catch (error) {
    failure ??= toFailure(error);
  }
  await options.journal.flush();
  return {summary: session.summary(), failure: failure ?? lastVerdict(options)};
}

/** Without a judgement on rejections: a session sees only what is sent; see `judge-rejections.ts`. */
function openSession(options: SendOptions, pending: Pending): WriteSession<number> {
  const {mapping, destination, rejected, dryRun, kit} = options;
  return openWriteSession<number>({
    mappings: [mapping],
    objects: destination.objects,
    openWriter: (object) => destination.open.openWriter(object),
    emit: (event) => hear(options, pending, event),
    // The file serves all objects of the run, which closes it.
    rejected: {...rejected, close: () => Promise.resolve()},
    emitOutcomes: true,
    dryRun,
    kit: quietKit(kit),
  });
}

/** What the session warns of, single rejections, stands in the report; the log has it for those who ask. */
export function quietKit(kit: Kit): Kit {
  return {...kit, log: (level, message) => kit.log(level === 'WARN' ? 'INFO' : level, message)};
}

async function sendRows(
  options: SendOptions,
  session: WriteSession<number>,
  pending: Pending,
): Promise<void> {
  await rejectFaulty({...options, session, rejected: (at) => void pending.faulty.add(at)});
  const {stream} = options.mapping;
  for await (const rows of deltaRows(options.models, options.delta)) {
    if (!options.dryRun) await journalSending(options, rows);
    for (const row of rows) {
      const {position} = row;
      pending.rows.set(position, row);
      const parsed = parseRow(row.row);
      const full =
        parsed.problem === undefined
          ? session.record({stream, position}, parsed.row)
          : session.reject(
              {stream, position},
              parsed.row,
              rejection('invalid_value', parsed.problem),
            );
      if (full) await full;
    }
  }
}

async function journalSending(options: SendOptions, rows: readonly DeltaRow[]): Promise<void> {
  const {model, object} = options.delta;
  for (const {fresh, key, digest} of rows) {
    if (!fresh) await options.journal.add({model, object, key, digest, outcome: 'sending'});
  }
  await options.journal.flush();
}

async function hear(
  options: SendOptions,
  pending: Pending,
  event: WriteEvent<number>,
): Promise<void> {
  const {tally, delta} = options;
  switch (event.type) {
    case 'checkpoint':
      return;
    case 'plans':
      tally.plans(event.plans);
      break;
    case 'outcomes':
      tally.outcomes(event.outcomes);
      await journalOutcomes(options, pending, event.outcomes);
      break;
  }
  const settled = tally.settled();
  const total = rowsToSettle(delta);
  const rejected = tally.rejected();
  const {model, object} = delta;
  options.progress.sending({model, object, settled, rejected, total});
  const verdict = verdictOn(options, false);
  if (verdict) throw verdict;
}

async function journalOutcomes(
  options: SendOptions,
  pending: Pending,
  outcomes: readonly RecordOutcome[],
): Promise<void> {
  const {model, object} = options.delta;
  for (const {record, outcome} of outcomes) {
    const {position} = record.origin;
    // Found faulty anew by each run: there is nothing to remember.
    if (pending.faulty.delete(position)) continue;
    const row = pending.rows.get(position);
    if (!row) throw unknownOutcome(object);
    pending.rows.delete(position);
    const entry = {model, object, key: row.key, digest: row.digest};
    await options.journal.add(
      outcome.status === 'rejected'
        ? {...entry, outcome: 'rejected', sourceDigest: sourceDigestOf(record.source)}
        : {...entry, outcome: 'accepted'},
    );
  }
}

function verdictOn(options: SendOptions, atEnd: boolean): Failure | undefined {
  const {delta, tally, dryRun, rejectedPercentMax} = options;
  if (dryRun) return undefined;
  return judgeRejections({
    model: delta.model,
    object: delta.object,
    rejected: tally.rejected(),
    settled: tally.settled(),
    rows: delta.rows,
    percentMax: rejectedPercentMax,
    atEnd,
  });
}

function lastVerdict(options: SendOptions): Failure | undefined {
  return verdictOn(options, true);
}

function unknownOutcome(object: string): Failure {
  return new Failure({
    kind: 'system',
    message: `An outcome came for a row of ${object} that was not sent. This is a bug; please report it.`,
  });
}
