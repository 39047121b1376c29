import fc from 'fast-check';
import {createCancellations} from '../../../src/http/wire/cancellation';
import type {HttpPolicy, RateLimit} from '../../../src/http/policy';
import {createRateGate, type RateGate} from '../../../src/http/limits/rate-gate';
import {createRateLimits, type RateLimits} from '../../../src/http/limits/rate-limits';
import {createVirtualClock, type VirtualClock} from '../../support/virtual-clock';
import {failureOf, policy} from '../support';

interface Rig {
  readonly clock: VirtualClock;
  readonly gate: RateGate;
  readonly limits: RateLimits;
  /** Who was let in when, in order. */
  readonly entered: {name: string; at: number; waitedMs: number}[];
  readonly waits: number[];
  come(
    name: string,
    demand?: {endpoint?: string; cost?: number},
    signal?: AbortSignal,
  ): Promise<void>;
}

function rig(overrides: Partial<HttpPolicy>, waitMaxMs = 3_600_000): Rig {
  const clock = createVirtualClock(0);
  const whole = policy({concurrencyMax: 1_000_000, ...overrides});
  const limits = createRateLimits(whole, clock.now());
  const waits: number[] = [];
  const gate = createRateGate({
    clock,
    limits,
    concurrencyMax: whole.concurrencyMax,
    waitMaxMs,
    vendor: 'Acme',
    onWait: (untilMs) => waits.push(untilMs),
  });
  const cancellations = createCancellations();
  const never = new AbortController().signal;
  const entered: Rig['entered'] = [];
  return {
    clock,
    gate,
    limits,
    entered,
    waits,
    come: async (name, {endpoint = 'list', cost = 1} = {}, signal = never) => {
      const cancellation = cancellations([signal], name);
      const visit = {ticket: gate.ticket(), demand: {endpoint, cost}, cancellation};
      const waitedMs = await gate.enter(visit);
      entered.push({name, at: clock.now(), waitedMs});
    },
  };
}

/** The most that falls into any span of `windowMs`, its end excluded. */
function mostIn(times: readonly number[], windowMs: number): number {
  let first = 0;
  let most = 0;
  times.forEach((at, index) => {
    while ((times[first] ?? 0) + windowMs <= at) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

async function arrive(it: Rig, gapsMs: readonly number[]): Promise<readonly number[]> {
  const all: Promise<void>[] = [];
  for (const [index, gapMs] of gapsMs.entries()) {
    await it.clock.advance(gapMs);
    all.push(it.come(String(index)));
  }
  await it.clock.runAll();
  await Promise.all(all);
  return it.entered.map(({at}) => at);
}

const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat(50), fc.nat(3_000)), {maxLength: 60});

describe('a window', () => {
  it('is never exceeded, whatever comes when, and nobody is overtaken', async () => {
    await fc.assert(
      fc.asyncProperty(
        gaps,
        fc.integer({min: 1, max: 12}),
        fc.integer({min: 10, max: 5_000}),
        async (gapsMs, requests, windowMs) => {
          const it = rig({limits: [{type: 'window', requests, windowMs}]});
          const times = await arrive(it, gapsMs);
          expect(times).toHaveLength(gapsMs.length);
          expect(mostIn(times, windowMs)).toBeLessThanOrEqual(requests);
          expect(it.entered.map(({name}) => Number(name))).toEqual(gapsMs.map((_, n) => n));
        },
      ),
      {numRuns: 60},
    );
  });

  it('is used for at least 90 % under constant demand', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({min: 1, max: 20}),
        fc.integer({min: 100, max: 5_000}),
        async (requests, windowMs) => {
          const it = rig({limits: [{type: 'window', requests, windowMs}]});
          const times = await arrive(it, new Array<number>(requests * 10).fill(0));
          const allowed = requests * (1 + Math.floor((times.at(-1) ?? 0) / windowMs));
          expect(times.length).toBeGreaterThanOrEqual(0.9 * allowed);
        },
      ),
      {numRuns: 30},
    );
  });

  it('counts cost where its unit is cost, and lets a cost above it pass alone', async () => {
    const limits: RateLimit[] = [{type: 'window', requests: 30, windowMs: 1_000, unit: 'cost'}];
    const it = rig({limits});
    const all = [20, 20, 10, 99].map((cost, n) => it.come(String(n), {cost}));
    await it.clock.runAll();
    await Promise.all(all);
    expect(it.entered.map(({at}) => at)).toEqual([0, 1_000, 1_000, 2_000]);
  });
});

