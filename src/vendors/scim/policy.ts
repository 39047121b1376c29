import type {FailureKind} from '../../core/failure';
import type {SecretMask} from '../../core/secrets/secret-mask';
import type {AnswerMeaning, HttpPolicy, RawAnswer} from '../../http/policy';
import {errorWords} from './error-words';
import type {ScimProfile} from './profiles';

/** What judging an answer needs besides the answer. */
interface PolicyParts {
  readonly profile: ScimProfile;
  readonly mask: SecretMask;
  /** True once the service has answered as SCIM does, so that the address cannot be wrong. */
  readonly isProven: () => boolean;
}

/** Tries after a web page from a service that spoke SCIM before. */
const PAGE_RETRIES_MAX = 3;

/** Left to the kit: time-outs and limits have meanings of their own. */
const JUDGED_BY_KIT: ReadonlySet<number> = new Set([407, 408, 425, 429]);

/** Limits, retries and answers of a SCIM service. No vendor publishes a limit for it, so the pace adapts. */
export function scimPolicy(parts: PolicyParts): HttpPolicy {
  const {profile} = parts;
  return {
    vendor: `${profile.title} SCIM`,
    timeoutMs: 60_000,
    // RFC 7644, 3.1; some services answer application/json all the same.
    headers: {accept: 'application/scim+json, application/json'},
    retry: {
      retriesMax: 5,
      baseMs: 1_000,
      capMs: 30_000,
      statuses: [408, 425],
      limitWaitMs: 5_000,
      limitWaitCapMs: 60_000,
      limitWaitMaxMs: 120_000,
      resetMaxMs: 120_000,
    },
    limits: [],
    // PagerDuty's account keys, which its SCIM takes too, may make 960 requests in a minute.
    adaptive: {startPerSecond: 10, minPerSecond: 0.2, maxPerSecond: 15},
    concurrencyMax: 2,
    classify: (answer) => meaningOf(answer, parts),
    authAdvice: profile.tokenAdvice,
  };
}

/**
 * | status               | meaning                                                              |
 * | -------------------- | -------------------------------------------------------------------- |
 * | 2xx that is no JSON  | a web page: no SCIM here; where there was, an outage: tried again    |
 * | 401                  | `auth`: the token                                                    |
 * | 402, 403             | `auth`: plan or right                                                |
 * | 404, 405, 410, 501   | accepted by the requests themselves: see `absence.ts`                |
 * | other 4xx            | `data` with the service's words                                      |
 * | 5xx                  | tried again                                                          |
 */
function meaningOf(answer: RawAnswer, parts: PolicyParts): AnswerMeaning | undefined {
  const {status, bodyKind} = answer;
  if (status >= 500) return {type: 'retry'};
  if (status < 300) {
    const isPage = bodyKind === 'html' || bodyKind === 'text';
    if (!isPage) return undefined;
    return parts.isProven() ? {type: 'retry', retriesMax: PAGE_RETRIES_MAX} : {type: 'accept'};
  }
  if (status < 400 || JUDGED_BY_KIT.has(status)) return undefined;
  return refusal(answer, parts);
}

function refusal(
  {status, method, path, body}: RawAnswer,
  {profile, mask}: PolicyParts,
): AnswerMeaning {
  const words = errorWords(body, mask);
  const quote = words === undefined ? '' : ` It says: "${words}".`;
  const {kind, sentence} = sentenceFor(status, profile, {
    verb: method === 'GET' ? 'read' : 'write',
    wanted: wantedAt(path),
  });
  return {type: 'fail', kind, message: `${sentence}${quote}`};
}

function sentenceFor(
  status: number,
  {title, tokenAdvice, needs}: ScimProfile,
  {verb, wanted}: {readonly verb: 'read' | 'write'; readonly wanted: string},
): {readonly kind: FailureKind; readonly sentence: string} {
  switch (status) {
    case 401:
      return {
        kind: 'auth',
        sentence: `${title}'s SCIM service did not accept the token. ${tokenAdvice}`,
      };
    case 402:
      return {
        kind: 'auth',
        sentence: `The plan of the ${title} account does not include SCIM (402). ${needs}`,
      };
    case 403:
      return {
        kind: 'auth',
        sentence: `${title}'s SCIM service does not allow this token to ${verb} ${wanted} (403). ${needs} ${tokenAdvice}`,
      };
    default:
      return {
        kind: 'data',
        sentence: `${title}'s SCIM service did not accept the request for ${wanted} (${status}). Report it to ${title} if it happens again.`,
      };
  }
}

function wantedAt(path: string): string {
  if (path.startsWith('/Users')) return 'users';
  return path.startsWith('/Groups') ? 'groups' : 'its settings';
}
