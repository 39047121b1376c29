import type {HttpPolicy} from '../../http/policy';
import {createClassifier} from './classify-answer';
import type {PagerdutyConnection} from './settings';

const WINDOW_MS = 60_000;
/** Requests in a minute, counted per account key, per user, or per app and account. */
const REQUESTS_PER_WINDOW = 960;
/** What is left to other programs that use the same key. */
const SHARE = 0.9;

/** PagerDuty's limits, retries and headers, from its documents on rate limits and errors. */
export function pagerdutyPolicy({region}: Pick<PagerdutyConnection, 'region'>): HttpPolicy {
  return {
    vendor: 'PagerDuty',
    timeoutMs: 60_000,
    headers: {
      // Without it the version that is stored with the key decides about the form of answers.
      accept: 'application/vnd.pagerduty+json;version=2',
      // Demanded of every call, GET too (PagerDuty Q24).
      'content-type': 'application/json',
    },
    retry: {
      retriesMax: 5,
      baseMs: 1_000,
      capMs: 30_000,
      statuses: [408],
      limitWaitMaxMs: 120_000,
      // For a 429 without headers (PagerDuty Q5).
      limitWaitMs: 5_000,
      limitWaitCapMs: 120_000,
      resetMaxMs: 120_000,
    },
    limits: [
      {
        type: 'window',
        requests: REQUESTS_PER_WINDOW * SHARE,
        windowMs: WINDOW_MS,
        untilObserved: true,
      },
    ],
    concurrencyMax: 2,
    rateHeaders: {
      limit: ['ratelimit-limit', 'x-ratelimit-limit'],
      remaining: ['ratelimit-remaining', 'x-ratelimit-remaining'],
      // The vendor's own is seconds from now (PagerDuty Q4); the others come from the guide.
      reset: ['ratelimit-reset', 'retry-after', 'x-ratelimit-reset'],
      windowMs: WINDOW_MS,
      share: SHARE,
    },
    classify: createClassifier(region),
    authAdvice:
      'Check the credential in PagerDuty > Integrations > API Access Keys, and pagerduty.region.',
  };
}
