import {closestName} from '../config/closest-name';
import {Failure} from '../core/failure';
import type {PlannedStream} from '../read/read-plan';
import {descriptorOfStream, type ConfiguredStream} from './configured-catalog';
import type {InputStates} from './input-states';
import {descriptorKey, type StreamDescriptor} from './protocol';

/** Streams that are read in one go: each name once. */
export interface ReadPass {
  readonly streams: readonly PlannedStream[];
  /** By stream name: what the configured catalog calls it. */
  readonly descriptors: ReadonlyMap<string, StreamDescriptor>;
}

/** A configured stream that this source does not have, with the sentence to say so. */
export interface UnknownStream {
  readonly stream: StreamDescriptor;
  readonly failure: Failure;
}

/**
 * Sorts the configured streams into passes. A catalog may name one stream in two namespaces, each
 * with a state of its own; the engine knows a stream by its name, so the second one is read in a
 * second pass.
 */
export function planRead(
  streams: readonly ConfiguredStream[],
  states: InputStates,
): readonly ReadPass[] {
  const passes: {streams: PlannedStream[]; descriptors: Map<string, StreamDescriptor>}[] = [];
  for (const configured of streams) {
    const descriptor = descriptorOfStream(configured);
    let pass = passes.find((candidate) => !candidate.descriptors.has(descriptor.name));
    if (!pass) passes.push((pass = {streams: [], descriptors: new Map()}));
    pass.descriptors.set(descriptor.name, descriptor);
    pass.streams.push({
      name: descriptor.name,
      mode: configured.sync_mode === 'incremental' ? 'incremental' : 'full_refresh',
      state: states[descriptorKey(descriptor)],
    });
  }
  return passes;
}

/** The configured streams that none of the configured vendors has. */
export function unknownStreams(
  streams: readonly ConfiguredStream[],
  known: readonly string[],
): readonly UnknownStream[] {
  return streams
    .filter((configured) => !known.includes(configured.stream.name))
    .map((configured) => ({
      stream: descriptorOfStream(configured),
      failure: new Failure({
        kind: 'config',
        message: `The catalog names a stream "${configured.stream.name}", which this source does not have. ${hint(configured.stream.name, known)}`,
      }),
    }));
}

function hint(name: string, known: readonly string[]): string {
  const close = closestName(name, known);
  if (close !== undefined) return `Did you mean "${close}"? Refresh the schema or rename it.`;
  return `With this configuration it has ${known.join(', ') || 'none'}. Refresh the schema, or configure the stream's vendor.`;
}
