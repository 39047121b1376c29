import {Failure} from '../../core/failure';
import {ANSWER_BYTES_MAX, ANSWER_VALUES_MAX} from '../wire/answer-limits';
import {type Asked, OUTCOME_UNKNOWN} from './error-kinds';
import {
  ANSWER_TIMEOUT,
  ANSWER_TOO_LARGE,
  CONNECT_TIMEOUT,
  isTlsProblem,
  NO_ANSWER,
  PROTOCOL_SWITCHED,
  type WireError,
} from '../wire/wire-error';

/** Codes of requests that could not even be written: a bug, not the network. */
const UNSENDABLE = new Set([
  'ERR_INVALID_CHAR',
  'ERR_INVALID_HTTP_TOKEN',
  'ERR_INVALID_PROTOCOL',
  'ERR_INVALID_URL',
  'ERR_UNESCAPED_CHARACTERS',
  'ERR_BAD_REQUEST',
  'ERR_BAD_OPTION_VALUE',
]);

const LARGEST = `${ANSWER_BYTES_MAX / 1024 / 1024} MB, or ${ANSWER_VALUES_MAX / 1e6} million values`;

/** What to say of a request without an answer. */
interface Unanswered extends Asked {
  /** Host and port. */
  readonly host: string;
}

/** These come again: the same question has the same answer. */
const SAME_AGAIN = new Set([ANSWER_TOO_LARGE, PROTOCOL_SWITCHED]);

/** True when trying again cannot change anything, regardless of what the policy says. */
export function isHopeless({code}: WireError): boolean {
  return isTlsProblem(code) || UNSENDABLE.has(code) || SAME_AGAIN.has(code);
}

/** True when the answer was beyond what is read at once: a smaller page may do. */
export function isTooLarge(failure: Pick<Failure, 'code'>): boolean {
  return failure.code === 'answer_too_large';
}

/** The failure for a request that got no answer and is not tried again. */
export function failureForNetwork(error: WireError, asked: Unanswered): Failure {
  const sentence = sentenceFor(error.code, asked);
  const isKnown = asked.repeatable || error.nothingDone;
  const words = [error.code, error.message].filter((text) => text !== '').join(': ');
  return new Failure({
    kind: kindFor(error.code),
    message: isKnown ? sentence : `${sentence} ${OUTCOME_UNKNOWN}`,
    detail: `${asked.host}: ${words}`,
    cause: new Error(words),
    ...(error.code === ANSWER_TOO_LARGE && {code: 'answer_too_large'}),
  });
}

function kindFor(code: string): 'config' | 'system' | 'data' | 'transient' {
  if (isTlsProblem(code)) return 'config';
  if (UNSENDABLE.has(code)) return 'system';
  return code === ANSWER_TOO_LARGE ? 'data' : 'transient';
}

function sentenceFor(code: string, {policy: {vendor}, purpose, host}: Unanswered): string {
  const could = `Could not ${purpose} at ${vendor}`;
  if (isTlsProblem(code)) {
    return `${could}: no secure connection to ${host} (${code}). Check base_url and the certificates of your proxies.`;
  }
  if (UNSENDABLE.has(code))
    return `${could}: the request is not valid (${code}). This is a bug; please report it.`;
  switch (code) {
    case ANSWER_TOO_LARGE:
      return `${could}: the answer is larger than the limit (${LARGEST}). Choose a smaller page size if there is an option for it; otherwise report it with the name of the stream.`;
    case PROTOCOL_SWITCHED:
      return `${could}: ${host} did not answer, but switched to another protocol (HTTP 101). Check base_url and your proxies.`;
    case NO_ANSWER:
      return `${could}: ${host} closed the connection without an answer. Run it again later.`;
    case ANSWER_TIMEOUT:
      return `${could}: ${host} did not answer in time. Run it again later.`;
    case CONNECT_TIMEOUT:
      return `${could}: no connection to ${host} in time. Check the network and base_url, then run it again.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${could}: the name ${host} cannot be resolved. Check the network and base_url, then run it again.`;
    case 'ECONNREFUSED':
      return `${could}: ${host} refused the connection. Check the network and base_url, then run it again.`;
    default:
      if (code.startsWith('HPE_')) {
        return `${could}: what ${host} sent is not an HTTP answer (${code}). Check base_url and your proxies, or run it again later.`;
      }
      return `${could}: the connection to ${host} broke (${code}). Run it again later.`;
  }
}
