import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {SelectedStream} from '../../read/read-options';
import {descriptorOfStream, type ConfiguredStream} from '../input/configured-catalog';
import type {InputStates} from '../input/saved-states';
import {descriptorKey, type StreamDescriptor} from '../protocol/stream-descriptor';

/** Streams that are read in one go: each name once. */
export interface ReadPass {
  readonly streams: readonly SelectedStream[];
  /** By stream name: what the configured catalog calls it. */
  readonly descriptors: ReadonlyMap<string, StreamDescriptor>;
}

/**
 * Sorts the configured streams into passes. A catalog may name one stream in two namespaces, each
 * with a state of its own; the engine knows a stream by its name, so the second one is read in a
 * second pass.
 */
export function readPasses(
  streams: readonly ConfiguredStream[],
  states: InputStates,
): readonly ReadPass[] {
  const passes: {streams: SelectedStream[]; descriptors: Map<string, StreamDescriptor>}[] = [];
  for (const configured of streams) {
    const descriptor = descriptorOfStream(configured);
    let pass = passes.find((candidate) => !candidate.descriptors.has(descriptor.name));
    if (!pass) passes.push((pass = {streams: [], descriptors: new Map()}));
    pass.descriptors.set(descriptor.name, descriptor);
    pass.streams.push(streamToRead(configured, states[descriptorKey(descriptor)]));
  }
  return passes;
}

function streamToRead(
  {stream, sync_mode: mode, flaw}: ConfiguredStream,
  saved: JsonObject | Failure | undefined,
): SelectedStream {
  const isUsable = !(saved instanceof Failure);
  const wrong = flaw ?? (isUsable ? undefined : saved);
  return {
    name: stream.name,
    mode: mode === 'incremental' ? 'incremental' : 'full_refresh',
    state: isUsable ? saved : undefined,
    ...(wrong && {flaw: wrong}),
  };
}
