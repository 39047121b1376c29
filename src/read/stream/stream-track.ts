import type {Failure} from '../../core/failure';
import type {ReadContext, Row} from '../reader';
import type {StreamChannel} from './stream-channel';

/** One stream while it is read, whichever way it is read. */
export interface StreamTrack {
  readonly channel: StreamChannel;
  /** Passes on a checkpoint of all that was passed on so far. */
  checkpoint(): Promise<void>;
  /** True when a checkpoint now lets a later read skip what was passed on since the last one. */
  hasNews(): boolean;
  /** Ends the stream after its reader has read everything. */
  finish(): Promise<void>;
  /** Says once what was odd about the stream's rows, however the stream ended. */
  tellOddities(): void;
}

/** Ends a stream that failed, with what it has passed on so far in its state. */
export async function endTrack(track: StreamTrack, failure: Failure): Promise<void> {
  if (track.hasNews()) await track.checkpoint();
  await track.channel.fail(failure);
}

/** A stream of a sweep, which is given its rows page by page. */
export interface SweptTrack extends StreamTrack {
  /** Where changes may be asked for only: start of the last read that came to its end. */
  readonly changedSinceMs: number | undefined;
  take(rows: readonly Row[]): Promise<void>;
}

/** The streams of one reader, and what reads all its pages into them. */
export interface OpenJob {
  readonly tracks: readonly StreamTrack[];
  readPages(context: ReadContext, pageLoop: PageLoop): Promise<void>;
}

/**
 * Hands each page to `use` while the next one is fetched; stops early when `use` answers false.
 * Everything that ends the loop early also ends the requests that are under way.
 */
export type PageLoop = <Page>(
  pages: AsyncIterable<Page>,
  use: (page: Page) => Promise<boolean>,
) => Promise<void>;
