import type {RetryPolicy} from '../policy';

/**
 * The wait before a try after failure number `failures` (from 1): exponential with full jitter,
 * never below `baseMs` nor above `capMs`. `random` is in [0, 1).
 */
export function backoffMs(policy: RetryPolicy, failures: number, random: number): number {
  const ceiling = Math.min(policy.capMs, policy.baseMs * doublings(failures));
  return Math.round(policy.baseMs + random * Math.max(0, ceiling - policy.baseMs));
}

/**
 * The wait after refusal number `refusals` (from 1) for a limit of which the vendor did not say
 * when it opens: doubling up to the cap, plus up to a tenth so that many clients do not come back at once.
 */
export function limitBackoffMs(policy: RetryPolicy, refusals: number, random: number): number {
  const cap = policy.limitWaitCapMs ?? Math.max(policy.capMs, policy.limitWaitMs);
  const doubled = Math.min(cap, policy.limitWaitMs * doublings(refusals - 1));
  return Math.round(doubled * (1 + random / 10));
}

/** Two to the power of `count`, never infinite: a base of nothing must stay nothing. */
function doublings(count: number): number {
  return 2 ** Math.min(count, 40);
}
