import type {Clock} from '../../../src/core/clock';

export const NOW_MS = Date.parse('2026-02-03T04:05:06.789Z');

/** A clock that stands still; nobody sleeps in these tests unless the signal ends it. */
export const frozenClock: Clock = {
  now: () => NOW_MS,
  sleep: (_ms, signal) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    }),
};
