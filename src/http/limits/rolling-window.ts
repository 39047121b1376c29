import type {PaceRule} from './pace-rule';

/** A window whose limit can be changed on the way. */
interface RollingWindow extends PaceRule {
  setMax(max: number): void;
}

/** Expired entries are cut off in blocks of this size, so that forgetting stays cheap. */
const CUT_OFF_COUNT = 1024;

/**
 * Creates a window that lets at most `max` be spent in any span of `windowMs`. It remembers each
 * spending of the last window, so memory follows `max`. A demand above `max` is charged as `max`.
 */
export function createRollingWindow(max: number, windowMs: number): RollingWindow {
  let limit = max;
  let spent: {readonly at: number; readonly amount: number}[] = [];
  let first = 0;
  let sum = 0;

  const forget = (now: number): void => {
    for (let entry = spent[first]; entry && entry.at + windowMs <= now; entry = spent[first]) {
      sum -= entry.amount;
      first += 1;
    }
    if (first < CUT_OFF_COUNT) return;
    spent = spent.slice(first);
    first = 0;
  };
  return {
    readyAt: (amount, now) => {
      forget(now);
      let over = sum + Math.min(amount, limit) - limit;
      let index = first;
      let readyAt = now;
      for (let entry = spent[index]; over > 0 && entry; entry = spent[index]) {
        over -= entry.amount;
        readyAt = entry.at + windowMs;
        index += 1;
      }
      // A machine's clock can be set back; no wait is longer than the window for all that.
      return Math.min(readyAt, now + windowMs);
    },
    spend: (amount, now) => {
      const charged = Math.min(amount, limit);
      spent.push({at: now, amount: charged});
      sum += charged;
    },
    setMax: (next) => {
      limit = next;
    },
  };
}
