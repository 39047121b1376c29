import type {JsonObject} from '../../../src/core/json';
import {streamKey, streamNameOf, type SelectedStream, type StreamName} from './connection';

/** The states of a connection, as the platform's database keeps them. */
export interface StateStore {
  save(stream: StreamName, streamState: JsonObject): void;
  /** Before the first attempt of a job: a full refresh begins from nothing, its retry does not. */
  forgetFullRefreshes(streams: readonly SelectedStream[]): void;
  /** The content of the source's state file; undefined when there is no state at all. */
  file(): readonly JsonObject[] | undefined;
  of(name: string): JsonObject | undefined;
}

/** Creates an empty store. */
export function createStateStore(): StateStore {
  const states = new Map<string, {stream: StreamName; streamState: JsonObject}>();
  return {
    save: (stream, streamState) => void states.set(streamKey(stream), {stream, streamState}),
    forgetFullRefreshes: (streams) => {
      for (const {stream, syncMode} of streams) {
        if (syncMode === 'full_refresh') states.delete(streamKey(streamNameOf(stream)));
      }
    },
    file: () =>
      states.size === 0
        ? undefined
        : [...states.values()].map(({stream, streamState}) => ({
            type: 'STREAM',
            stream: {stream_descriptor: {...stream}, stream_state: streamState},
          })),
    of: (name) => [...states.values()].find(({stream}) => stream.name === name)?.streamState,
  };
}
