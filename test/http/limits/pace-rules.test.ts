import {createAdaptivePace} from '../../../src/http/limits/adaptive-pace';
import {createRateLimits} from '../../../src/http/limits/rate-limits';
import {createRollingWindow} from '../../../src/http/limits/rolling-window';
import {createTokenBucket} from '../../../src/http/limits/token-bucket';
import type {RateLimit} from '../../../src/http/policy';
import {policy} from '../support';

describe('a rolling window', () => {
  it('opens when as much as is needed has left it', () => {
    const window = createRollingWindow(3, 1_000);
    for (const at of [0, 10, 20]) window.spend(1, at);
    expect(window.readyAt(1, 30)).toBe(1_000);
    expect(window.readyAt(2, 30)).toBe(1_010);
    expect(window.readyAt(3, 30)).toBe(1_020);
  });

  it('is open as soon as the last one has left it', () => {
    const window = createRollingWindow(1, 1_000);
    window.spend(1, 0);
    expect(window.readyAt(1, 1_000)).toBe(1_000);
    expect(window.readyAt(1, 5_000)).toBe(5_000);
  });

  it('counts right after thousands of requests have left it', () => {
    const window = createRollingWindow(2_000, 1_000);
    for (let request = 0; request < 2_000; request += 1) window.spend(1, 0);
    expect(window.readyAt(1, 1_000)).toBe(1_000);
    for (let request = 0; request < 2_000; request += 1) window.spend(1, 1_000);
    expect(window.readyAt(1, 1_500)).toBe(2_000);
  });
});

describe('a bucket of tokens', () => {
  it('is ready now while it holds enough', () => {
    const bucket = createTokenBucket({perSecond: 4, burst: 2}, 0);
    expect(bucket.readyAt(2, 5_000)).toBe(5_000);
    bucket.spend(1, 5_000);
    expect(bucket.readyAt(1, 5_000)).toBe(5_000);
  });

  it('says when what is missing will have flowed in', () => {
    const bucket = createTokenBucket({perSecond: 4, burst: 2}, 0);
    bucket.spend(2, 0);
    expect(bucket.readyAt(1, 0)).toBe(250);
    expect(bucket.readyAt(2, 0)).toBe(500);
  });

  it('may be overfull by what flows in while a timer is two milliseconds late', () => {
    const bucket = createTokenBucket({perSecond: 1, burst: 1}, 0);
    bucket.spend(1, 10_000);
    expect(bucket.readyAt(1, 10_000)).toBe(10_998);
  });
});

describe('an adaptive pace', () => {
  const pace = () =>
    createAdaptivePace({startPerSecond: 4, minPerSecond: 1, maxPerSecond: 4, quietMs: 1_000}, 0);

  /** Milliseconds between two requests. */
  const gapAt = (rule: ReturnType<typeof pace>, now: number): number => {
    rule.spend(1, now);
    const first = rule.readyAt(1, now);
    rule.spend(1, first);
    return rule.readyAt(1, first) - first;
  };

  it('is halved once for requests that were sent before it was halved, or in that moment', () => {
    const rule = pace();
    rule.refused(5, 10);
    rule.refused(10, 20);
    expect(gapAt(rule, 30)).toBe(500);
    rule.refused(31, 40);
    expect(gapAt(rule, 10_000)).toBe(1_000);
  });

  it('is raised by the first answer when the quiet time is over', () => {
    const rule = pace();
    rule.refused(5, 10);
    rule.answered(1_009);
    expect(gapAt(rule, 1_009)).toBe(500);
    rule.answered(1_010);
    expect(gapAt(rule, 5_000)).toBe(Math.ceil(1_000 / 2.4));
  });

  it('is raised by no more than its most', () => {
    const rule = pace();
    rule.answered(60_000);
    expect(gapAt(rule, 60_000)).toBe(250);
  });
});

describe('the limits of a client', () => {
  const window = (more: Partial<RateLimit & {type: 'window'}>): RateLimit => ({
    ...{type: 'window', requests: 1, windowMs: 1_000},
    ...more,
  });
  const demand = {endpoint: 'list', cost: 5};

  it('that hold until the vendor has named its own are gone then, and the others stay', () => {
    const limits = createRateLimits(
      policy({
        rateHeaders: {limit: 'x-limit', windowMs: 1_000},
        limits: [window({untilObserved: true, windowMs: 9_000}), window({windowMs: 5_000})],
      }),
      0,
    );
    limits.spend(demand, 0);
    expect(limits.sharedReadyAt(demand, 0)).toBe(9_000);
    limits.observeLimit(100);
    expect(limits.sharedReadyAt(demand, 0)).toBe(5_000);
    limits.observeLimit(100);
    expect(limits.sharedReadyAt(demand, 0)).toBe(5_000);
  });

  it('are not changed by a number of the vendor that is for no known window', () => {
    const limits = createRateLimits(policy({limits: [window({})]}), 0);
    limits.observeLimit(100);
    limits.spend(demand, 0);
    expect(limits.sharedReadyAt(demand, 0)).toBe(1_000);
  });

  it('count requests where their unit is not cost', () => {
    const limits = createRateLimits(policy({limits: [window({requests: 10})]}), 0);
    limits.spend(demand, 0);
    limits.spend(demand, 0);
    expect(limits.sharedReadyAt(demand, 0)).toBe(0);
  });

  it('for some endpoints are spent by these only', () => {
    const limits = createRateLimits(policy({limits: [window({endpoints: ['find']})]}), 0);
    limits.spend(demand, 0);
    expect(limits.endpointReadyAt({...demand, endpoint: 'find'}, 0)).toBe(0);
    limits.spend({...demand, endpoint: 'find'}, 0);
    expect(limits.endpointReadyAt({...demand, endpoint: 'find'}, 0)).toBe(1_000);
    expect(limits.endpointReadyAt(demand, 0)).toBe(0);
  });
});
