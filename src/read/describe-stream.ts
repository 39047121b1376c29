import {Failure} from '../core/failure';
import type {JsonObject} from '../core/json';
import {isJsonObject} from '../core/json';
import {DELETED_AT, UPDATED_AT} from './change-detection/change-stamp';
import {publicSchema} from './columns/public-schema';
import type {CursorStream, Reader, ShownValues, SweptStream} from './reader';

/** A stream together with the way in which it is read. */
export type ReaderStream =
  | {readonly kind: 'sweep'; readonly stream: SweptStream}
  | {readonly kind: 'cursor'; readonly stream: CursorStream};

/** What `discover` says of a stream, in the platform's terms. */
export interface DiscoveredStream {
  readonly name: string;
  /** Draft-07 object schema with the engine's columns. */
  readonly jsonSchema: JsonObject;
  readonly primaryKey: readonly (readonly string[])[];
  readonly cursorField: readonly string[];
  /** True: a full refresh that broke off goes on from its last state. */
  readonly isResumable: boolean;
  /** Where its rows show what was written to their records. */
  readonly shows?: ShownValues;
}

const UPDATED_AT_SCHEMA: JsonObject = {
  type: ['null', 'string'],
  format: 'date-time',
  airbyte_type: 'timestamp_with_timezone',
  description: 'Start of the sync that found the record to be new, changed or deleted.',
};

const DELETED_AT_SCHEMA: JsonObject = {
  type: ['null', 'string'],
  format: 'date-time',
  airbyte_type: 'timestamp_with_timezone',
  description:
    'Null while the record exists; otherwise the start of the sync that found it missing.',
};

/** The streams of a reader. */
export function streamsOf(reader: Reader): readonly ReaderStream[] {
  if (reader.kind === 'cursor') return [{kind: 'cursor', stream: reader.stream}];
  return reader.streams.map((stream) => ({kind: 'sweep', stream}));
}

/** Names of the readers' streams, in their order. */
export function namesOf(readers: readonly Reader[]): readonly string[] {
  return readers.flatMap(streamsOf).map(({stream}) => stream.name);
}

/** Describes one stream; throws a `system` Failure when key or cursor are not in its schema. */
export function describeStream(described: ReaderStream): DiscoveredStream {
  const {stream} = described;
  const properties = {...propertiesOf(stream), ...engineColumns(described)};
  const cursor = described.kind === 'cursor' ? described.stream.cursorField : UPDATED_AT;
  for (const column of [...stream.primaryKey, cursor]) {
    if (!(column in properties)) throw missingColumn(stream.name, column);
  }
  return {
    name: stream.name,
    jsonSchema: publicSchema({
      ...stream.schema,
      ...{type: 'object', additionalProperties: true, properties},
    }),
    primaryKey: stream.primaryKey.map((column) => [column]),
    cursorField: [cursor],
    isResumable: true,
    ...(stream.shows && {shows: stream.shows}),
  };
}

function engineColumns(described: ReaderStream): JsonObject {
  if (described.kind === 'sweep') {
    return {[UPDATED_AT]: UPDATED_AT_SCHEMA, [DELETED_AT]: DELETED_AT_SCHEMA};
  }
  return described.stream.marksDeletions === true ? {[DELETED_AT]: DELETED_AT_SCHEMA} : {};
}

function propertiesOf(stream: SweptStream | CursorStream): JsonObject {
  const properties = stream.schema['properties'];
  return isJsonObject(properties) ? properties : {};
}

function missingColumn(stream: string, column: string): Failure {
  return new Failure({
    kind: 'system',
    message: `The schema of ${stream} does not have its column ${column}. This is a bug; please report it.`,
  });
}
