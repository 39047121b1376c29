import type {Kit} from '../../core/kit';
import type {OutcomeEntry, OutcomeJournal} from '../../warehouse/memory/outcome-journal';
import type {Place} from '../../warehouse/models/model';
import type {RejectedRow} from '../../warehouse/memory/rejected-rows';
import type {RejectedRecord} from '../../write/rejected/read-rejected-records';
import type {ObjectWriter} from '../../write/object-writer';
import {readRejectedRecords} from '../../write/rejected/read-rejected-records';
import type {RejectedRecords} from '../../write/rejected/rejected-records';
import type {InputRow, SessionEnd} from '../../write/session/run-write-session';
import {feedRows, runWriteSession} from '../../write/session/run-write-session';
import type {RecordOutcome, WriteEvent, WriteOptions} from '../../write/session/session';
import type {Progress} from '../progress/progress';
import type {ObjectTally} from '../report/object-tally';
import type {OpenedDestination} from '../../accounts/open-ends';
import type {ReplayPart} from './scan-rejected';
import {quietKit, sourceDigestOf} from '../send/send-delta';
import {patchOf, sentFieldsOf} from '../send/sent-fields';

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
interface ReplayPartOptions {
  readonly path: string;
  readonly part: ReplayPart;
  readonly destination: OpenedDestination;
  readonly known: KnownRejected | undefined;
  readonly progress: Progress;
  readonly tally: ObjectTally;
  readonly rejected: RejectedRecords;
  readonly rejectedPercentMax: number;
  readonly dryRun: boolean;
  readonly kit: Kit;
}

/** How it ended. */
interface ReplayPartEnd extends SessionEnd {
  /** Records that were not sent, because the row changed or was accepted since. */
  readonly superseded: number;
}

/** Sends the records of one mapping again; those that the warehouse knows to be outdated stay. */
export async function replayPart(options: ReplayPartOptions): Promise<ReplayPartEnd> {
  const counts = {superseded: 0};
  tellProgress(options);
  const end = await runWriteSession(sessionOf(options), (session) =>
    feedRows(session, rowsOf(options, counts)),
  );
  await options.known?.journal.flush();
  tellProgress(options, end.failure ? 'failed' : options.dryRun ? 'planned' : 'complete');
  return {...end, superseded: counts.superseded};
}

/** All records are tried before they are judged: who replays wants to know which are good now. */
function sessionOf(options: ReplayPartOptions): WriteOptions<number> {
  const {part, destination, rejected, rejectedPercentMax, dryRun, kit, known} = options;
  const {object} = part.mapping;
  const sent: SentPatches = new Map();
  let writer: ObjectWriter | undefined;
  return {
    mappings: [part.mapping],
    objects: destination.objects,
    openWriter: async (name) => (writer = await destination.open.openWriter(name)),
    admit: (prepared) => {
      const {position} = prepared.record.origin;
      if (writer && known) sent.set(position, patchOf(sentFieldsOf(writer, prepared, known.form)));
      return true;
    },
    emit: (event) => hear(options, sent, event),
    rejected: {...rejected, close: () => Promise.resolve()},
    rejectedPercentMax,
    judged: {total: undefined, what: `replayed records for ${object}`, onlyAtEnd: true},
    emitOutcomes: true,
    dryRun,
    kit: quietKit(kit),
  };
}

/** Reasons that no vendor can take back: the next run looks at the model again. */
const FAULTS_OF_MODELS: ReadonlySet<string> = new Set(['null_key', 'duplicate_key']);

async function* rowsOf(
  options: ReplayPartOptions,
  counts: {superseded: number},
): AsyncGenerator<InputRow> {
  for await (const rejected of readRejectedRecords(options.path)) {
    if (rejected.masked || !isOf(options.part, rejected)) continue;
    const known = options.known?.rows.has(sourceDigestOf(rejected.record)) ?? true;
    // Which of several rows with one key is meant, only the model can say.
    if (!known || FAULTS_OF_MODELS.has(rejected.reason)) {
      counts.superseded += 1;
      continue;
    }
    options.tally.fed({kind: 'again'});
    yield {origin: originOf(rejected), data: rejected.record};
  }
}

function isOf({mapping}: ReplayPart, {stream, object}: RejectedRecord): boolean {
  return mapping.stream === stream && mapping.object === object;
}

function originOf({stream, namespace, line}: RejectedRecord): InputRow['origin'] {
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
      tellProgress(options);
      return;
    case 'outcomes':
      options.tally.outcomes(event.outcomes);
      await journalAccepted(options, sent, event.outcomes);
      tellProgress(options);
      return;
  }
}

function tellProgress({progress, part, tally}: ReplayPartOptions, done?: string): void {
  const {stream, object} = part.mapping;
  progress.sending({
    ...{model: stream, object, settled: tally.settled(), rejected: tally.rejected()},
    ...{total: part.records, ...(done !== undefined && {done})},
  });
}

/** What the memory is told of the records under way, by their position. */
type SentPatches = Map<number, string>;

async function journalAccepted(
  {known}: ReplayPartOptions,
  sent: SentPatches,
  outcomes: readonly RecordOutcome[],
): Promise<void> {
  if (!known) return;
  const entries: OutcomeEntry[] = [];
  for (const {record, outcome} of outcomes) {
    const {position} = record.origin;
    const fields = sent.get(position);
    sent.delete(position);
    const row = known.rows.get(sourceDigestOf(record.source));
    if (outcome.status === 'rejected' || !row || fields === undefined) continue;
    entries.push({
      ...{place: known.place, key: row.key, digest: row.digest, fields},
      outcome: record.operation === 'soft_delete' ? 'replaced' : 'accepted',
    });
  }
  await known.journal.add(entries);
}
