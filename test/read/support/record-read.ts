import type {JsonObject} from '../../../src/core/json';
import type {ReadEvent} from '../../../src/read/events';
import type {SelectedStream, ReadOptions, StreamResult} from '../../../src/read/read-options';
import {readStreams} from '../../../src/read/read-streams';
import type {OpenSource} from '../../../src/read/source-vendor';
import type {TestKit} from '../../support/test-kit';
import {createTestKit} from '../../support/test-kit';

/** A record as it was passed on. */
export type ReadRecord = Readonly<Record<string, unknown>>;

/** What a read told its listener. */
export interface RecordedRead {
  readonly events: readonly ReadEvent[];
  readonly results: readonly StreamResult[];
  readonly kit: TestKit;
  /** Records of a stream. */
  records(stream: string): readonly ReadRecord[];
  /** Records of a stream that its last checkpoint covers. */
  covered(stream: string): readonly ReadRecord[];
  /** The last state of a stream. */
  state(stream: string): JsonObject | undefined;
  /** `type`, or `type:count` where records are counted, of the stream's events in order. */
  story(stream: string): readonly string[];
}

/** Plans every stream of the sources that is named. */
export function plan(
  names: readonly string[],
  states: Readonly<Record<string, JsonObject | undefined>> = {},
  mode: SelectedStream['mode'] = 'incremental',
): readonly SelectedStream[] {
  return names.map((name) => ({name, mode, state: states[name]}));
}

/** Reads and keeps what was told. Keep-alive is off unless `options` say otherwise. */
export async function recordRead(
  sources: readonly OpenSource[],
  streams: readonly SelectedStream[],
  options: Partial<ReadOptions> & {readonly kit?: TestKit} = {},
): Promise<RecordedRead> {
  const events: ReadEvent[] = [];
  const kit = options.kit ?? createTestKit();
  const emit = async (event: ReadEvent): Promise<void> => void events.push(event);
  const results = await readStreams({
    sources,
    streams,
    emit,
    keepAliveMs: Number.POSITIVE_INFINITY,
    ...options,
    kit,
  });
  return recorded(events, results, kit);
}

/** Views of recorded events. */
export function recorded(
  events: readonly ReadEvent[],
  results: readonly StreamResult[],
  kit: TestKit,
): RecordedRead {
  const of = (stream: string): ReadEvent[] => events.filter((event) => event.stream === stream);
  return {
    events,
    results,
    kit,
    records: (stream) => recordsIn(of(stream)),
    covered: (stream) => {
      const own = of(stream);
      return recordsIn(own.slice(0, own.findLastIndex(({type}) => type === 'checkpoint') + 1));
    },
    state: (stream) => {
      const last = of(stream).findLast((event) => event.type === 'checkpoint');
      // A state travels as text, so the next read must be able to do with what text can carry.
      return last && (JSON.parse(JSON.stringify(last.state)) as JsonObject);
    },
    story: (stream) =>
      of(stream).map((event) => {
        if (event.type === 'records') return `records:${event.records.length}`;
        return event.type === 'checkpoint' ? `checkpoint:${event.recordCount}` : event.type;
      }),
  };
}

function recordsIn(events: readonly ReadEvent[]): ReadRecord[] {
  return events.flatMap((event) =>
    event.type === 'records' ? event.records.map((text) => JSON.parse(text) as ReadRecord) : [],
  );
}
