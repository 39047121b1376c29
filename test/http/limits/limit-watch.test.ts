import {
  createLimitWatch,
  createWaitNotice,
  type LimitWatch,
} from '../../../src/http/limits/limit-watch';
import type {HttpPolicy, RateHeaders} from '../../../src/http/policy';
import {createTestKit} from '../../support/test-kit';
import {createVirtualClock} from '../../support/virtual-clock';
import {policy} from '../support';

const NOW = 1_700_000_000_000;

const rateHeaders: RateHeaders = {limit: 'x-limit', remaining: 'x-remaining', reset: 'x-reset'};

/** A watch with what it did to the gate and to the limits. */
function rig(overrides: Partial<HttpPolicy> = {}) {
  const limits: number[] = [];
  const closedFor: number[] = [];
  const kit = createTestKit({clock: createVirtualClock(NOW)});
  const watch: LimitWatch = createLimitWatch(policy({rateHeaders, ...overrides}), kit, {
    gate: {
      ticket: () => 1,
      enter: () => Promise.resolve(0),
      leave: () => undefined,
      closeUntil: (atMs) => closedFor.push(atMs - NOW),
    },
    limits: {
      sharedReadyAt: () => NOW,
      endpointReadyAt: () => NOW,
      spend: () => undefined,
      observeLimit: (limit) => limits.push(limit),
      refused: () => undefined,
      answered: () => undefined,
    },
  });
  return {watch, kit, limits, closedFor};
}

describe('the headers of an answer', () => {
  it.each([
    ['100', [100]],
    ['100, 100;w=60', [100]],
    ['0', [0]],
    ['-1', []],
    ['many', []],
    [undefined, []],
  ])('that hold %s for the limit set it to %j', (text, expected) => {
    const it = rig();
    it.watch.observe(text === undefined ? {} : {'x-limit': text});
    expect(it.limits).toStrictEqual(expected);
  });

  it('are looked at under each of the names that a vendor uses', () => {
    const it = rig({rateHeaders: {limit: ['x-limit', 'ratelimit-limit']}});
    it.watch.observe({'ratelimit-limit': '7'});
    expect(it.limits).toEqual([7]);
  });

  it('say nothing where the policy names none', () => {
    const it = rig({rateHeaders: {}});
    it.watch.observe({'x-limit': '7', 'x-remaining': '0', 'retry-after': '5', undefined: '7'});
    expect([it.limits, it.closedFor]).toEqual([[], []]);
  });

  it('close the gate until the reset when nothing is left', () => {
    const it = rig();
    it.watch.observe({'x-remaining': '0', 'x-reset': '30'});
    expect(it.closedFor).toEqual([30_000]);
  });

  it.each([
    ['something is left', {'x-remaining': '1', 'x-reset': '30'}],
    ['nothing is said of what is left', {'x-reset': '30'}],
    ['nothing is said of the reset', {'x-remaining': '0'}],
  ])('leave the gate open where %s', (_, headers) => {
    const it = rig();
    it.watch.observe(headers);
    expect(it.closedFor).toEqual([]);
    expect(it.kit.logged).toEqual([]);
  });

  it('close the gate for no longer than the window of the vendor', () => {
    const it = rig({rateHeaders: {...rateHeaders, windowMs: 2_000}});
    it.watch.observe({'x-remaining': '0', 'x-reset': '30'});
    expect(it.closedFor).toEqual([2_000]);
  });

  it('close the gate for no longer than the policy believes', () => {
    const it = rig({retry: {...policy().retry, resetMaxMs: 10_000}});
    it.watch.observe({'x-remaining': '0', 'x-reset': '30'});
    expect(it.closedFor).toEqual([10_000]);
  });

  it('close the gate for the longest wait that is allowed, and leave a longer one to the refusal', () => {
    const it = rig();
    it.watch.observe({'x-remaining': '0', 'x-reset': '120'});
    it.watch.observe({'x-remaining': '0', 'x-reset': '121'});
    expect(it.closedFor).toEqual([120_000]);
  });

  it('have their form of a reset written down once', () => {
    const it = rig();
    it.watch.noteReset({});
    it.watch.noteReset({'x-reset': '30'});
    it.watch.noteReset({'retry-after': '30'});
    it.watch.observe({'x-remaining': '0', 'x-reset': '30'});
    expect(it.kit.logged).toEqual([
      {level: 'INFO', message: 'Acme: the header x-reset is read as seconds.'},
    ]);
  });
});

describe('a notice of waits', () => {
  function notices(waitsMs: readonly number[]) {
    const watched: number[] = [];
    const limited: number[] = [];
    const kit = createTestKit({
      clock: createVirtualClock(NOW),
      watch: {
        asked: () => () => undefined,
        waits: ({untilMs}) => watched.push(untilMs - NOW),
      },
    });
    const notice = createWaitNotice('Acme', kit, (atMs) => limited.push(atMs - NOW));
    for (const waitMs of waitsMs) notice(NOW + waitMs);
    return {watched, limited, logged: kit.logged.map(({message}) => message)};
  }

  it('goes to who looks on from a second on, and into the log above five', () => {
    const told = notices([999, 1_000, 5_000, 5_001]);
    expect(told.watched).toEqual([1_000, 5_000, 5_001]);
    expect(told.limited).toEqual([5_001]);
    expect(told.logged).toEqual(['Acme: waiting 6 s for its request limit.']);
  });

  it('is given again only for a wait that ends more than a second later', () => {
    expect(notices([10_000, 11_000, 11_001]).limited).toEqual([10_000, 11_001]);
  });
});
