/** A request that got no complete answer. */
export interface WireError {
  /** Node.js's or our own code, such as `ECONNRESET`. */
  readonly code: string;
  /** Node.js's words; may name hosts, to be masked before it is shown. */
  readonly message: string;
  /** True only when it is certain that the request never reached the vendor. */
  readonly nothingDone: boolean;
}

/** Our own codes, beside those of Node.js. */
export const CONNECT_TIMEOUT = 'CONNECT_TIMEOUT';
export const ANSWER_TIMEOUT = 'ANSWER_TIMEOUT';
export const ANSWER_TOO_LARGE = 'ANSWER_TOO_LARGE';
export const CANCELLED = 'CANCELLED';
/** The server answered 101: from then on the connection speaks another protocol than HTTP. */
export const PROTOCOL_SWITCHED = 'PROTOCOL_SWITCHED';
/** The connection was closed without an answer and without an error. */
export const NO_ANSWER = 'NO_ANSWER';

/** These arise before a connection exists, so the request cannot have been sent. */
const BEFORE_CONNECTION = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', CONNECT_TIMEOUT]);

/** As do all errors of these system calls, such as a network that cannot be reached. */
const CONNECTING_CALLS = new Set(['connect', 'getaddrinfo']);

/**
 * Takes from a caught error what may be kept. The error itself is dropped: axios puts the request
 * with its credentials into it.
 */
export function toWireError(caught: unknown): WireError {
  const code = textAt(caught, 'code') ?? 'UNKNOWN';
  const message = textAt(caught, 'message') ?? '';
  const isConnecting = CONNECTING_CALLS.has(textAt(caught, 'syscall') ?? '');
  return {code, message, nothingDone: isConnecting || BEFORE_CONNECTION.has(code)};
}

/** The error of a request that we ended ourselves, for one of our own reasons. */
export function stopError(code: string): WireError {
  return {code, message: '', nothingDone: BEFORE_CONNECTION.has(code)};
}

/** True when the other side's certificate or TLS itself is wrong: trying again cannot help. */
export function isTlsProblem(code: string): boolean {
  return (
    code.startsWith('CERT_') ||
    code.startsWith('ERR_TLS_') ||
    code.startsWith('ERR_SSL_') ||
    code.includes('SELF_SIGNED') ||
    code === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' ||
    code === 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' ||
    code === 'EPROTO'
  );
}

function textAt(value: unknown, key: 'code' | 'message' | 'syscall'): string | undefined {
  if (typeof value !== 'object' || value === null || !(key in value)) return undefined;
  const text: unknown = Reflect.get(value, key);
  return typeof text === 'string' ? text : undefined;
}
