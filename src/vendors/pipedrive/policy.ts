import type {HttpPolicy} from '../../http/policy';
import {classifyPipedriveAnswer} from './classify-answer';

/** The burst limit counts in rolling windows of this length. */
const WINDOW_MS = 2_000;

/** Pipedrive's limits, retries and headers, from its documents on rate limiting and status codes. */
export const pipedrivePolicy: HttpPolicy = {
  vendor: 'Pipedrive',
  timeoutMs: 60_000,
  retry: {
    retriesMax: 5,
    baseMs: 1_000,
    capMs: 30_000,
    statuses: [500, 502, 503, 504, 524],
    limitWaitMaxMs: 120_000,
    limitWaitMs: WINDOW_MS,
    resetMinMs: WINDOW_MS,
    resetMaxMs: 120_000,
  },
  // Half of what the smallest plan allows, until the headers tell the account's own limit.
  limits: [{type: 'window', requests: 10, windowMs: WINDOW_MS, untilObserved: true}],
  concurrencyMax: 2,
  rateHeaders: {
    limit: 'x-ratelimit-limit',
    remaining: 'x-ratelimit-remaining',
    // Seconds for the vendor, an epoch for others (Pipedrive Q1): the kit tells them apart.
    reset: ['x-ratelimit-reset', 'retry-after'],
    windowMs: WINDOW_MS,
    share: 0.8,
  },
  classify: classifyPipedriveAnswer,
  authAdvice:
    'Check the token in Pipedrive > Settings > Personal preferences > API: a new token replaces the old one. Roles, role assignments, permissions and permission sets need the token of an admin (OAuth: scope admin), users need the scope users:read.',
};
