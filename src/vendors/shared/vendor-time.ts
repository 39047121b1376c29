import {CLOCK_SKEW_MAX_MS} from '../../core/clock-skew';
import type {HttpAnswer} from '../../http/request';

/** `Date` counts whole seconds. */
const RESOLUTION_MS = 1_000;

/**
 * What time it was for the vendor when it was asked, epoch milliseconds, by the answer's `Date` header:
 * positions of streams that the vendor filters by time must be in its time, however wrong our own
 * clock is. Of two possible times it is the earlier one. Undefined without a date, and for one that
 * is days off ours.
 */
export function vendorTimeOf(
  {headers}: Pick<HttpAnswer, 'headers'>,
  {
    askedMs,
    answeredMs,
  }: {
    readonly askedMs: number;
    readonly answeredMs: number;
  },
): number | undefined {
  const sentMs = Date.parse(headers['date'] ?? '');
  // Comparisons with NaN are false.
  const isBelieved = Math.abs(sentMs - answeredMs) <= CLOCK_SKEW_MAX_MS;
  const tookMs = Math.max(0, answeredMs - askedMs);
  return isBelieved ? sentMs - tookMs - RESOLUTION_MS : undefined;
}
