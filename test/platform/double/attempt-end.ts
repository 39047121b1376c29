import type {JsonObject} from '../../../src/core/json';
import type {StreamName} from './connection';
import type {ContainerEnd} from './container';
import type {FailureReason} from './failures';
import type {EchoedState} from './state-books';

/** All that is known of an attempt once both programs have ended. */
export interface AttemptEnd {
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  /** Error traces first, of the source and then of the destination, then what the platform found. */
  readonly failures: readonly FailureReason[];
  readonly source: ContainerEnd;
  readonly destination: ContainerEnd;
  /** What went to the destination. */
  readonly forwarded: {
    readonly records: readonly ForwardedRecord[];
    readonly states: number;
    /** Streams that the platform declared complete. */
    readonly complete: readonly StreamName[];
  };
  /** States that came back, in order; each was saved at that moment. */
  readonly persisted: readonly EchoedState[];
  /** Records of the source that were dropped because they were empty. */
  readonly emptyRecords: number;
  /** Lines that are no messages. */
  readonly malformed: Readonly<Record<'source' | 'destination', number>>;
  /** Signs of life of the source: its records and states, nothing else. */
  readonly beats: number;
  /** The source's stream statuses, "name STATUS". */
  readonly statuses: readonly string[];
  readonly logs: Readonly<Record<'source' | 'destination', readonly string[]>>;
  /** What no connector should do although the sync survives it; empty for good ones. */
  readonly complaints: readonly string[];
}

/** A record as the destination got it. */
export interface ForwardedRecord {
  readonly stream: StreamName;
  readonly data: JsonObject;
}
