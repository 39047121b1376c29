import {isJsonObject} from '../../core/json';
import type {AnswerMeaning, HttpPolicy, RawAnswer} from '../../http/policy';
import type {PendoConnection} from './settings';

/** An aggregation may take five minutes before Pendo gives it up. */
const TIMEOUT_MS = 300_000;
/** Longest pace between requests after repeated 429s. */
const SLOWEST_PER_SECOND = 0.1;

/** Pendo's limits and retries; it publishes no numbers, so the pace follows its refusals. */
export function pendoPolicy(connection: PendoConnection): HttpPolicy {
  const {requestsPerSecond} = connection;
  return {
    vendor: 'Pendo',
    timeoutMs: TIMEOUT_MS,
    retry: {
      retriesMax: 7,
      baseMs: 1_000,
      capMs: 30_000,
      // 409: another operation is in progress (Pendo Q20).
      statuses: [408, 409, 500, 502, 503, 504, 524],
      limitWaitMaxMs: 3_600_000,
      limitWaitMs: 30_000,
      limitWaitCapMs: 300_000,
    },
    limits: [],
    concurrencyMax: 4,
    adaptive: {
      startPerSecond: requestsPerSecond,
      minPerSecond: Math.min(SLOWEST_PER_SECOND, requestsPerSecond),
      maxPerSecond: requestsPerSecond,
    },
    classify: acceptWriteCounts,
    authAdvice: `${whereTheKeyIs} ${regionAdvice(connection)}`,
  };
}

/** The count of a bulk write names its failed records in `errors`; it is no error itself (Pendo Q1). */
function acceptWriteCounts({status, body}: RawAnswer): AnswerMeaning | undefined {
  const isCount = status < 300 && isJsonObject(body) && typeof body['total'] === 'number';
  return isCount && !('results' in body) ? {type: 'accept'} : undefined;
}

// Pendo answers 403 to a wrong key, to a key of another region and to a key without the right, all
// alike (Pendo Q3, Q4): the advice has to name all three.
const whereTheKeyIs =
  'Check the integration key in Pendo > Settings > Integrations > Integration Keys; writing needs a key with "Allow Write Access", and some subscriptions need it for reading (aggregation) too.';

function regionAdvice({region, ownBaseUrl}: PendoConnection): string {
  return ownBaseUrl
    ? 'Check also that pendo.base_url is the address of the subscription.'
    : `Check also that pendo.region (now ${region}) is the region of the subscription: other regions do not accept the key.`;
}
