import type {AnswerMeaning, RawAnswer} from '../../http/policy';

/** Waits for a 429 of which it is unclear whether it is about the burst or about the day. */
const UNCLEAR_WAIT_MS = 5_000;
const UNCLEAR_RETRIES_MAX = 3;
/** A window is two seconds: who is refused more often meets something else than the burst limit. */
const BURST_RETRIES_MAX = 10;
/** Tries after a 200 whose body is `null`. */
const NULL_BODY_RETRIES_MAX = 3;

/** What Pipedrive's answers mean where they differ from the kit's table; undefined: as in the table. */
export function classifyPipedriveAnswer(answer: RawAnswer): AnswerMeaning | undefined {
  if (answer.status === 429) return classifyLimit(answer);
  if (answer.status === 403) return classifyForbidden(answer);
  if (answer.status === 402) return accountClosed;
  // A 200 whose body is null is a passing fault of the vendor (Pipedrive Q8).
  if (answer.status === 200 && (answer.body === null || answer.bodyKind === 'empty')) {
    return {type: 'retry', retriesMax: NULL_BODY_RETRIES_MAX};
  }
  return undefined;
}

/** Two different limits answer 429; only the burst is worth waiting for (Pipedrive Q2, Q18). */
function classifyLimit({headers, method}: RawAnswer): AnswerMeaning {
  if (headers['x-daily-ratelimit-token-remaining'] === '0') return dayIsSpent;
  if (method !== 'GET' && headers['x-daily-requests-left'] === '0') return dayIsSpent;
  const remaining = headers['x-ratelimit-remaining'];
  const isBurst = remaining === undefined || Number(remaining) <= 0;
  if (isBurst) return {type: 'limited', retriesMax: BURST_RETRIES_MAX};
  return {type: 'limited', waitMs: UNCLEAR_WAIT_MS, retriesMax: UNCLEAR_RETRIES_MAX};
}

/** A 403 that is not JSON comes from the firewall in front, which blocks who ignores 429 (Q3). */
function classifyForbidden({bodyKind, excerpt}: RawAnswer): AnswerMeaning | undefined {
  if (bodyKind !== 'json') return blocked;
  if (excerpt.includes('"feature_capping_')) return planIsUsedUp;
  return excerpt.includes('Scope and URL mismatch') ? scopeMissing : undefined;
}

const dayIsSpent: AnswerMeaning = {
  type: 'fail',
  kind: 'limited',
  message:
    "The company's daily budget of Pipedrive tokens is used up; all tokens and apps share it, and it is renewed at midnight of Pipedrive's server. Run the sync again after that; it continues where it stopped.",
};

const blocked: AnswerMeaning = {
  type: 'fail',
  kind: 'limited',
  message:
    "Pipedrive's firewall blocks this token (403 without JSON), usually because a program that uses it ignored the rate limit. Stop the other programs, wait, then run the sync again.",
};

const scopeMissing: AnswerMeaning = {
  type: 'fail',
  kind: 'auth',
  message:
    'Pipedrive says that the OAuth token lacks a scope (403 "Scope and URL mismatch"). Users need the scope users:read, roles need admin; add it to the app and authorize it again.',
};

/** Concerns what was asked for, not the token: what needs no further seat still works. */
const planIsUsedUp: AnswerMeaning = {
  type: 'fail',
  kind: 'data',
  message:
    "Pipedrive says that the company's plan does not allow this (403 feature_capping). Add seats or change the plan in Pipedrive, then run the sync again.",
};

const accountClosed: AnswerMeaning = {
  type: 'fail',
  kind: 'auth',
  message:
    "Pipedrive answers 402: the company's account is not active. Check the subscription in Pipedrive, then run the sync again.",
};
