import {
  AirbyteCatalogMessage,
  AirbyteSpec,
  type AirbyteCatalog,
  type AirbyteMessage,
  type Spec,
} from 'faros-airbyte-cdk/lib/protocol';
import type {Json, JsonObject} from '../core/json';
import type {LogLevel} from '../core/log';

/** Name and namespace of a stream; absent namespace: the destination's default. */
export interface StreamDescriptor {
  readonly name: string;
  readonly namespace?: string;
}

/** Failure types of the protocol. */
export type FailureType = 'config_error' | 'transient_error' | 'system_error';

/** What a LOG message holds. */
interface LogPayload {
  readonly level: LogLevel | 'FATAL' | 'TRACE';
  readonly message: string;
  readonly stack_trace?: string;
}

/** What an ERROR trace holds. */
interface ErrorPayload {
  readonly message: string;
  readonly internal_message?: string;
  readonly stack_trace?: string;
  readonly failure_type: FailureType;
  readonly stream_descriptor?: StreamDescriptor;
}

/** What a STREAM_STATUS trace holds. */
export interface StreamStatusPayload {
  readonly stream_descriptor: StreamDescriptor;
  readonly status: 'STARTED' | 'RUNNING' | 'COMPLETE' | 'INCOMPLETE';
  readonly reasons?: readonly {
    readonly type: 'RATE_LIMITED';
    /** Epoch milliseconds. */
    readonly rate_limited: {readonly quota_reset: number};
  }[];
}

/** A TRACE message's payload; `emitted_at` in epoch milliseconds. */
export type TracePayload =
  | {readonly type: 'ERROR'; readonly emitted_at: number; readonly error: ErrorPayload}
  | {
      readonly type: 'STREAM_STATUS';
      readonly emitted_at: number;
      readonly stream_status: StreamStatusPayload;
    };

/** A state of one stream, as this source writes it: plain JSON, with the true record count. */
interface StreamStatePayload {
  readonly type: 'STREAM';
  readonly stream: {
    readonly stream_descriptor: StreamDescriptor;
    readonly stream_state: JsonObject;
  };
  readonly sourceStats: {readonly recordCount: number};
}

/** A stream as `discover` describes it. */
export interface CatalogStream {
  readonly name: string;
  readonly json_schema: JsonObject;
  readonly supported_sync_modes: readonly ('full_refresh' | 'incremental')[];
  readonly source_defined_cursor?: boolean;
  readonly default_cursor_field?: readonly string[];
  readonly source_defined_primary_key: readonly (readonly string[])[];
  readonly is_resumable: boolean;
}

/** One thing that a destination can do with one object. */
export interface DestinationOperation {
  readonly object_name: string;
  readonly sync_mode: 'append' | 'append_dedup' | 'update' | 'soft_delete';
  readonly json_schema: JsonObject;
  readonly matching_keys: readonly (readonly string[])[];
}

/** Messages as this project writes them; protocol version 0.2, plain objects. */
export type OutMessage =
  | {readonly type: 'LOG'; readonly log: LogPayload}
  | {readonly type: 'TRACE'; readonly trace: TracePayload}
  | {readonly type: 'STATE'; readonly state: StreamStatePayload}
  | {readonly type: 'SPEC'; readonly spec: JsonObject}
  | {
      readonly type: 'CONNECTION_STATUS';
      readonly connectionStatus: {
        readonly status: 'SUCCEEDED' | 'FAILED';
        readonly message?: string;
      };
    }
  | {readonly type: 'CATALOG'; readonly catalog: {readonly streams: readonly CatalogStream[]}}
  | {
      readonly type: 'DESTINATION_CATALOG';
      readonly destination_catalog: {readonly operations: readonly DestinationOperation[]};
    }
  | {
      readonly type: 'CONTROL';
      readonly control: {
        readonly type: 'CONNECTOR_CONFIG';
        readonly emitted_at: number;
        readonly connectorConfig: {readonly config: JsonObject};
      };
    }
  /** Lines that are finished protocol messages already: records of a page, an echoed state. */
  | {readonly type: 'RECORD' | 'STATE'; readonly lines: string};

/** The message in the CDK's type. */
export function toCdkMessage(message: OutMessage): AirbyteMessage {
  // The CDK's type is an enum of seven of the protocol's strings; its code only passes them on.
  return message as unknown as AirbyteMessage;
}

/** The reverse of `toCdkMessage`, where the CDK hands a message back. */
export function fromCdkMessage(message: AirbyteMessage): OutMessage {
  // Every message in this process is made as an OutMessage or by the CDK's logger as a LOG.
  return message as unknown as OutMessage;
}

/** A specification as a message in the CDK's type. */
export function toCdkSpec(spec: JsonObject): AirbyteSpec {
  // The CDK's type lacks fields of today's protocol; its code only passes the message on.
  return new AirbyteSpec(spec as unknown as Spec);
}

/** A catalog as a message in the CDK's type. */
export function toCdkCatalog(streams: readonly CatalogStream[]): AirbyteCatalogMessage {
  // The CDK's type lacks `is_resumable`; its code only passes the message on.
  return new AirbyteCatalogMessage({streams} as unknown as AirbyteCatalog);
}

/** A text that is not empty; protocol fields may be absent, null or empty alike. */
export function textOrUndefined(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A descriptor without an explicit null or empty namespace. */
export function descriptorOf(name: string, namespace: string | undefined): StreamDescriptor {
  return namespace === undefined ? {name} : {name, namespace};
}

/** One text per descriptor: equal descriptors, equal texts. */
export function descriptorKey(stream: StreamDescriptor): string {
  return JSON.stringify([stream.namespace ?? null, stream.name]);
}

/** A descriptor for people. */
export function descriptorText(stream: StreamDescriptor): string {
  return stream.namespace === undefined
    ? `"${stream.name}"`
    : `"${stream.name}" (namespace "${stream.namespace}")`;
}
