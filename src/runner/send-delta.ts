import {createHash} from 'node:crypto';
import {Failure} from '../core/failure';
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
import type {InputRow, SessionEnd} from '../write/run-write-session';
import {feedRows, runWriteSession} from '../write/run-write-session';
import type {RecordOutcome, WriteEvent, WriteOptions} from '../write/session';
import type {ObjectTally} from './object-tally';
import {rowsToSettle} from './object-tally';
import type {Progress} from './progress';
import {faultyInput} from './reject-faulty';

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

/** Rows without an outcome. */
interface Pending {
  readonly rows: Map<number, DeltaRow>;
  /** Positions of rows that are rejected whatever the vendor would say. */
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
export async function sendDelta(options: SendOptions): Promise<SessionEnd> {
  const pending: Pending = {rows: new Map(), faulty: new Set()};
  const end = await runWriteSession(sessionOf(options, pending), (session) =>
    feedRows(session, rowsOf(options, pending)),
  );
  await options.journal.flush();
  return end;
}

/** Rejections are judged by all rows of the model: a session sees only what is sent. */
function sessionOf(options: SendOptions, pending: Pending): WriteOptions<number> {
  const {mapping, destination, rejected, rejectedPercentMax, delta, dryRun, kit} = options;
  return {
    mappings: [mapping],
    objects: destination.objects,
    openWriter: (object) => destination.open.openWriter(object),
    emit: (event) => hear(options, pending, event),
    // The file serves all objects of the run, which closes it.
    rejected: {...rejected, close: () => Promise.resolve()},
    rejectedPercentMax,
    judged: {total: delta.rows, what: `rows of the model ${delta.model} for ${delta.object}`},
    emitOutcomes: true,
    dryRun,
    kit: quietKit(kit),
  };
}

/** What the session warns of, single rejections, stands in the report; the log has it for those who ask. */
export function quietKit(kit: Kit): Kit {
  return {...kit, log: (level, message) => kit.log(level === 'WARN' ? 'INFO' : level, message)};
}

async function* rowsOf(options: SendOptions, pending: Pending): AsyncGenerator<InputRow> {
  const {stream} = options.mapping;
  for await (const row of faultyInput(options)) {
    pending.faulty.add(row.origin.position);
    yield row;
  }
  for await (const rows of deltaRows(options.models, options.delta)) {
    if (!options.dryRun) await journalSending(options, rows);
    for (const row of rows) {
      const {position} = row;
      pending.rows.set(position, row);
      const {row: data, problem} = parseRow(row.row);
      const why = problem === undefined ? undefined : rejection('invalid_value', problem);
      yield {origin: {stream, position}, data, rejection: why};
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

function unknownOutcome(object: string): Failure {
  return new Failure({
    kind: 'system',
    message: `An outcome came for a row of ${object} that was not sent. This is a bug; please report it.`,
  });
}
