import type {JsonObject} from '../../core/json';
import type {LogLevel} from '../../core/log';
import type {StreamDescriptor} from './stream-descriptor';

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

/** Hands a message on; resolves when the reader of the output can take more. */
export type SendMessage = (message: OutMessage) => Promise<void>;
