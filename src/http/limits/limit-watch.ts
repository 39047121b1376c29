import type {Kit} from '../../core/kit';
import {TOLD_WAIT_MS} from '../../core/vendor-watch';
import type {HttpPolicy} from '../policy';
import type {RateGate} from './rate-gate';
import {seenLimit, seenRemaining, seenReset, type SeenReset} from './rate-headers';
import type {RateLimits} from './rate-limits';

/** Shorter waits are part of the usual pace and not worth a line. */
const NOTABLE_WAIT_MS = 5_000;

/** Waits that end within this of each other are the same wait, for those who watch. */
const SAME_WAIT_MS = 1_000;

/** Tells the user about long waits, once each. */
export function createWaitNotice(
  vendor: string,
  kit: Kit,
  onRateLimited: ((resetAtMs: number) => void) | undefined,
): (untilMs: number) => void {
  let toldUntil = Number.NEGATIVE_INFINITY;
  return (untilMs) => {
    const waitMs = untilMs - kit.clock.now();
    if (waitMs >= TOLD_WAIT_MS) kit.watch?.waits({why: 'limit', vendor, untilMs});
    if (waitMs <= NOTABLE_WAIT_MS || untilMs <= toldUntil + SAME_WAIT_MS) return;
    toldUntil = untilMs;
    kit.log('INFO', `${vendor}: waiting ${Math.ceil(waitMs / 1000)} s for its request limit.`);
    onRateLimited?.(untilMs);
  };
}

/** What an answer's headers say about limits is heeded before the vendor has to refuse. */
export interface LimitWatch {
  /** Heeds the headers of any answer. */
  observe(headers: Readonly<Record<string, string>>): void;
  /** Writes down, once, in which form the vendor names a reset. */
  noteReset(headers: Readonly<Record<string, string>>): void;
}

/** Creates the watch of a client; without `rateHeaders` in the policy it costs nothing. */
export function createLimitWatch(
  policy: HttpPolicy,
  kit: Kit,
  parts: {readonly gate: RateGate; readonly limits: RateLimits},
): LimitWatch {
  const names = policy.rateHeaders;
  let noted = false;
  const note = (reset: SeenReset | undefined): void => {
    if (noted || !reset) return;
    noted = true;
    kit.log('INFO', `${policy.vendor}: the header ${reset.header} is read as ${reset.form}.`);
  };
  return {
    observe: (headers) => {
      if (!names) return;
      const limit = seenLimit(headers, names);
      if (limit !== undefined) parts.limits.observeLimit(limit);
      if (seenRemaining(headers, names) !== 0) return;
      const now = kit.clock.now();
      const reset = seenReset(headers, names, now);
      if (!reset) return;
      note(reset);
      const waitMs = Math.min(
        reset.waitMs,
        names.windowMs ?? Number.POSITIVE_INFINITY,
        policy.retry.resetMaxMs ?? Number.POSITIVE_INFINITY,
      );
      // A longer wait is not decided here: the next request is refused, and then the work ends.
      if (waitMs <= policy.retry.limitWaitMaxMs) parts.gate.closeUntil(now + waitMs);
    },
    noteReset: (headers) => note(seenReset(headers, names, kit.clock.now())),
  };
}
