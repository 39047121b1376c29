import {Failure} from '../../core/failure';
import type {Authorization, AuthPolicy} from './auth-policy';

/** Sends the credential in a header of the vendor's own: `headerAuth('x-api-token', token)`. */
export function headerAuth(name: string, value: string): AuthPolicy {
  checkHeaderValue(name, value);
  return fixed({headers: {[name.toLowerCase()]: value}});
}

/** Sends `Authorization: Bearer <token>` (RFC 6750). */
export function bearerAuth(token: string): AuthPolicy {
  return headerAuth('authorization', `Bearer ${token}`);
}

/** Sends the credential as a query parameter, where a user asks for it: it ends up in server logs. */
export function queryAuth(name: string, value: string): AuthPolicy {
  return fixed({query: {[name]: value}});
}

/**
 * Throws a `config` Failure when the value cannot be a header's. Most often a line break was
 * pasted along; it is not cut off here, because what is masked must be what is sent.
 */
export function checkHeaderValue(name: string, value: string): void {
  if (/^[\x21-\x7e\x80-\xff](?:[\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?$/.test(value)) return;
  throw new Failure({
    kind: 'config',
    message: `The credential for the header ${name} is empty, begins or ends with a space, or contains a line break or another character that a credential cannot contain. Copy it into the configuration again.`,
  });
}

function fixed(authorization: Authorization): AuthPolicy {
  const answer = Promise.resolve(authorization);
  return {authorize: () => answer};
}
