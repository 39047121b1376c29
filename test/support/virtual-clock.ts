import type {Clock} from '../../src/core/clock';

/** A clock that stands still until a test moves it. */
export interface VirtualClock extends Clock {
  /** Moves time on by `ms`, waking every sleeper on the way at its own moment, in order. */
  advance(ms: number): Promise<void>;
  /** Moves time on until nobody sleeps any more. */
  runAll(): Promise<void>;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** More wake-ups than any honest test needs: a loop that sleeps for ever fails instead of hanging. */
const WAKE_UPS_MAX = 1_000_000;

/** Creates a clock that starts at `startMs` (epoch milliseconds). */
export function createVirtualClock(startMs = 1_700_000_000_000): VirtualClock {
  let now = startMs;
  const sleepers: Sleeper[] = [];

  const wakeNext = async (until: number): Promise<boolean> => {
    await settle();
    const next = sleepers[0];
    if (next === undefined || next.at > until) return false;
    sleepers.shift();
    now = Math.max(now, next.at);
    next.wake();
    return true;
  };
  const run = async (until: number): Promise<void> => {
    for (let wakeUps = 0; await wakeNext(until); wakeUps += 1) {
      if (wakeUps > WAKE_UPS_MAX) throw new Error('The virtual clock was woken a million times.');
    }
  };
  return {
    now: () => now,
    sleep: (ms, signal) => sleep(sleepers, now + Math.max(0, ms), signal),
    advance: async (ms) => {
      const until = now + ms;
      await run(until);
      now = until;
      await settle();
    },
    runAll: () => run(Number.POSITIVE_INFINITY),
  };
}

/** Lets promises and I/O that are ready come through before time moves. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function sleep(sleepers: Sleeper[], at: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const onAbort = (): void => {
      const index = sleepers.indexOf(sleeper);
      if (index >= 0) sleepers.splice(index, 1);
      reject(signal?.reason as Error);
    };
    const sleeper: Sleeper = {
      at,
      wake: () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      },
    };
    const after = sleepers.findIndex((other) => other.at > at);
    sleepers.splice(after < 0 ? sleepers.length : after, 0, sleeper);
    signal?.addEventListener('abort', onAbort, {once: true});
  });
}

/**
 * A clock that moves itself on: whoever sleeps is woken as soon as nothing else is ready to run,
 * and then it is that much later. For code that sleeps between real I/O, such as retries.
 */
export function createEagerClock(startMs?: number): VirtualClock {
  const clock = createVirtualClock(startMs);
  return {
    ...clock,
    sleep: (ms, signal) => {
      const slept = clock.sleep(ms, signal);
      void clock.runAll();
      return slept;
    },
  };
}
