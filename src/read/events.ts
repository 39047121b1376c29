import type {Failure} from '../core/failure';
import type {JsonObject} from '../core/json';

/** What a read tells its listener, in the order in which it must be passed on. */
export type ReadEvent =
  | {readonly type: 'started'; readonly stream: string}
  /** Once per stream, before its first records or checkpoint. */
  | {readonly type: 'running'; readonly stream: string}
  /** The stream waits for a vendor limit that opens at `resetAtMs` (epoch milliseconds). */
  | {readonly type: 'rate_limited'; readonly stream: string; readonly resetAtMs: number}
  | RecordsEvent
  | CheckpointEvent
  | {readonly type: 'complete'; readonly stream: string}
  /** The stream ended early; its last checkpoint stays valid. */
  | {readonly type: 'failed'; readonly stream: string; readonly failure: Failure};

/** Records of one stream, each already the text of a JSON object: written once, used everywhere. */
export interface RecordsEvent {
  readonly type: 'records';
  readonly stream: string;
  readonly records: readonly string[];
  /** How many of them are tombstones. */
  readonly tombstones: number;
}

/** A place from which a later read may go on: every earlier record of the stream is before it. */
interface CheckpointEvent {
  readonly type: 'checkpoint';
  readonly stream: string;
  readonly state: JsonObject;
  /** Records of the stream since its previous checkpoint in this read. */
  readonly recordCount: number;
}

/** Passes an event on; resolves when the listener can take more (back-pressure). */
export type EmitReadEvent = (event: ReadEvent) => Promise<void>;
