import type {JsonObject} from '../../core/json';
import {hasKey, recordTextsOf} from './cursor-records';
import {nothingUsable, tellOddities, type Oddities} from './oddities';
import type {SelectedStream} from '../read-options';
import type {ReadSession} from '../session/read-session';
import type {CursorPage, CursorStream} from '../reader';
import {openPositionState, positionStateJson} from './state-envelope';
import type {StreamChannel} from './stream-channel';
import type {StreamTrack} from './stream-track';

/** Such a stream while it is read. */
interface CursorTrack extends StreamTrack {
  /** Where its reader is to begin. */
  readonly position: JsonObject | undefined;
  take(page: CursorPage): Promise<void>;
}

/** Opens the stream's saved position and follows it through one read. */
export function trackCursorStream(options: {
  readonly session: ReadSession;
  readonly channel: StreamChannel;
  readonly stream: CursorStream;
  readonly selected: SelectedStream;
}): CursorTrack {
  const {session, channel, stream, selected} = options;
  const start = openPositionState(selected, session.kit.log);
  const oddities: Oddities = {keyless: 0, halves: 0};
  const textsOf = recordTextsOf(stream, (halves) => (oddities.halves += halves));
  let position = start;
  let moved = false;
  let unfinished = true;
  let passed = 0;

  const checkpoint = (): Promise<void> => {
    moved = false;
    const state = {position, unfinished: unfinished ? selected.mode : undefined};
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
      oddities.keyless += page.rows.length - rows.length;
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
    tellOddities: () => tellOddities(stream, oddities, session.kit.log),
    finish: async () => {
      if (start === undefined && oddities.keyless > 0 && passed === 0) {
        await channel.fail(nothingUsable(stream, oddities.keyless));
        return;
      }
      unfinished = false;
      await checkpoint();
      await channel.complete();
    },
  };
}
