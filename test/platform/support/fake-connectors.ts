import {join} from 'node:path';
import type {Json, JsonObject} from '../../../src/core/json';
import type {Connector, SelectedStream} from '../double/connection';

const program = (name: string): string => `node ${join(__dirname, '..', 'fakes', name)}`;

/** What a made-up source does in one attempt. */
export interface FakeRun {
  /** Messages, or texts that are none. */
  readonly lines?: readonly Json[];
  readonly stderr?: string;
  readonly exit?: number;
}

/** A source that prints what it is told to: the n-th run in the n-th attempt. */
export function fakeSource(...runs: readonly FakeRun[]): Connector {
  // A run is plain JSON.
  return {entrypoint: program('fake-source.cjs'), config: {runs: runs as unknown as Json}};
}

/** A destination that writes nowhere and has one habit; `good` has none. */
export function fakeDestination(habit: string): Connector & {supportsRefreshes: boolean} {
  const entrypoint = program('fake-destination.cjs');
  return {entrypoint, config: {habit}, supportsRefreshes: true};
}

/** A stream of a made-up source; columns with their schemas, or names of texts. */
export function fakeStream(
  name: string,
  columns: readonly string[] | JsonObject,
  more: Partial<SelectedStream> & {readonly namespace?: string} = {},
): SelectedStream {
  const {namespace, ...choices} = more;
  const properties = Array.isArray(columns)
    ? Object.fromEntries(columns.map((column: string) => [column, {type: ['null', 'string']}]))
    : (columns as JsonObject);
  return {
    stream: {
      name,
      ...(namespace !== undefined && {namespace}),
      json_schema: {type: 'object', properties},
      supported_sync_modes: ['full_refresh', 'incremental'],
      source_defined_primary_key: [['id']],
    },
    syncMode: 'incremental',
    destinationSyncMode: 'append_dedup',
    ...choices,
  };
}

/** A RECORD message. */
export function recordOf(stream: string, data: JsonObject, namespace?: string): JsonObject {
  const where = namespace === undefined ? {} : {namespace};
  return {type: 'RECORD', record: {stream, ...where, data, emitted_at: 1_767_225_600_000}};
}

/** A STATE message of one stream. */
export function stateOf(stream: string, cursor: Json, namespace?: string): JsonObject {
  const descriptor = namespace === undefined ? {name: stream} : {name: stream, namespace};
  const state = {stream_descriptor: descriptor, stream_state: {cursor}};
  return {type: 'STATE', state: {type: 'STREAM', stream: state}};
}

/** A STREAM_STATUS trace. */
export function statusOf(stream: string, status: string): JsonObject {
  const streamStatus = {stream_descriptor: {name: stream}, status};
  return {
    type: 'TRACE',
    trace: {type: 'STREAM_STATUS', emitted_at: 1, stream_status: streamStatus},
  };
}