describe('a token bucket', () => {
  it('is never exceeded and is used for at least 90 % under constant demand', async () => {
    await fc.assert(
      fc.asyncProperty(
        gaps,
        fc.integer({min: 1, max: 50}),
        fc.integer({min: 1, max: 10}),
        async (gapsMs, perSecond, burst) => {
          const it = rig({limits: [{type: 'token_bucket', perSecond, burst}]});
          const times = await arrive(it, gapsMs);
          for (const spanMs of [100, 1_000, 10_000]) {
            const allowed = burst + (perSecond * (spanMs + 2)) / 1_000;
            expect(mostIn(times, spanMs)).toBeLessThanOrEqual(Math.ceil(allowed));
          }
          const busy = rig({limits: [{type: 'token_bucket', perSecond, burst}]});
          const steady = await arrive(busy, new Array<number>(burst + perSecond * 5).fill(0));
          const seconds = (steady.at(-1) ?? 0) / 1_000;
          expect(steady.length).toBeGreaterThanOrEqual(0.9 * (burst + perSecond * seconds));
        },
      ),
      {numRuns: 40},
    );
  });

  it('with a burst of one spaces requests evenly (UserGuiding: 40 in 10 s)', async () => {
    const it = rig({limits: [{type: 'token_bucket', perSecond: 4, burst: 1}]});
    expect(await arrive(it, [0, 0, 0, 0])).toEqual([0, 250, 500, 750]);
  });
});

describe('limits of endpoints', () => {
  it('hold up their own endpoint only, in order (PandaDoc sandbox keys)', async () => {
    const it = rig({limits: [{type: 'window', requests: 2, windowMs: 60_000, perEndpoint: true}]});
    const all = ['a1', 'a2', 'a3', 'b1', 'a4', 'b2', 'b3'].map((name) =>
      it.come(name, {endpoint: name.charAt(0)}),
    );
    await it.clock.advance(0);
    expect(it.entered.map(({name}) => name)).toEqual(['a1', 'a2', 'b1', 'b2']);
    await it.clock.runAll();
    await Promise.all(all);
    expect(it.entered.map(({name}) => name)).toEqual(['a1', 'a2', 'b1', 'b2', 'a3', 'a4', 'b3']);
  });

  it('keep the order of an endpoint even when a cheaper request comes later', async () => {
    const it = rig({
      limits: [{type: 'window', requests: 10, windowMs: 1_000, perEndpoint: true, unit: 'cost'}],
    });
    const costs = [8, 8, 1];
    const all = costs.map((cost, n) => it.come(`${n}: ${cost}`, {cost}));
    await it.clock.runAll();
    await Promise.all(all);
    expect(it.entered.map(({name}) => name)).toEqual(['0: 8', '1: 8', '2: 1']);
  });

  it('can be for some endpoints together (Pipedrive searches)', async () => {
    const it = rig({
      limits: [{type: 'window', requests: 1, windowMs: 2_000, endpoints: ['find', 'search']}],
    });
    const all = ['find', 'search', 'list', 'list'].map((endpoint) => it.come(endpoint, {endpoint}));
    await it.clock.runAll();
    await Promise.all(all);
    expect(it.entered.map(({name, at}) => [name, at])).toEqual([
      ['find', 0],
      ['list', 0],
      ['list', 0],
      ['search', 2_000],
    ]);
    expect(it.entered.map(({waitedMs}) => waitedMs)).toEqual([0, 0, 0, 2_000]);
  });
});

describe('a limit that all endpoints share', () => {
  it('lets nobody overtake, not even a cheaper request of another endpoint', async () => {
    const it = rig({limits: [{type: 'window', requests: 10, windowMs: 1_000, unit: 'cost'}]});
    const all = [
      it.come('a', {endpoint: 'users', cost: 8}),
      it.come('b', {endpoint: 'users', cost: 8}),
      it.come('c', {endpoint: 'teams', cost: 1}),
    ];
    await it.clock.runAll();
    await Promise.all(all);
    expect(it.entered).toEqual([
      {name: 'a', at: 0, waitedMs: 0},
      {name: 'b', at: 1_000, waitedMs: 1_000},
      {name: 'c', at: 1_000, waitedMs: 1_000},
    ]);
  });
});

describe("the vendor's own word", () => {
  const rateHeaders = {limit: 'x-limit', windowMs: 2_000, share: 0.8};

  it('replaces a careful start and counts what was sent before (Pipedrive)', async () => {
    const it = rig({
      rateHeaders,
      limits: [{type: 'window', requests: 2, windowMs: 2_000, untilObserved: true}],
    });
    const all = Array.from({length: 20}, (_, n) => it.come(String(n)));
    await it.clock.advance(0);
    expect(it.entered).toHaveLength(2);
    it.limits.observeLimit(10);
    await it.clock.advance(2_000);
    expect(it.entered).toHaveLength(2 + 8);
    await it.clock.runAll();
    await Promise.all(all);
    expect(
      mostIn(
        it.entered.map(({at}) => at),
        2_000,
      ),
    ).toBe(8);
  });

  it('never stops everything, however small it is', async () => {
    const it = rig({rateHeaders});
    it.limits.observeLimit(0);
    expect(await arrive(it, [0, 0])).toEqual([0, 2_000]);
  });
});

