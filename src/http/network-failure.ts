import {Failure} from '../core/failure';
import {type Asked, OUTCOME_UNKNOWN} from './error-kinds';
import {
  ANSWER_TIMEOUT,
  ANSWER_TOO_LARGE,
  CONNECT_TIMEOUT,
  isTlsProblem,
  type WireError,
} from './wire-error';

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

/** What to say of a request without an answer. */
export interface Unanswered extends Asked {
  /** Host and port. */
  readonly host: string;
}

/** True when trying again cannot change anything, whatever the policy says. */
export function isHopeless(error: WireError): boolean {
  return isTlsProblem(error.code) || UNSENDABLE.has(error.code) || error.code === ANSWER_TOO_LARGE;
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
    return `${could}: no secure connection to ${host} (${code}). Check base_url and the certificates of proxies on the way.`;
  }
  if (UNSENDABLE.has(code))
    return `${could}: the request is malformed (${code}). Please report it.`;
  switch (code) {
    case ANSWER_TOO_LARGE:
      return `${could}: the answer is too large to be read. Ask for smaller pages.`;
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
      return `${could}: the connection to ${host} broke (${code}). Run it again later.`;
  }
}
