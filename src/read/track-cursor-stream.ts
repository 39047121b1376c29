import type {JsonObject} from '../core/json';
import {Failure} from '../core/failure';
import type {Log} from '../core/log';
import {hasKey, recordTextsOf} from './cursor-records';
import type {PlannedStream} from './read-plan';
import type {ReadSession} from './read-session';
import type {CursorPage, CursorStream} from './reader';
import {openPositionState, positionStateJson} from './state-envelope';
import type {StreamChannel} from './stream-channel';
import type {StreamTrack} from './stream-track';

type LogLine = Parameters<Log>;

/** What a stream with a cursor of the vendor's own is tracked with. */
export interface CursorTrackOptions {
  readonly session: ReadSession;
  readonly channel: StreamChannel;
  readonly stream: CursorStream;
  readonly planned: PlannedStream;
}

/** Such a stream while it is read. */
export interface CursorTrack extends StreamTrack {
  /** Where its reader is to begin. */
  readonly position: JsonObject | undefined;
  take(page: CursorPage): Promise<void>;
  /** Says what was set aside; to be called once, however the reading ended. */
  tellSetAside(): void;
}

/** Opens the stream's saved position and follows it through one read. */
export function trackCursorStream(options: CursorTrackOptions): CursorTrack {
  const {session, channel, stream, planned} = options;
  const start = openPositionState(planned, session.kit.log);
  const textsOf = recordTextsOf(stream);
  let position = start;
  let moved = false;
  let unfinished = true;
  let setAside = 0;
  let passed = 0;

  const checkpoint = (): Promise<void> => {
    moved = false;
    const state = {position, unfinished: unfinished ? planned.mode : undefined};
    return channel.checkpoint(positionStateJson(state));
  };
  return {
    channel,
    position: start,
    checkpoint,
    // Records behind the last known position are read again; a state could not say otherwise.
    hasNews: () => moved,
    take: async (page) => {
      channel.countRows(page.rowsRead ?? page.rows.length);
      const rows = page.rows.filter((row) => hasKey(stream, row));
      passed += rows.length;
      setAside += page.rows.length - rows.length + (page.setAside ?? 0);
      let passedOn: Promise<void> | undefined;
      for (const texts of textsOf(rows)) {
        await passedOn;
        passedOn = channel.records(texts);
      }
      // Only now: a state that is written between two parts of a page must not skip the second.
      if (page.position !== undefined) {
        position = page.position;
        moved = true;
      }
      await passedOn;
      if (moved && channel.pending() >= session.checkpointEvery) await checkpoint();
    },
    finish: async () => {
      if (start === undefined && setAside > 0 && passed === 0) {
        await channel.fail(nothingUsable(stream, setAside));
        return;
      }
      unfinished = false;
      await checkpoint();
      await channel.complete();
    },
    tellSetAside: () => {
      if (setAside > 0) session.kit.log(...setAsideLine(stream, setAside));
    },
  };
}

/** A whole list without a key is not a list with bad rows: something else answers than is thought. */
function nothingUsable({name, primaryKey}: CursorStream, rows: number): Failure {
  return new Failure({
    kind: 'data',
    message: `None of the ${rows} rows of ${name} has a usable ${primaryKey.join(', ')}, so the answers cannot be trusted. Check the address of the vendor in the configuration (base_url), then run the sync again.`,
  });
}

function setAsideLine({name, primaryKey, cursorField}: CursorStream, rows: number): LogLine {
  const key = primaryKey.join(', ');
  return [
    'WARN',
    `${name}: ${rows} rows were set aside because the vendor gave them no usable ${key} (or no ` +
      `${cursorField}, where rows are placed by it); they are not among the records. All others ` +
      `were passed on. Look for such records at the vendor.`,
  ];
}
