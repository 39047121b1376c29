import {toFailure} from '../core/failure';
import type {Failure} from '../core/failure';
import type {Kit} from '../core/kit';
import type {OutcomeJournal} from '../warehouse/outcome-journal';
import type {Place} from '../warehouse/model';
import type {RejectedRow} from '../warehouse/rejected-rows';
import type {RejectedRecord} from '../write/read-rejected-records';
import type {ObjectWriter} from '../write/object-writer';
import {readRejectedRecords} from '../write/read-rejected-records';
import type {RejectedRecords} from '../write/rejected-records';
import type {RecordOutcome, WriteEvent, WriteSession, WriteSummary} from '../write/session';
import {openWriteSession} from '../write/write-session';
import type {ObjectTally} from './object-tally';
import type {OpenedDestination} from './open-ends';
import type {ReplayPart} from './scan-rejected';
import {quietKit, sourceDigestOf} from './send-delta';
import {patchOf, sentFieldsOf} from './sent-fields';

/** What the warehouse knows of a model's rejected rows; undefined: there is no warehouse. */
export interface KnownRejected {
  readonly journal: OutcomeJournal;
  readonly place: Place;
  /** What all values are sent in; see `shape-of-sends.ts`. */
  readonly form: string;
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
  const {part, destination, rejected, dryRun, kit, known} = options;
  const sent: SentPatches = new Map();
  let writer: ObjectWriter | undefined;
  return openWriteSession<number>({
    mappings: [part.mapping],
    objects: destination.objects,
    openWriter: async (object) => (writer = await destination.open.openWriter(object)),
    admit: (prepared) => {
      const {position} = prepared.record.origin;
      if (writer && known) sent.set(position, patchOf(sentFieldsOf(writer, prepared, known.form)));
      return true;
    },
    emit: (event) => hear(options, sent, event),
    rejected: {...rejected, close: () => Promise.resolve()},
    emitOutcomes: true,
    dryRun,
    kit: quietKit(kit),
  });
}

async function sendRecords(
  options: ReplayPartOptions,
  session: WriteSession<number>,
): Promise<number> {
  let superseded = 0;
  for await (const rejected of readRejectedRecords(options.path)) {
    if (rejected.masked || !isOf(options.part, rejected)) continue;
    if (options.known && !options.known.rows.has(sourceDigestOf(rejected.record))) {
      superseded += 1;
      continue;
    }
    options.tally.fed({kind: 'again'});
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

async function hear(
  options: ReplayPartOptions,
  sent: SentPatches,
  event: WriteEvent<number>,
): Promise<void> {
  switch (event.type) {
    case 'checkpoint':
      return;
    case 'plans':
      options.tally.plans(event.plans, () => true);
      return;
    case 'outcomes':
      options.tally.outcomes(event.outcomes);
      await journalAccepted(options, sent, event.outcomes);
      return;
  }
}

/** What the memory is told of the records under way, by their position. */
type SentPatches = Map<number, string>;

async function journalAccepted(
  {known}: ReplayPartOptions,
  sent: SentPatches,
  outcomes: readonly RecordOutcome[],
): Promise<void> {
  if (!known) return;
  for (const {record, outcome} of outcomes) {
    const {position} = record.origin;
    const fields = sent.get(position);
    sent.delete(position);
    const row = known.rows.get(sourceDigestOf(record.source));
    if (outcome.status === 'rejected' || !row || fields === undefined) continue;
    await known.journal.add({
      ...known.place,
      ...{key: row.key, digest: row.digest, fields},
      outcome: 'accepted',
      replaces: record.operation === 'soft_delete',
    });
  }
}
