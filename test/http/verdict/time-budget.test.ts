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

it('a repeatable request gets half of its time, then the rest; another one all of it', () => {
  const parts = {policy: {timeoutMs: 60_000}, counts: {silentMs: 0, answerTimeouts: 0}};
  const hasRetries = true;
  expect(tryTimeouts({...parts, request: {repeatable: true}, hasRetries}).timeoutMs).toBe(30_000);
  expect(tryTimeouts({...parts, request: {repeatable: false}, hasRetries}).timeoutMs).toBe(60_000);
  const counts = {silentMs: 31_000, answerTimeouts: 1};
  const second = {...parts, counts, request: {repeatable: true}, hasRetries};
  expect(tryTimeouts(second).timeoutMs).toBe(29_000);
});
