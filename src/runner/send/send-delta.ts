import {createHash} from 'node:crypto';
import {Failure, toFailure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import {jsonText} from '../../core/json-text';
import type {Kit} from '../../core/kit';
import {maskedText} from '../../core/secrets/mask-json';
import type {Delta, DeltaRow} from '../../warehouse/memory/compute-delta';
import type {
  KeptRejection,
  OutcomeEntry,
  OutcomeJournal,
} from '../../warehouse/memory/outcome-journal';
import type {Mapping} from '../../write/mapping/mapping';
import type {
  ObjectDescription,
  ObjectWriter,
  OpenDestination,
  PreparedRecord,
} from '../../write/object-writer';
import type {RejectedRecords} from '../../write/rejected/rejected-records';
import type {MappedRecord, Rejection} from '../../write/record';
import {rejection} from '../../write/rejection';
import type {InputRow, SessionEnd} from '../../write/session/run-write-session';
import {feedRows, runWriteSession} from '../../write/session/run-write-session';
import type {
  JudgedRecords,
  RecordOutcome,
  WriteEvent,
  WriteOptions,
} from '../../write/session/session';
import type {ObjectTally} from '../report/object-tally';
import type {Progress} from '../progress/progress';
import {
  isHeld,
  patchOf,
  sentFieldsOf,
  sentValuesOf,
  unknownOf,
  type SentFields,
} from './sent-fields';

/** What sending one model's news to one object needs. */
export interface SendOptions {
  readonly delta: Delta;
  /** Rows that cannot be sent, with the reason; see `reject-faulty.ts`. */
  readonly faulty?: AsyncIterable<InputRow>;
  /** The rows to be looked at; while they are fetched, nothing else runs on their connection. */
  readonly rows: AsyncIterable<readonly DeltaRow[]>;
  readonly mapping: Mapping;
  /** What all values are sent in; see `shape-of-sends.ts`. */
  readonly form: string;
  readonly destination: {
    readonly open: OpenDestination;
    readonly objects: readonly ObjectDescription[];
  };
  /** Rows that are sent regardless of what is remembered of them. */
  readonly isForced: (row: DeltaRow) => boolean;
  /** At most so many rows are tried; the rest is left for later. */
  readonly limit: number | undefined;
  /** True: the rows are keys that are gone, to be forgotten once they are settled. */
  readonly gone: boolean;
  /** The history keeps the values that are sent. */
  readonly keepsValues: boolean;
  readonly journal: OutcomeJournal;
  readonly tally: ObjectTally;
  readonly rejected: RejectedRecords;
  readonly rejectedPercentMax: number;
  readonly progress: Progress;
  readonly dryRun: boolean;
  readonly kit: Kit;
}

/** How sending ended. */
interface SendEnd extends SessionEnd {
  /** Why outcomes are not saved. Nothing more may be sent then: it would not be remembered. */
  readonly unsaved: Failure | undefined;
}

/** A row under way. */
interface PendingRow {
  readonly row: DeltaRow;
  /** Known once the writer has found it fit to be sent. */
  sent?: SentFields;
  /** JSON object of the values that are sent, where the history keeps them. */
  values?: string;
  held?: boolean;
}

interface Sending {
  readonly options: SendOptions;
  readonly pending: Map<number, PendingRow>;
  /** Positions of rows that are rejected regardless of what the vendor would say. */
  readonly faulty: Set<number>;
  writer: ObjectWriter | undefined;
  /** Rows of the delta that were handed to the session. */
  fed: number;
  /** Something was journaled as being sent and is not asked to be on the disk yet. */
  announced: boolean;
  /** Resolves when all that was journaled as being sent is on the disk. */
  durable: Promise<void> | undefined;
}

/** Digest of a record as the rejected-records file keeps it; tells a replay which row it is. */
export function sourceDigestOf(source: JsonObject): string {
  return createHash('md5').update(jsonText(source)).digest('hex');
}

/**
 * Sends the rows of a delta that are not what the object was last given, and journals each outcome
 * as it arrives. A row that may replace something accepted before is durably journaled as being sent
 * first: after a crash in between nobody knows which form the object holds.
 */
export async function sendDelta(options: SendOptions): Promise<SendEnd> {
  const sending: Sending = {
    ...{options, pending: new Map(), faulty: new Set(), writer: undefined, fed: 0},
    ...{announced: false, durable: undefined},
  };
  tellProgress(options);
  const end = await runWriteSession(sessionOf(sending), (session) =>
    feedRows(session, rowsOf(sending)),
  );
  try {
    await options.journal.flush();
    return {...end, unsaved: undefined};
  } catch (error) {
    const unsaved = toFailure(error);
    return {...end, failure: unsaved, unsaved};
  }
}

function sessionOf(sending: Sending): WriteOptions<number> {
  const {mapping, destination, rejected, rejectedPercentMax, dryRun, kit} = sending.options;
  return {
    mappings: [mapping],
    objects: destination.objects,
    openWriter: async (object) => {
      const writer = await destination.open.openWriter(object);
      sending.writer = writer;
      return durably(sending, writer);
    },
    emit: (event) => hear(sending, event),
    // The file serves all objects of the run, which closes it.
    rejected: {...rejected, close: () => Promise.resolve()},
    rejectedPercentMax,
    judged: judgedOf(sending.options),
    admit: (prepared) => admit(sending, prepared),
    emitOutcomes: true,
    dryRun,
    kit: quietKit(kit),
  };
}

/**
 * What is journaled as being sent is on the disk before it is sent. Outcomes need not be: a first
 * run announces nothing, and does not wait for the disk before every batch.
 */
function durably(sending: Sending, writer: ObjectWriter): ObjectWriter {
  return {
    ...writer,
    send: async (batch, signal) => {
      if (sending.announced) {
        sending.announced = false;
        sending.durable = sending.options.journal.flush();
      }
      await sending.durable;
      return writer.send(batch, signal);
    },
  };
}

/** What the session warns of, single rejections, stands in the report; the log has it for those who ask. */
export function quietKit(kit: Kit): Kit {
  return {...kit, log: (level, message) => kit.log(level === 'WARN' ? 'INFO' : level, message)};
}

/**
 * Rejections are judged by all rows of the model: a session sees only what is sent. A canary is
 * judged by itself, and only when all of it was tried.
 */
function judgedOf({delta, limit}: SendOptions): JudgedRecords {
  return {
    total: limit === undefined ? delta.rows : undefined,
    what: `rows of the model ${delta.model} for ${delta.object}`,
    onlyAtEnd: limit !== undefined,
  };
}

async function* rowsOf(sending: Sending): AsyncGenerator<InputRow> {
  const {rows, faulty, mapping, tally, delta, limit} = sending.options;
  for await (const row of faulty ?? []) {
    sending.faulty.add(row.origin.position);
    yield row;
  }
  for await (const chunk of rows) {
    for (const row of chunk) {
      if (limit !== undefined && tally.tried() >= limit) {
        tally.leave(delta.candidates - sending.fed);
        return;
      }
      sending.fed += 1;
      sending.pending.set(row.position, {row});
      tally.fed(row);
      const origin = {stream: mapping.stream, position: row.position};
      yield {origin, data: row.row, rejection: faultOf(mapping, row)};
    }
  }
}

function faultOf(
  mapping: Mapping,
  {isRepeated, conflict, problem}: DeltaRow,
): Rejection | undefined {
  if (isRepeated) {
    return rejection(
      'duplicate_key',
      `Column ${JSON.stringify(mapping.keyColumn)}, the key of the model ${mapping.stream}, has values that differ only in case in several rows, which are one key for ${mapping.object}; none of these rows is sent, because it is not clear which one is meant. Make the key unique.`,
    );
  }
  if (conflict) return conflictOf(mapping, conflict);
  return problem === undefined ? undefined : rejection('invalid_value', problem);
}

function conflictOf(
  {stream, object}: Mapping,
  {models, fields}: NonNullable<DeltaRow['conflict']>,
): ReturnType<typeof rejection> {
  return rejection(
    'conflicting_models',
    `The models ${[stream, ...models.split(', ')].sort().join(' and ')} all give ${fields} of this key of ${object}, so none of the values was sent. Let only one model give it: remove the key or the field from the others.`,
  );
}

/** Whether a record is to be sent: its object was not given just these values before. */
function admit(sending: Sending, prepared: PreparedRecord): boolean {
  const {options, pending, writer} = sending;
  const found = pending.get(prepared.record.origin.position);
  if (!found || !writer) return true;
  const {row} = found;
  // A dry run has nothing to remember, and of a fresh row there is nothing to compare with.
  if (options.dryRun && row.accepted === undefined && !row.acceptedBefore) return true;
  found.sent = sentFieldsOf(writer, prepared, options.form);
  found.held = !options.isForced(row) && (row.acceptedBefore || isHeld(row.accepted, found.sent));
  if (found.held) {
    options.tally.held(row);
    return false;
  }
  if (options.keepsValues) found.values = sentValuesOf(writer, prepared, options.kit.mask);
  if (!options.dryRun && !options.gone && row.kind !== 'fresh') {
    sending.announced = true;
    // That it failed is told by the flush before the batch is sent.
    options.journal.add([{...entryOf(options, row), outcome: 'sending'}])?.catch(() => undefined);
  }
  return true;
}

async function hear(sending: Sending, event: WriteEvent<number>): Promise<void> {
  const {options, pending} = sending;
  const {tally} = options;
  switch (event.type) {
    case 'checkpoint':
      break;
    case 'plans':
      tally.plans(
        event.plans,
        ({record}) => pending.get(record.origin.position)?.row.kind === 'again',
      );
      for (const {record} of event.plans) pending.delete(record.origin.position);
      break;
    case 'outcomes':
      tally.outcomes(event.outcomes);
      await journalOutcomes(sending, event.outcomes);
      break;
  }
  tellProgress(options);
}

function tellProgress({progress, delta, tally}: SendOptions): void {
  progress.sending({
    ...{model: delta.model, object: delta.object},
    ...{settled: tally.settled(), rejected: tally.rejected()},
    total: delta.candidates + delta.faulty,
  });
}

async function journalOutcomes(
  {options, pending, faulty}: Sending,
  outcomes: readonly RecordOutcome[],
): Promise<void> {
  const entries: OutcomeEntry[] = [];
  for (const one of outcomes) {
    if (faulty.delete(one.record.origin.position)) {
      entries.push(...unsentEntry(options, one));
      continue;
    }
    const found = pending.get(one.record.origin.position);
    if (!found) throw unknownOutcome(options.delta.object);
    pending.delete(one.record.origin.position);
    const entry = options.gone ? goneEntry(options, found, one) : outcomeEntry(options, found, one);
    if (entry) entries.push(entry);
  }
  await options.journal.add(entries);
}

/** A row that each run finds again: it is kept for people only. */
function unsentEntry(
  {delta, kit}: SendOptions,
  {record, outcome}: RecordOutcome,
): readonly OutcomeEntry[] {
  if (outcome.status !== 'rejected') return [];
  const kept = keptRejection(kit, record, outcome);
  return [{place: delta, key: record.key, digest: '', outcome: 'unsent', rejection: kept}];
}

function keptRejection(kit: Kit, {source}: MappedRecord, why: Rejection): KeptRejection {
  return {
    reason: why.reason,
    sentence: kit.mask.apply(why.message),
    record: maskedText(source, kit.mask),
  };
}

function outcomeEntry(
  options: SendOptions,
  {row, sent, held, values}: PendingRow,
  {record, outcome}: RecordOutcome,
): OutcomeEntry {
  const {key, digest} = row;
  const place = options.delta;
  if (outcome.status === 'rejected') {
    const sourceDigest = sourceDigestOf(record.source);
    const fields = sent && unknownOf(sent);
    const kept = keptRejection(options.kit, record, outcome);
    return {place, key, digest, outcome: 'rejected', fields, sourceDigest, rejection: kept};
  }
  if (held === true && !row.acceptedBefore) return {place, key, digest, outcome: 'held'};
  return {
    ...{place, key, digest},
    outcome: record.operation === 'soft_delete' ? 'replaced' : 'accepted',
    fields: sent && patchOf(sent, row.accepted !== undefined),
    values,
  };
}

/** What could not be cleared or deactivated stays known, so that the next run tries again. */
function goneEntry(
  options: SendOptions,
  {row}: PendingRow,
  one: RecordOutcome,
): OutcomeEntry | undefined {
  if (one.outcome.status === 'rejected') return unsentEntry(options, one)[0];
  return {...entryOf(options, row), outcome: 'forgotten'};
}

function entryOf(
  {delta}: SendOptions,
  {key, digest}: DeltaRow,
): Pick<OutcomeEntry, 'place' | 'key' | 'digest'> {
  return {place: delta, key, digest};
}

function unknownOutcome(object: string): Failure {
  return new Failure({
    kind: 'system',
    message: `An outcome came for a row of ${object} that was not sent. This is a bug; please report it.`,
  });
}
