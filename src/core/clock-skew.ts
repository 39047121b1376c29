/**
 * How far two clocks may differ. Beyond it one of the times is wrong: with a clock that is days off,
 * certificates of servers are refused, too.
 */
export const CLOCK_SKEW_MAX_MS = 3 * 24 * 3_600_000;

/** The last moment that a Date can show. */
const DATE_MAX_MS = 8.64e15;

/** True for a time, epoch milliseconds, that some clock may have shown by now. */
export function isBelievable(ms: number, nowMs: number): boolean {
  return Number.isSafeInteger(ms) && Math.abs(ms) <= DATE_MAX_MS && ms <= nowMs + CLOCK_SKEW_MAX_MS;
}
