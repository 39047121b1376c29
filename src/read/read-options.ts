import type {Failure} from '../core/failure';
import type {JsonObject} from '../core/json';
import type {Kit} from '../core/kit';
import type {EmitReadEvent} from './events';
import type {RateLimitRelay} from './rate-limit-relay';
import type {OpenSource} from './source-vendor';

/** A stream to be read, as the configured catalog asks for it. */
export interface SelectedStream {
  readonly name: string;
  readonly mode: 'full_refresh' | 'incremental';
  /** The state of its last checkpoint in an earlier read; undefined: from the beginning. */
  readonly state: JsonObject | undefined;
  /** What is wrong with how the stream is asked for: then it fails, and the others are read. */
  readonly flaw?: Failure;
}

/** What `readStreams` needs; see `read-streams.ts`. */
export interface ReadOptions {
  readonly sources: readonly OpenSource[];
  readonly streams: readonly SelectedStream[];
  readonly emit: EmitReadEvent;
  readonly kit: Kit;
  /** Records of a stream between two checkpoints, at least; a page is never split. Default 10,000. */
  readonly checkpointEvery?: number;
  /** Repeat a stream's last state after this long without an event of it. Default 5 minutes. */
  readonly keepAliveMs?: number;
  /** Tombstones for more than this share of a stream in one sync are refused. Default 0.5. */
  readonly deletionShareMax?: number;
  /** Turns a vendor's waits into events of the streams that are being read. */
  readonly rateLimits?: RateLimitRelay;
}

/** How the read of one stream ended. */
export interface StreamResult {
  readonly stream: string;
  /** Rows that the vendor sent, changed or not. */
  readonly rowsRead: number;
  /** Records passed on, tombstones included. */
  readonly records: number;
  readonly tombstones: number;
  /** Present when the stream failed. */
  readonly failure?: Failure;
}
