import {Failure, type FailureKind} from '../../core/failure';
import type {SecretMask} from '../../core/secrets/secret-mask';
import type {HttpPolicy, RawAnswer} from '../policy';
import {isBusyAnswer} from './busy-answer';
import {answerWords, vendorWords} from './vendor-words';

/** What was asked of whom, for messages. */
export interface Asked {
  readonly policy: Pick<HttpPolicy, 'vendor' | 'authAdvice' | 'retry'>;
  readonly purpose: string;
  readonly repeatable: boolean;
  readonly mask: SecretMask;
}

/** What must be said when a request that must not be repeated may have been carried out. */
export const OUTCOME_UNKNOWN =
  'It is not known whether the change was made: check at the vendor before you run it again.';

interface Meaning {
  readonly kind: FailureKind;
  readonly sentence: (asked: Asked) => string;
}

/**
 * The kit's table: what a status means that the vendor's policy says nothing about.
 *
 * | status        | kind      |                                                       |
 * | ------------- | --------- | ----------------------------------------------------- |
 * | 206           | transient | a part of an answer                                   |
 * | 3xx           | config    | followed before, where it may be followed             |
 * | 401, 402, 403 | auth      | credential, plan, right                               |
 * | 408           | transient | the vendor ran out of time                            |
 * | 409 (busy)    | transient | it was at work on something else: see `isBusyAnswer`  |
 * | 423, 425      | transient | the same                                              |
 * | 429           | limited   | waiting did not help                                  |
 * | 501           | data      | the vendor cannot do this                             |
 * | other 4xx     | data      | the request or its record                             |
 * | 5xx           | transient | the vendor is in trouble                              |
 * | else          | transient | 2xx with a body that cannot be read                   |
 */
export function failureForStatus(answer: RawAnswer, asked: Asked): Failure {
  const isBusy = isBusyAnswer(answer, asked.policy.retry);
  const {kind, sentence} = isBusy ? BUSY : meaningOf(answer.status);
  const words = isBusy
    ? answerWords(answer, asked.mask)
    : kind === 'data' || kind === 'auth'
      ? vendorWords(answer.body, asked.mask)
      : undefined;
  const quote = words === undefined ? '' : ` ${asked.policy.vendor} says: "${words}".`;
  const unknown = kind === 'transient' && !asked.repeatable ? ` ${OUTCOME_UNKNOWN}` : '';
  return new Failure({
    kind,
    message: `${sentence(asked)}${quote}${unknown}`,
    detail: describeAnswer(answer),
    status: answer.status,
    ...wordsOf(answer, asked.mask),
  });
}

/** The vendor's words of an answer, as a failure takes them. */
export function wordsOf(answer: RawAnswer, mask: SecretMask): {readonly words?: string} {
  const words = answerWords(answer, mask);
  return words === undefined ? {} : {words};
}

/** Status, shape and beginning of an answer, for the engineer. */
export function describeAnswer(answer: RawAnswer): string {
  const id = answer.headers['x-request-id'] ?? answer.headers['x-correlation-id'];
  const parts = [
    `HTTP ${answer.status} to ${answer.method} ${answer.path}`,
    ...(id === undefined ? [] : [`request id ${id}`]),
    `body ${answer.bodyKind}`,
    ...(answer.excerpt === '' ? [] : [answer.excerpt]),
  ];
  return parts.join(', ');
}

function meaningOf(status: number): Meaning {
  const exact = TABLE[status];
  if (exact) return exact;
  if (status >= 300 && status < 400) return REDIRECT;
  if (status >= 400 && status < 500) return REFUSED;
  return status >= 500 ? OUTAGE : UNREADABLE;
}

const REDIRECT: Meaning = {
  kind: 'config',
  sentence: ({policy, purpose}) =>
    `${policy.vendor} answered with a redirect when asked to ${purpose}. Check base_url.`,
};

const REFUSED: Meaning = {
  kind: 'data',
  sentence: ({policy, purpose}) =>
    `${policy.vendor} did not accept the request to ${purpose}. Check the record or option that it concerns.`,
};

const NO_TIME: Meaning = {
  kind: 'transient',
  sentence: ({policy, purpose}) =>
    `${policy.vendor} took too long to ${purpose}. Run it again later.`,
};

const BUSY: Meaning = {
  kind: 'transient',
  sentence: ({policy, purpose}) =>
    `${policy.vendor} did not ${purpose}, because it was busy with something else each time it was asked. Run it again later.`,
};

const OUTAGE: Meaning = {
  kind: 'transient',
  sentence: ({policy, purpose}) =>
    `${policy.vendor} could not ${purpose} because of a fault on its side. Run it again later.`,
};

const UNREADABLE: Meaning = {
  kind: 'transient',
  sentence: ({policy, purpose}) =>
    `${policy.vendor} sent an answer that cannot be read when asked to ${purpose}. Run it again later; if it happens again, check base_url.`,
};

const TABLE: Readonly<Record<number, Meaning>> = {
  206: {
    kind: 'transient',
    sentence: ({policy, purpose}) =>
      `${policy.vendor} sent only a part of its answer (206) when asked to ${purpose}. Run it again later; if it happens again, check base_url and your proxies.`,
  },
  401: {
    kind: 'auth',
    sentence: ({policy, purpose}) =>
      `${policy.vendor} did not accept the credential when asked to ${purpose}. ${policy.authAdvice}`,
  },
  402: {
    kind: 'auth',
    sentence: ({policy, purpose}) =>
      `The plan or payment of the ${policy.vendor} account does not allow it to ${purpose}. Check the plan.`,
  },
  403: {
    kind: 'auth',
    sentence: ({policy, purpose}) =>
      `${policy.vendor} does not allow this credential to ${purpose}. ${policy.authAdvice}`,
  },
  404: {
    kind: 'data',
    sentence: ({policy, purpose}) =>
      `${policy.vendor} answered "not found" when asked to ${purpose}. Check the id; if nothing is found at all, check base_url.`,
  },
  408: NO_TIME,
  413: {
    kind: 'data',
    sentence: ({policy, purpose}) =>
      `${policy.vendor} answered that the request to ${purpose} is too large. Lower the batch size.`,
  },
  429: {
    kind: 'limited',
    sentence: ({policy, purpose}) =>
      `${policy.vendor} refused several times to ${purpose} because of too many requests. Run it again later, or make other programs that use the same credential send fewer requests.`,
  },
  501: {
    kind: 'data',
    sentence: ({policy, purpose}) =>
      `${policy.vendor} cannot ${purpose}: it answers that it does not support this request (501). Check base_url.`,
  },
};
