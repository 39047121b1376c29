import {createAdaptivePace} from './adaptive-pace';
import type {PaceRule} from './pace-rule';
import type {HttpPolicy, LimitScope, RateLimit} from '../policy';
import {createRollingWindow} from './rolling-window';
import {createTokenBucket} from './token-bucket';

/** What a request takes from limits. */
export interface Demand {
  readonly endpoint: string;
  readonly cost: number;
}

/** All limits of one client together. Times are epoch milliseconds. */
export interface RateLimits {
  /** When the limits that all requests share would let this one go. */
  sharedReadyAt(demand: Demand, now: number): number;
  /** When the limits of its own endpoint would. */
  endpointReadyAt(demand: Demand, now: number): number;
  spend(demand: Demand, now: number): void;
  /** The vendor said how many requests a window may hold. */
  observeLimit(limit: number): void;
  /** A request that was sent at `sentAt` was refused for a limit. */
  refused(sentAt: number, now: number): void;
  /** A request was answered without a limit. */
  answered(now: number): void;
}

/** What of the vendor's own limit is used when the policy does not say. */
const SHARE = 0.8;

/** A limit in terms of requests. */
interface Charge {
  readyAt(demand: Demand, now: number): number;
  spend(demand: Demand, now: number): void;
}

/** Builds the limits of a policy; `startMs` is now. */
export function createRateLimits(policy: HttpPolicy, startMs: number): RateLimits {
  const adaptive = policy.adaptive && createAdaptivePace(policy.adaptive, startMs);
  const observed = createObservedLimit(policy);
  let limits = policy.limits.map((limit) => ({limit, charge: createCharge(limit, startMs)}));
  const sorted = (): {readonly own: readonly Charge[]; readonly shared: readonly Charge[]} => ({
    own: limits.filter(({limit}) => isForEndpoints(limit)).map(({charge}) => charge),
    shared: [
      ...limits.filter(({limit}) => !isForEndpoints(limit)).map(({charge}) => charge),
      ...[observed?.rule, adaptive].filter((rule) => rule !== undefined).map(perRequest),
    ],
  });
  let charges = sorted();
  return {
    sharedReadyAt: (demand, now) => latest(charges.shared, demand, now),
    endpointReadyAt: (demand, now) => latest(charges.own, demand, now),
    spend: (demand, now) => {
      for (const charge of charges.shared) charge.spend(demand, now);
      for (const charge of charges.own) charge.spend(demand, now);
    },
    observeLimit: (limit) => {
      if (!observed) return;
      observed.observe(limit);
      if (!limits.some((each) => each.limit.untilObserved)) return;
      limits = limits.filter((each) => !each.limit.untilObserved);
      charges = sorted();
    },
    refused: (sentAt, now) => adaptive?.refused(sentAt, now),
    answered: (now) => adaptive?.answered(now),
  };
}

/** A window that counts from the first request on, and is without limit until one was observed. */
function createObservedLimit(
  policy: HttpPolicy,
): {rule: PaceRule; observe: (limit: number) => void} | undefined {
  const {windowMs, share = SHARE} = policy.rateHeaders ?? {};
  if (windowMs === undefined) return undefined;
  const rule = createRollingWindow(Number.POSITIVE_INFINITY, windowMs);
  return {rule, observe: (limit) => rule.setMax(Math.max(1, Math.floor(limit * share)))};
}

function isForEndpoints(limit: LimitScope): boolean {
  return limit.perEndpoint === true || limit.endpoints !== undefined;
}

function createCharge(limit: RateLimit, startMs: number): Charge {
  const amountOf = (demand: Demand): number => (limit.unit === 'cost' ? demand.cost : 1);
  const ruleOf = limit.perEndpoint
    ? createRulePerEndpoint(limit, startMs)
    : always(createRule(limit, startMs));
  const concerns = (demand: Demand): boolean => limit.endpoints?.includes(demand.endpoint) ?? true;
  return {
    readyAt: (demand, now) =>
      concerns(demand) ? ruleOf(demand.endpoint).readyAt(amountOf(demand), now) : now,
    spend: (demand, now) => {
      if (concerns(demand)) ruleOf(demand.endpoint).spend(amountOf(demand), now);
    },
  };
}

function createRulePerEndpoint(limit: RateLimit, startMs: number): (endpoint: string) => PaceRule {
  const rules = new Map<string, PaceRule>();
  return (endpoint) => {
    const known = rules.get(endpoint);
    if (known) return known;
    const rule = createRule(limit, startMs);
    rules.set(endpoint, rule);
    return rule;
  };
}

function createRule(limit: RateLimit, startMs: number): PaceRule {
  switch (limit.type) {
    case 'token_bucket':
      return createTokenBucket(limit, startMs);
    case 'window':
      return createRollingWindow(limit.requests, limit.windowMs);
  }
}

function perRequest(rule: PaceRule): Charge {
  return {
    readyAt: (_, now) => rule.readyAt(1, now),
    spend: (_, now) => rule.spend(1, now),
  };
}

function always(rule: PaceRule): () => PaceRule {
  return () => rule;
}

function latest(charges: readonly Charge[], demand: Demand, now: number): number {
  let readyAt = now;
  for (const charge of charges) readyAt = Math.max(readyAt, charge.readyAt(demand, now));
  return readyAt;
}
