import {setTimeout as delay} from 'node:timers/promises';

/** Time as the kit sees it; tests inject their own. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, signal && {signal});
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};
