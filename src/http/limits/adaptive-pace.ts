import type {PaceRule} from './pace-rule';
import type {AdaptivePolicy} from '../policy';
import {createTokenBucket} from './token-bucket';

/** A pace that is lowered by refusals and raised by quiet. */
interface AdaptivePace extends PaceRule {
  /** A request that was sent at `sentAt` was refused for a limit. */
  refused(sentAt: number, now: number): void;
  /** A request was answered without a limit. */
  answered(now: number): void;
}

/**
 * Creates a pace of evenly spaced requests. A refusal multiplies it by `decrease`; after each
 * quiet time the next answer adds `increase` × `maxPerSecond`. Only answers raise it: without
 * demand nothing is learned.
 */
export function createAdaptivePace(policy: AdaptivePolicy, startMs: number): AdaptivePace {
  const {minPerSecond, maxPerSecond, decrease = 0.5, increase = 0.1, quietMs = 10_000} = policy;
  const bucket = createTokenBucket({perSecond: policy.startPerSecond, burst: 1}, startMs);
  let perSecond = policy.startPerSecond;
  let changedAt = startMs;
  let loweredAt = Number.NEGATIVE_INFINITY;

  const change = (next: number, now: number): void => {
    perSecond = Math.min(maxPerSecond, Math.max(minPerSecond, next));
    bucket.setPerSecond(perSecond);
    changedAt = now;
  };
  return {
    readyAt: (amount, now) => bucket.readyAt(amount, now),
    spend: (amount, now) => bucket.spend(amount, now),
    refused: (sentAt, now) => {
      // Requests that were under way when the pace was lowered say nothing about the new pace.
      if (sentAt <= loweredAt) return;
      loweredAt = now;
      change(perSecond * decrease, now);
    },
    answered: (now) => {
      if (now - changedAt < quietMs) return;
      change(perSecond + increase * maxPerSecond, now);
    },
  };
}
