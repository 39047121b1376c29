import {toFailure} from '../core/failure';
import type {Failure} from '../core/failure';
import type {Kit} from '../core/kit';
import type {OutcomeJournal} from '../warehouse/outcome-journal';
import type {RejectedRow} from '../warehouse/rejected-rows';
import type {RejectedRecord} from '../write/read-rejected-records';
import {readRejectedRecords} from '../write/read-rejected-records';
import type {RejectedRecords} from '../write/rejected-records';
import type {RecordOutcome, WriteEvent, WriteSession, WriteSummary} from '../write/session';
import {openWriteSession} from '../write/write-session';
import type {ObjectTally} from './object-tally';
import type {OpenedDestination} from './open-ends';
import type {ReplayPart} from './scan-rejected';
import {quietKit, sourceDigestOf} from './send-delta';

/** What the warehouse knows of a model's rejected rows; undefined: there is no warehouse. */
export interface KnownRejected {
  readonly journal: OutcomeJournal;
  /** By `sourceDigest`. */
  readonly rows: ReadonlyMap<string, RejectedRow>;
}

/** What replaying one mapping's records needs. */
export interface ReplayPartOptions {
  readonly path: string;
  readonly part: ReplayPart;
  readonly destination: OpenedDestination;
  readonly known: KnownRejected | undefined;
  readonly tally: ObjectTally;
  readonly rejected: RejectedRecords;
  readonly dryRun: boolean;
  readonly kit: Kit;
}

/** How it ended. */
export interface ReplayPartEnd {
  readonly summary: WriteSummary;
  /** Records that were not sent, because the row changed or was accepted since. */
  readonly superseded: number;
  readonly failure: Failure | undefined;
}

/** Sends the records of one mapping again; those that the warehouse knows to be outdated stay. */
export async function replayPart(options: ReplayPartOptions): Promise<ReplayPartEnd> {
  const session = openSession(options);
  let superseded = 0;
  let failure: Failure | undefined;
  try {
    superseded = await sendRecords(options, session);
  } catch (error) {
    failure = toFailure(error);
  }
  try {
    await session.finish();
  } catch (error) {
    failure ??= toFailure(error);
  }
  await options.known?.journal.flush();
  return {summary: session.summary(), superseded, failure};
}

/** Without a judgement on rejections: that everything is rejected again is an answer here. */
function openSession(options: ReplayPartOptions): WriteSession<number> {
  const {part, destination, rejected, dryRun, kit} = options;
  return openWriteSession<number>({
    mappings: [part.mapping],
    objects: destination.objects,
    openWriter: (object) => destination.open.openWriter(object),
    emit: (event) => hear(options, event),
    rejected: {...rejected, close: () => Promise.resolve()},
    emitOutcomes: true,
    dryRun,
    kit: quietKit(kit),
  });
}

/** Reasons that no vendor can take back: the next run looks at the model again. */
const FAULTS_OF_MODELS: ReadonlySet<string> = new Set(['null_key', 'duplicate_key']);

async function sendRecords(
  options: ReplayPartOptions,
  session: WriteSession<number>,
): Promise<number> {
  let superseded = 0;
  for await (const rejected of readRejectedRecords(options.path)) {
    if (rejected.masked || !isOf(options.part, rejected)) continue;
    const known = options.known?.rows.has(sourceDigestOf(rejected.record)) ?? true;
    // Which of several rows with one key is meant, only the model can say.
    if (!known || FAULTS_OF_MODELS.has(rejected.reason)) {
      superseded += 1;
      continue;
    }
    const full = session.record(originOf(rejected), rejected.record);
    if (full) await full;
  }
  return superseded;
}

function isOf({mapping}: ReplayPart, {stream, object}: RejectedRecord): boolean {
  return mapping.stream === stream && mapping.object === object;
}

function originOf({stream, namespace, line}: RejectedRecord): {
  readonly stream: string;
  readonly namespace?: string;
  readonly position: number;
} {
  return {stream, position: line, ...(namespace !== undefined && {namespace})};
}

async function hear(options: ReplayPartOptions, event: WriteEvent<number>): Promise<void> {
  switch (event.type) {
    case 'checkpoint':
      return;
    case 'plans':
      options.tally.plans(event.plans);
      return;
    case 'outcomes':
      options.tally.outcomes(event.outcomes);
      await journalAccepted(options, event.outcomes);
      return;
  }
}

async function journalAccepted(
  {known, part}: ReplayPartOptions,
  outcomes: readonly RecordOutcome[],
): Promise<void> {
  if (!known) return;
  const {stream: model, object} = part.mapping;
  for (const {record, outcome} of outcomes) {
    const row = known.rows.get(sourceDigestOf(record.source));
    if (outcome.status === 'rejected' || !row) continue;
    await known.journal.add({model, object, key: row.key, digest: row.digest, outcome: 'accepted'});
  }
}
