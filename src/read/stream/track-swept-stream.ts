import type {Failure} from '../../core/failure';
import {stampMs} from '../change-detection/change-stamp';
import {brakeDeletions} from '../change-detection/deletion-brake';
import type {ChangeDetector} from '../change-detection/detect-changes';
import {createChangeDetector} from '../change-detection/detect-changes';
import {createDigestTable} from '../change-detection/digest-table';
import {nothingUsable, tellOddities} from './oddities';
import type {SelectedStream} from '../read-options';
import type {ReadSession} from '../session/read-session';
import type {SweptStream} from '../reader';
import {digestStateJson, openDigestState} from './state-envelope';
import type {StreamChannel} from './stream-channel';
import type {SweptTrack} from './stream-track';

/** Tombstones in one event. */
const TOMBSTONES_AT_ONCE = 1_000;

/**
 * A checkpoint holds the digests of the whole stream, so between two of them lies at least this
 * share of its records: all states of a sync together stay below five times the last one.
 */
const NEWS_SHARE_MIN = 0.25;

/** What a swept stream is tracked with. */
interface SweptTrackOptions {
  readonly session: ReadSession;
  readonly channel: StreamChannel;
  readonly stream: SweptStream;
  readonly selected: SelectedStream;
}

interface Sweeping extends SweptTrackOptions {
  readonly detector: ChangeDetector;
  /** Records known before this read. */
  readonly known: number;
  readonly stampMs: number;
  /** Start of the last read that came to its end; this one's once it does. */
  completeMs: number | undefined;
  unfinished: boolean;
}

/** A vendor may send all it has as one page: texts of a part of it at a time keep memory low. */
const ROWS_AT_ONCE = 500;

/** Opens the stream's saved digests and follows it through one sweep. */
export function trackSweptStream(options: SweptTrackOptions): SweptTrack {
  const {session, channel, stream, selected} = options;
  const opened = openDigestState(selected, stream.primaryKey, {
    log: session.kit.log,
    nowMs: session.syncStartMs,
  });
  const stamp = stampMs(session.syncStartMs, opened?.stampMs);
  const table = opened?.table ?? createDigestTable();
  const detector = createChangeDetector({stream, table, stampMs: stamp});
  const known = detector.size();
  const completeMs = opened?.completeMs;
  const sweeping: Sweeping = {
    ...options,
    ...{detector, known, completeMs, stampMs: stamp, unfinished: true},
  };
  return {
    channel,
    // A full refresh opens no state but that of its own beginning, which is complete for no time.
    changedSinceMs: completeMs,
    checkpoint: () => checkpoint(sweeping),
    hasNews: () => channel.pending() > 0,
    take: async (rows) => {
      channel.countRows(rows.length);
      for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
        const records = detector.take(rows.slice(from, from + ROWS_AT_ONCE));
        if (records.length > 0) await channel.records({records, tombstones: 0});
      }
      if (isDue(sweeping)) await checkpoint(sweeping);
    },
    finish: () => finish(sweeping),
    tellOddities: () => tellOddities(stream, detector.oddities, session.kit.log),
  };
}

function isDue({session, channel, detector}: Sweeping): boolean {
  const news = channel.pending();
  return news > 0 && news >= session.checkpointEvery && news >= detector.size() * NEWS_SHARE_MIN;
}

function checkpoint({channel, stream, selected, detector, ...rest}: Sweeping): Promise<void> {
  const state = digestStateJson({
    primaryKey: stream.primaryKey,
    stampMs: rest.stampMs,
    digests: detector.pack(),
    completeMs: rest.completeMs,
    unfinished: rest.unfinished ? selected.mode : undefined,
  });
  return channel.checkpoint(state);
}

async function finish(sweeping: Sweeping): Promise<void> {
  reportDuplicates(sweeping);
  const {detector, stream, channel} = sweeping;
  const {keyless} = detector.oddities;
  if (keyless > 0 && detector.size() === 0) {
    await channel.fail(nothingUsable(stream, keyless));
    return;
  }
  const refusal = findsDeletions(sweeping) ? brake(sweeping) : undefined;
  if (refusal === undefined && findsDeletions(sweeping)) await passOnDeletions(sweeping);
  sweeping.unfinished = false;
  if (refusal === undefined && isWhole(sweeping)) {
    sweeping.completeMs = sweeping.session.syncStartMs;
  }
  await checkpoint(sweeping);
  await (refusal ? channel.fail(refusal) : channel.complete());
}

/** Who was set aside may be one of those who seem to be missing, or one who has changed. */
function isWhole({detector}: Sweeping): boolean {
  return detector.oddities.keyless === 0;
}

/** What a full refresh misses stays in the state: the next incremental read finds it deleted. */
function findsDeletions(sweeping: Sweeping): boolean {
  const {stream, selected} = sweeping;
  const isProof = stream.provesDeletions !== false && isWhole(sweeping);
  return isProof && selected.mode === 'incremental';
}

function brake({session, stream, known, detector}: Sweeping): Failure | undefined {
  const {deletionShareMax: shareMax} = session;
  return brakeDeletions({stream: stream.name, known, missing: detector.missing(), shareMax});
}

async function passOnDeletions(sweeping: Sweeping): Promise<void> {
  for (;;) {
    const records = sweeping.detector.tombstones(TOMBSTONES_AT_ONCE);
    if (records.length === 0) return;
    await sweeping.channel.records({records, tombstones: records.length});
    if (isDue(sweeping)) await checkpoint(sweeping);
  }
}

function reportDuplicates({session, stream, detector}: Sweeping): void {
  const {identical, different} = detector.duplicates;
  const {log} = session.kit;
  if (identical > 0) {
    log('INFO', `${stream.name}: ${identical} rows came twice in the list and were emitted once.`);
  }
  if (different > 0) {
    log(
      'WARN',
      `${stream.name}: ${different} rows came twice in the list with different content; the ` +
        `last one is used. Records were changed or pages shifted while the stream was read.`,
    );
  }
}
