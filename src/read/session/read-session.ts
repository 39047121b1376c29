import type {Kit} from '../../core/kit';
import type {EmitReadEvent} from '../events';
import type {RateLimitRelay} from '../rate-limit-relay';
import type {SelectedStream, ReadOptions} from '../read-options';
import {createOrderedEmit} from './ordered-emit';
import type {StreamChannel} from '../stream/stream-channel';
import {createStreamChannel} from '../stream/stream-channel';

/** What all readers of one read share. */
export interface ReadSession {
  readonly kit: Kit;
  readonly emit: EmitReadEvent;
  /** Aborted when the program stops or the listener has hung up. */
  readonly signal: AbortSignal;
  readonly syncStartMs: number;
  readonly checkpointEvery: number;
  readonly keepAliveMs: number;
  readonly deletionShareMax: number;
  readonly rateLimits: RateLimitRelay | undefined;
  /** By stream name. */
  readonly channels: ReadonlyMap<string, StreamChannel>;
  /** What the listener failed with, when it did. */
  hungUp(): {readonly error: unknown} | undefined;
}

const CHECKPOINT_EVERY = 10_000;
const KEEP_ALIVE_MS = 5 * 60_000;
const DELETION_SHARE_MAX = 0.5;

/** Opens a session with the options' defaults filled in. */
export function openReadSession(options: ReadOptions): ReadSession {
  const {kit} = options;
  const hangUp = new AbortController();
  let failed: {readonly error: unknown} | undefined;
  const emit = createOrderedEmit(options.emit, (error) => {
    failed ??= {error};
    hangUp.abort(error);
  });
  return {
    kit,
    emit,
    signal: AbortSignal.any([kit.signal, hangUp.signal]),
    syncStartMs: kit.clock.now(),
    checkpointEvery: options.checkpointEvery ?? CHECKPOINT_EVERY,
    keepAliveMs: options.keepAliveMs ?? KEEP_ALIVE_MS,
    deletionShareMax: options.deletionShareMax ?? DELETION_SHARE_MAX,
    rateLimits: options.rateLimits,
    channels: openChannels(options.streams, emit, kit),
    hungUp: () => failed,
  };
}

function openChannels(
  streams: readonly SelectedStream[],
  emit: EmitReadEvent,
  {clock}: Kit,
): ReadonlyMap<string, StreamChannel> {
  return new Map(streams.map(({name}) => [name, createStreamChannel({stream: name, emit, clock})]));
}
