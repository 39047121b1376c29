import fc from 'fast-check';
import {createSecretMask} from '../../../src/core/secrets/secret-mask';
import type {RawAnswer, RetryPolicy} from '../../../src/http/policy';
import {
  type AttemptCounts,
  judgeAnswer,
  judgeBroken,
  type Verdict,
  type VerdictContext,
} from '../../../src/http/verdict/retry-verdict';
import {backoffMs, limitBackoffMs} from '../../../src/http/verdict/backoff';
import {get, policy, post} from '../support';

const NOW = 1_700_000_000_000;
const NONE: AttemptCounts = {
  failures: 0,
  refusals: 0,
  limitWaitedMs: 0,
  renewed: false,
  silentMs: 0,
  answerTimeouts: 0,
};

function answer(overrides: Partial<RawAnswer> = {}): RawAnswer {
  return {
    status: 200,
    headers: {},
    body: {},
    bodyKind: 'json',
    excerpt: '{}',
    method: 'GET',
    path: '/users',
    ...overrides,
  };
}

function context(overrides: Partial<VerdictContext> = {}): VerdictContext {
  return {
    policy: policy(),
    request: get(),
    host: 'api.acme.test',
    mask: createSecretMask(),
    counts: NONE,
    canRenew: false,
    nowMs: NOW,
    random: 0.5,
    ...overrides,
  };
}

const retryPolicy: fc.Arbitrary<RetryPolicy> = fc.record({
  retriesMax: fc.nat(8),
  baseMs: fc.integer({min: 1, max: 5_000}),
  capMs: fc.integer({min: 1, max: 60_000}),
  statuses: fc.constant([500, 502, 503]),
  limitWaitMaxMs: fc.integer({min: 1_000, max: 60_000}),
  limitWaitMs: fc.integer({min: 0, max: 60_000}),
  limitTotalMaxMs: fc.integer({min: 0, max: 600_000}),
});

const random = fc.double({min: 0, max: 1, maxExcluded: true, noNaN: true});

/** Plays one request whose every answer is the same; ends when it is not sent again. */
function play(start: VerdictContext, judge: (now: VerdictContext) => Verdict): Verdict[] {
  const verdicts: Verdict[] = [];
  let counts = start.counts;
  for (let n = 0; n < 100_000; n += 1) {
    const verdict = judge({...start, counts});
    verdicts.push(verdict);
    if (verdict.type !== 'wait') return verdicts;
    counts = verdict.counted
      ? {...counts, failures: counts.failures + 1}
      : {
          ...counts,
          refusals: counts.refusals + 1,
          limitWaitedMs: counts.limitWaitedMs + verdict.waitMs,
        };
  }
  throw new Error('The request never ends.');
}

describe('backoff', () => {
  it('lies between its base and its cap and follows randomness over the whole span', () => {
    fc.assert(
      fc.property(retryPolicy, fc.integer({min: 1, max: 2_000}), random, (retry, failures, at) => {
        const waitMs = backoffMs(retry, failures, at);
        expect(waitMs).toBeGreaterThanOrEqual(retry.baseMs);
        expect(waitMs).toBeLessThanOrEqual(Math.max(retry.baseMs, retry.capMs));
      }),
    );
    const {retry} = policy();
    expect([0, 0.5, 1].map((at) => backoffMs(retry, 1, at))).toEqual([500, 750, 1_000]);
    expect([0, 0.5, 1].map((at) => backoffMs(retry, 3, at))).toEqual([500, 2_250, 4_000]);
  });

  it('for a limit is up to a tenth longer than it would have to be', () => {
    const {retry} = policy();
    expect([0, 0.5, 1].map((at) => limitBackoffMs(retry, 1, at))).toEqual([2_000, 2_100, 2_200]);
  });
});

