import type {PaceRule} from './pace-rule';

/** A bucket whose refill can be changed on the way. */
interface TokenBucket extends PaceRule {
  setPerSecond(perSecond: number): void;
}

/**
 * Timers are late by a millisecond or two. A bucket with a burst of one would lose that time for
 * good, so it may be overfull by what flows in meanwhile.
 */
const LATENESS_MS = 2;

/** Below this a missing part of a token is a rounding error. */
const EPSILON = 1e-6;

/**
 * Creates a full bucket: `burst` tokens at once, then `perSecond`. A demand above the burst is
 * charged as the burst, since it could never be met.
 */
export function createTokenBucket(
  limit: {readonly perSecond: number; readonly burst: number},
  startMs: number,
): TokenBucket {
  let perMs = limit.perSecond / 1000;
  let tokens = limit.burst;
  let filledAt = startMs;

  const fill = (now: number): void => {
    // A machine's clock can be set back; that must not take tokens away.
    const elapsed = Math.max(0, now - filledAt);
    tokens = Math.min(limit.burst + perMs * LATENESS_MS, tokens + elapsed * perMs);
    filledAt = now;
  };
  return {
    readyAt: (amount, now) => {
      fill(now);
      const missing = Math.min(amount, limit.burst) - tokens;
      return missing <= EPSILON ? now : now + Math.ceil(missing / perMs);
    },
    spend: (amount, now) => {
      fill(now);
      tokens -= Math.min(amount, limit.burst);
    },
    setPerSecond: (perSecond) => {
      perMs = perSecond / 1000;
    },
  };
}
