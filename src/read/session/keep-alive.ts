import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Clock} from '../../core/clock';
import type {StreamChannel} from '../stream/stream-channel';

/**
 * Repeats a stream's state whenever `everyMs` passed without records or checkpoint of it:
 * platforms take a source without either for dead, and logs do not count. Ends with the signal.
 */
export async function keepAlive(options: {
  readonly channel: StreamChannel;
  /** Makes the state as it is now: the last one again, or a fresh one when records came since. */
  readonly checkpoint: () => Promise<void>;
  readonly everyMs: number;
  readonly clock: Clock;
  /** Aborted when the stream's reader has ended. */
  readonly signal: AbortSignal;
}): Promise<void> {
  const {channel, clock, everyMs, signal} = options;
  if (!Number.isFinite(everyMs)) return;
  while (!signal.aborted) {
    const waitMs = channel.lastBeatMs() + everyMs - clock.now();
    if (waitMs > 0) await sleepUnlessAborted(clock, waitMs, signal);
    else if (channel.isActive()) await options.checkpoint();
    else return;
    // Gives way to input and output even when the clock's sleep and the listener never wait.
    await nextTurn();
  }
}

/** The only error of a sleep is its end by the signal, which the caller looks at next. */
async function sleepUnlessAborted(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