describe('the verdict', () => {
  it('asks again three times after a web page in place of data, and never more than the policy', () => {
    const tries = (bodyKind: 'html' | 'truncated', retriesMax: number): number => {
      const own = policy({retry: {...policy().retry, retriesMax}});
      let failures = 0;
      while (failures < 20) {
        const counts = {...NONE, failures};
        const page = answer({bodyKind, body: undefined});
        if (judgeAnswer(page, context({policy: own, counts})).type !== 'wait') break;
        failures += 1;
      }
      return failures;
    };
    expect([tries('html', 7), tries('html', 2), tries('truncated', 7)]).toEqual([3, 2, 7]);
  });

  it('ends every request: failures by number, limits by time', () => {
    const header = fc.option(
      fc.oneof(fc.integer({min: -5, max: 200_000}).map(String), fc.string({maxLength: 20})),
      {nil: undefined},
    );
    fc.assert(
      fc.property(
        retryPolicy,
        random,
        header,
        fc.constantFrom(429, 503, 200),
        (retry, at, text, status) => {
          const headers = text === undefined ? {} : {'retry-after': text};
          const bodyKind = status === 200 ? 'html' : 'json';
          const start = context({policy: policy({retry}), random: at});
          const verdicts = play(start, (now) =>
            judgeAnswer(answer({status, headers, bodyKind}), now),
          );
          expect(verdicts.at(-1)?.type).toBe('fail');
          const waits = verdicts.filter((verdict) => verdict.type === 'wait');
          const counted = waits.filter((verdict) => verdict.counted);
          expect(counted.length).toBeLessThanOrEqual(retry.retriesMax);
          const limitMs = waits.reduce((sum, each) => sum + (each.counted ? 0 : each.waitMs), 0);
          const total = Math.max(retry.limitTotalMaxMs ?? 0, retry.limitWaitMaxMs);
          expect(limitMs).toBeLessThanOrEqual(total + 500);
          for (const {waitMs} of waits) {
            expect(waitMs).toBeGreaterThan(0);
            expect(waitMs).toBeLessThanOrEqual(
              Math.max(retry.limitWaitMaxMs + 500, retry.capMs, retry.baseMs),
            );
          }
        },
      ),
      {numRuns: 100},
    );
  });

  it('never sends again what must not be repeated once it may have been done', () => {
    const code = fc.constantFrom('ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ANSWER_TIMEOUT', 'UNKNOWN');
    const broken = code.map(
      (each) => (now: VerdictContext) =>
        judgeBroken({code: each, message: '', nothingDone: false}, now),
    );
    const status = fc.constantFrom(200, 201, 500, 502, 503, 504, 408);
    const bodyKind = fc.constantFrom('html' as const, 'truncated' as const, 'text' as const);
    const answered = fc.tuple(status, bodyKind).map(
      ([each, kind]) =>
        (now: VerdictContext) =>
          judgeAnswer(answer({status: each, bodyKind: kind}), now),
    );
    fc.assert(
      fc.property(fc.oneof(broken, answered), (judge) => {
        const verdict = judge(context({request: post()}));
        expect(verdict).toMatchObject({type: 'fail', failure: {kind: 'transient'}});
      }),
    );
  });

  it('is the same for the same arguments', () => {
    fc.assert(
      fc.property(retryPolicy, random, fc.constantFrom(200, 429, 500), (retry, at, status) => {
        const given = context({policy: policy({retry}), random: at});
        expect(judgeAnswer(answer({status}), given)).toEqual(judgeAnswer(answer({status}), given));
      }),
    );
  });

  it('lets the first waits without a header double up to their cap', () => {
    const retry = {
      ...policy().retry,
      limitWaitMs: 30_000,
      limitWaitCapMs: 300_000,
      limitWaitMaxMs: 300_000,
    };
    const verdicts = play(context({policy: policy({retry}), random: 0}), (now) =>
      judgeAnswer(answer({status: 429}), now),
    );
    const waits = verdicts.flatMap((verdict) => (verdict.type === 'wait' ? [verdict.waitMs] : []));
    expect(waits.slice(0, 6)).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
  });

  it('ends even where a policy waits for nothing', () => {
    const retry = {...policy().retry, limitWaitMs: 0, capMs: 0, limitTotalMaxMs: 3_600_000};
    const verdicts = play(context({policy: policy({retry}), random: 0}), (now) =>
      judgeAnswer(answer({status: 429}), now),
    );
    expect(verdicts.at(-1)).toMatchObject({type: 'fail', failure: {kind: 'limited'}});
    expect(verdicts).toHaveLength(36_001);
  });

  it('does not believe a reset of nothing for ever', () => {
    const verdicts = play(context({random: 0}), (now) =>
      judgeAnswer(answer({status: 429, headers: {'retry-after': '0'}}), now),
    );
    const waits = verdicts.flatMap((verdict) => (verdict.type === 'wait' ? [verdict.waitMs] : []));
    expect(waits.slice(0, 4)).toEqual([1_000, 1_000, 8_000, 8_000]);
  });

  it('clamps a reset where the policy says so (Pipedrive: 2 to 120 s)', () => {
    const retry = {...policy().retry, resetMinMs: 2_000, resetMaxMs: 120_000};
    const waitFor = (text: string): Verdict =>
      judgeAnswer(
        answer({status: 429, headers: {'retry-after': text}}),
        context({policy: policy({retry}), random: 0}),
      );
    expect(waitFor('0')).toEqual({type: 'wait', waitMs: 2_000, counted: false});
    expect(waitFor('9999')).toEqual({type: 'wait', waitMs: 120_000, counted: false});
  });

  it('asks reset headers in the order of the policy (PagerDuty, Pipedrive Q18)', () => {
    const headers = {'retry-after': '3', 'ratelimit-reset': '20', 'x-ratelimit-reset': '40'};
    const waitFor = (reset: readonly string[]): Verdict =>
      judgeAnswer(
        answer({status: 429, headers}),
        context({policy: policy({rateHeaders: {reset}}), random: 0}),
      );
    expect(waitFor(['ratelimit-reset', 'retry-after'])).toMatchObject({waitMs: 20_000});
    expect(waitFor(['x-ratelimit-reset'])).toMatchObject({waitMs: 3_000});
  });

  it('asks for a new credential once, before the vendor policy is asked', () => {
    const classify = (): {type: 'fail'; kind: 'auth'; message: string} => ({
      type: 'fail',
      kind: 'auth',
      message: 'no',
    });
    const given = context({policy: policy({classify}), canRenew: true});
    expect(judgeAnswer(answer({status: 401}), given)).toEqual({type: 'renew'});
    const again = judgeAnswer(answer({status: 401}), {...given, counts: {...NONE, renewed: true}});
    expect(again).toMatchObject({type: 'fail', failure: {message: 'no'}});
  });

  it('asks for a new credential after a 401 only, and where one can be had', () => {
    const renewing = context({canRenew: true});
    expect(judgeAnswer(answer({status: 403}), renewing)).toMatchObject({failure: {kind: 'auth'}});
    expect(judgeAnswer(answer({status: 401}), context())).toMatchObject({failure: {kind: 'auth'}});
  });

  it.each([200, 299])('refuses a %d whose JSON cannot be used, and names the vendor', (status) => {
    const verdict = judgeAnswer(answer({status, problem: 'holds "id" twice'}), context());
    expect(verdict).toMatchObject({type: 'fail', failure: {kind: 'data'}});
    expect(verdict).toHaveProperty(
      'failure.message',
      expect.stringMatching(/^Acme's answer cannot be used when asked to list users: it holds/),
    );
  });

  it.each([150, 199, 300, 301])('does not take a %d for a success, whatever is in it', (status) => {
    const given = answer({status, problem: 'holds "id" twice', body: {error: 'away'}});
    const verdict = judgeAnswer(given, context());
    expect(verdict).toMatchObject({type: 'fail', failure: {status}});
    expect(verdict).not.toMatchObject({failure: {kind: 'data'}});
    expect(judgeAnswer(answer({status}), context()).type).toBe('fail');
  });

  it.each([200, 299])('refuses a %d that reports an error', (status) => {
    const verdict = judgeAnswer(answer({status, body: {error: 'away'}}), context());
    expect(verdict).toMatchObject({type: 'fail', failure: {kind: 'data'}});
    expect(verdict).toHaveProperty('failure.message', expect.stringContaining('"away"'));
  });

  it('accepts a success that reports an error where the vendor policy says that it is one', () => {
    const classify = () => ({type: 'accept'}) as const;
    const given = context({policy: policy({classify})});
    expect(judgeAnswer(answer({body: {error: 'away'}}), given)).toEqual({type: 'accept'});
  });

  it.each([200, 404])(
    'asks again for a %d that is cut off, without the vendor policy',
    (status) => {
      const classify = () => ({type: 'fail', kind: 'data', message: 'no'}) as const;
      const request = get({accept: [404]});
      const given = context({policy: policy({classify}), request});
      const cut = answer({status, bodyKind: 'truncated', body: undefined});
      expect(judgeAnswer(cut, given).type).toBe('wait');
    },
  );

  it('asks the vendor policy about a refusal that is cut off', () => {
    const classify = () => ({type: 'fail', kind: 'data', message: 'no'}) as const;
    const cut = answer({status: 500, bodyKind: 'truncated', body: undefined});
    expect(judgeAnswer(cut, context({policy: policy({classify})}))).toMatchObject({
      failure: {message: 'no'},
    });
  });

  it.each([
    [423, 'GET', 'wait'],
    [423, 'POST', 'wait'],
    [425, 'POST', 'wait'],
    [409, 'GET', 'wait'],
    [409, 'POST', 'fail'],
  ])('after a busy %d to a %s is to %s', (status, method, type) => {
    const request = method === 'GET' ? get() : post();
    const busy = answer({status, excerpt: 'Operation in progress'});
    expect(judgeAnswer(busy, context({request})).type).toBe(type);
  });

  it('sends what must not be repeated again after a 503 with a time, and after no other 5xx', () => {
    const verdictOn = (status: number): string =>
      judgeAnswer(answer({status, headers: {'retry-after': '3'}}), context({request: post()})).type;
    expect([503, 500, 502].map(verdictOn)).toEqual(['wait', 'fail', 'fail']);
  });

  it('waits as long as a 503 asks for, and not for more than the policy allows', () => {
    const verdictOn = (seconds: number): Verdict =>
      judgeAnswer(answer({status: 503, headers: {'retry-after': String(seconds)}}), context());
    expect(verdictOn(120)).toEqual({type: 'wait', waitMs: 120_000, counted: true});
    expect(verdictOn(121).type).toBe('fail');
  });

  it('spreads waits for a limit by a tenth, and by half a second at most', () => {
    const waitFor = (seconds: number): Verdict =>
      judgeAnswer(answer({status: 429, headers: {'retry-after': String(seconds)}}), context());
    expect(waitFor(2)).toMatchObject({waitMs: 2_100});
    expect(waitFor(60)).toMatchObject({waitMs: 60_250});
  });

  it('counts a try without an answer as one, and a try without a connection as none', () => {
    const verdictOn = (code: string): Verdict =>
      judgeBroken({code, message: '', nothingDone: false}, context());
    expect(verdictOn('ANSWER_TIMEOUT')).toMatchObject({silence: {answerTimeouts: 1}});
    expect(verdictOn('CONNECT_TIMEOUT')).toMatchObject({silence: {answerTimeouts: 0}});
    expect(verdictOn('ECONNRESET')).not.toHaveProperty('silence');
  });

  it('gives up at once where trying again cannot help', () => {
    for (const code of ['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_INVALID_CHAR']) {
      expect(judgeBroken({code, message: '', nothingDone: true}, context()).type).toBe('fail');
    }
  });
});