describe('an adaptive pace', () => {
  const adaptive = {startPerSecond: 4, minPerSecond: 0.5, maxPerSecond: 4, quietMs: 60_000};

  it('halves on a refusal, once for all that were under way, and never below its least', async () => {
    const it = rig({adaptive});
    await it.come('first');
    it.limits.refused(0, 10);
    it.limits.refused(5, 20);
    const paced = await arrive(it, [0, 0, 0]);
    expect(paced.slice(1).map((at, n) => at - (paced[n] ?? 0))).toEqual([500, 500, 500]);
    for (let at = 10_000; at < 20_000; at += 1_000) it.limits.refused(at, at + 1);
    const slow = (await arrive(it, [20_000, 0, 0])).slice(-2);
    const gapMs = (slow[1] ?? 0) - (slow[0] ?? 0);
    // An idle bucket is overfull by two milliseconds.
    expect(gapMs).toBeGreaterThanOrEqual(1_998);
    expect(gapMs).toBeLessThanOrEqual(2_000);
  });

  it('climbs by a tenth of its most per quiet minute of answers (UserGuiding)', async () => {
    const it = rig({adaptive});
    it.limits.refused(0, 1);
    for (let at = 0; at <= 120_000; at += 1_000) it.limits.answered(at);
    const times = await arrive(it, [200_000, 0, 0]);
    // From 2 per second by 0.4 after the first full minute; the second is not over at 120 s.
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBe(Math.ceil(1_000 / 2.4));
  });
});

describe('the gate', () => {
  it('stays closed until the time that it was given, for everybody', async () => {
    const it = rig({});
    it.gate.closeUntil(60_000);
    it.gate.closeUntil(30_000);
    const all = ['a', 'b'].map((name) => it.come(name));
    await it.clock.advance(59_999);
    expect(it.entered).toEqual([]);
    await it.clock.advance(1);
    await Promise.all(all);
    expect(it.entered.map(({waitedMs}) => waitedMs)).toEqual([60_000, 60_000]);
    expect(it.waits[0]).toBe(60_000);
  });

  it('lets those who come again go before those who came later', async () => {
    const it = rig({concurrencyMax: 1});
    const cancellation = createCancellations()([], 'test');
    const ticket = it.gate.ticket();
    const demand = {endpoint: 'list', cost: 1};
    await it.gate.enter({ticket, demand, cancellation});
    const order: string[] = [];
    const later = it.come('later').then(() => order.push('later'));
    it.gate.closeUntil(1_000);
    it.gate.leave();
    const again = it.gate.enter({ticket, demand, cancellation}).then(() => {
      order.push('again');
      it.gate.leave();
    });
    await it.clock.runAll();
    await Promise.all([later, again]);
    expect(order).toEqual(['again', 'later']);
  });

  it('does not count waiting for a free place as waiting for a limit', async () => {
    const it = rig({concurrencyMax: 1});
    await it.come('a');
    const second = it.come('b');
    await it.clock.advance(5_000);
    it.gate.leave();
    await second;
    expect(it.entered[1]).toEqual({name: 'b', at: 5_000, waitedMs: 0});
  });

  it('lets go of those who are cancelled, and of its own sleep when nobody is left', async () => {
    const it = rig({});
    it.gate.closeUntil(60_000);
    const controller = new AbortController();
    const gone = failureOf(it.come('a', {}, controller.signal));
    await it.clock.advance(1_000);
    controller.abort();
    expect((await gone).message).toContain('stopped');
    // Nobody sleeps any more: all there is to run takes no time.
    await it.clock.runAll();
    expect(it.clock.now()).toBe(1_000);
  });

  it('does not make others wait for a cancelled request', async () => {
    const it = rig({limits: [{type: 'window', requests: 1, windowMs: 1_000}]});
    const controller = new AbortController();
    const first = it.come('a');
    const gone = failureOf(it.come('b', {}, controller.signal));
    const third = it.come('c');
    controller.abort();
    await it.clock.runAll();
    await Promise.all([first, gone, third]);
    expect(it.entered.map(({name, at}) => [name, at])).toEqual([
      ['a', 0],
      ['c', 1_000],
    ]);
  });

  it('refuses a wait that is longer than the work may wait', async () => {
    const it = rig(
      {limits: [{type: 'window', requests: 100, windowMs: 86_400_000, unit: 'cost'}]},
      1_800_000,
    );
    await it.come('a', {cost: 60});
    const failure = await failureOf(it.come('b', {cost: 60}));
    expect(failure).toMatchObject({kind: 'limited', resetAtMs: 86_400_000});
  });

  it('waits as long as the work may wait, to the millisecond', async () => {
    const it = rig({limits: [{type: 'window', requests: 1, windowMs: 60_000}]}, 60_000);
    expect(await arrive(it, [0, 0])).toEqual([0, 60_000]);
  });
});
