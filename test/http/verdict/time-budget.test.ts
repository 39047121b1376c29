import fc from 'fast-check';
import {afterTimeout, type BudgetParts, tryTimeouts} from '../../../src/http/verdict/time-budget';

/** Plays a request whose every try ends by one of these time-outs, in turn; gives the time it took. */
function play(
  parts: Omit<BudgetParts, 'counts' | 'hasRetries'>,
  codes: readonly ('ANSWER_TIMEOUT' | 'CONNECT_TIMEOUT')[],
): {readonly tookMs: number; readonly answerTimeouts: number} {
  let counts = {silentMs: 0, answerTimeouts: 0};
  let tookMs = 0;
  for (let nth = 0; ; nth += 1) {
    const code = codes[nth % codes.length] ?? 'ANSWER_TIMEOUT';
    const now = {...parts, counts, hasRetries: nth < 20};
    const {timeoutMs, connectTimeoutMs} = tryTimeouts(now);
    tookMs += code === 'ANSWER_TIMEOUT' ? timeoutMs : connectTimeoutMs;
    const answerTimeouts = counts.answerTimeouts + (code === 'ANSWER_TIMEOUT' ? 1 : 0);
    const next = parts.request.repeatable || code === 'CONNECT_TIMEOUT';
    const again = next && nth < 20 ? afterTimeout(code, now, 30_000) : undefined;
    if (!again) return {tookMs, answerTimeouts};
    tookMs += again.waitMs;
    counts = {silentMs: counts.silentMs + again.silentMs, answerTimeouts};
  }
}

it('silence costs one budget, however the tries end, with one more try for an answer at most', () => {
  const code = fc.constantFrom('ANSWER_TIMEOUT' as const, 'CONNECT_TIMEOUT' as const);
  fc.assert(
    fc.property(
      fc.integer({min: 10, max: 300_000}),
      fc.integer({min: 10, max: 20_000}),
      fc.boolean(),
      fc.array(code, {minLength: 1, maxLength: 6}),
      (timeoutMs, connectTimeoutMs, repeatable, codes) => {
        const policy = {timeoutMs, connectTimeoutMs};
        const {tookMs, answerTimeouts} = play({policy, request: {repeatable}}, codes);
        expect(tookMs).toBeLessThanOrEqual(timeoutMs + 25);
        expect(answerTimeouts).toBeLessThanOrEqual(repeatable ? 2 : 1);
      },
    ),
  );
});

const parts: BudgetParts = {
  policy: {timeoutMs: 60_000},
  request: {repeatable: true},
  counts: {silentMs: 0, answerTimeouts: 0},
  hasRetries: true,
};

it('a request that will not be sent again gets all of its time', () => {
  expect(tryTimeouts({...parts, hasRetries: false}).timeoutMs).toBe(60_000);
});

it('a request has a time of its own where it says so', () => {
  const request = {repeatable: true, timeoutMs: 10_000};
  expect(tryTimeouts({...parts, request}).timeoutMs).toBe(5_000);
});

it('half of an odd time is rounded up, and a try has a millisecond even when nothing is left', () => {
  expect(tryTimeouts({...parts, policy: {timeoutMs: 7}}).timeoutMs).toBe(4);
  const counts = {silentMs: 70_000, answerTimeouts: 1};
  expect(tryTimeouts({...parts, counts}).timeoutMs).toBe(1);
});

it('a connection gets ten seconds, or what the policy says, and no more than the try', () => {
  expect(tryTimeouts(parts).connectTimeoutMs).toBe(10_000);
  const policy = {timeoutMs: 60_000, connectTimeoutMs: 3_000};
  expect(tryTimeouts({...parts, policy}).connectTimeoutMs).toBe(3_000);
  expect(tryTimeouts({...parts, policy: {timeoutMs: 8_000}}).connectTimeoutMs).toBe(4_000);
});

it('the wait after silence is a tenth of what is left at most', () => {
  expect(afterTimeout('ANSWER_TIMEOUT', parts, 60_000)).toEqual({waitMs: 3_000, silentMs: 33_000});
  expect(afterTimeout('ANSWER_TIMEOUT', parts, 500)).toEqual({waitMs: 500, silentMs: 30_500});
  expect(afterTimeout('CONNECT_TIMEOUT', parts, 500)).toEqual({waitMs: 500, silentMs: 10_500});
});

it('there is no next try after two without an answer, nor with less than a twentieth left', () => {
  const silent = (silentMs: number, answerTimeouts: number): BudgetParts => ({
    ...parts,
    counts: {silentMs, answerTimeouts},
  });
  expect(afterTimeout('ANSWER_TIMEOUT', silent(0, 1), 500)).toBeUndefined();
  expect(afterTimeout('ANSWER_TIMEOUT', silent(59_999, 1), 500)).toBeUndefined();
  expect(afterTimeout('ANSWER_TIMEOUT', silent(70_000, 1), 500)).toBeUndefined();
  // Ten seconds are for the connection: three are left, and then a little less.
  expect(afterTimeout('CONNECT_TIMEOUT', silent(47_000, 1), 500)).toMatchObject({waitMs: 300});
  expect(afterTimeout('CONNECT_TIMEOUT', silent(47_001, 1), 500)).toBeUndefined();
});

it('a repeatable request gets half of its time, then the rest; another one all of it', () => {
  const parts = {policy: {timeoutMs: 60_000}, counts: {silentMs: 0, answerTimeouts: 0}};
  const hasRetries = true;
  expect(tryTimeouts({...parts, request: {repeatable: true}, hasRetries}).timeoutMs).toBe(30_000);
  expect(tryTimeouts({...parts, request: {repeatable: false}, hasRetries}).timeoutMs).toBe(60_000);
  const counts = {silentMs: 31_000, answerTimeouts: 1};
  const second = {...parts, counts, request: {repeatable: true}, hasRetries};
  expect(tryTimeouts(second).timeoutMs).toBe(29_000);
});
