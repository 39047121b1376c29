import {isJsonObject} from '../../../core/json';
import type {SecretMask} from '../../../core/secrets/secret-mask';
import type {Failure} from '../../../core/failure';
import type {HttpAnswer} from '../../../http/request';
import type {ReasonCode, Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {errorWords} from '../error-words';
import {attributeOf} from '../names';

/** The service has read one request and refused it: nothing was done. */
export interface Refusal {
  readonly status: number;
  /** In lower case; undefined where the service gives none. */
  readonly scimType: string | undefined;
  /** The service's own words, masked. */
  readonly words: string | undefined;
}

/** Reasons by what RFC 7644, section 3.12, calls the mistake. */
const REASONS: Readonly<Record<string, ReasonCode>> = {
  uniqueness: 'already_exists',
  mutability: 'read_only_field',
  invalidvalue: 'invalid_value',
  invalidpath: 'unknown_field',
  notarget: 'not_found',
  toomany: 'limit_reached',
  sensitive: 'not_allowed',
};

const REASONS_BY_STATUS: Readonly<Record<number, ReasonCode>> = {
  404: 'not_found',
  409: 'already_exists',
  410: 'not_found',
  413: 'too_large',
};

/** What a service says of a request that it refused; `scimType` in lower case. */
export function readRefusal({status, body}: HttpAnswer, mask: SecretMask): Refusal {
  const type = isJsonObject(body) ? attributeOf(body, 'scimType') : undefined;
  return {
    status,
    scimType: typeof type === 'string' && type !== '' ? type.toLowerCase() : undefined,
    words: errorWords(body, mask),
  };
}

/** The rejection for a refusal; its words may repeat the record, so they are kept apart. */
export function rejectionOf({status, scimType, words}: Refusal, what: string): Rejection {
  const reason = REASONS[scimType ?? ''] ?? REASONS_BY_STATUS[status] ?? 'refused_by_vendor';
  const answer = scimType === undefined ? `HTTP ${status}` : `HTTP ${status}, ${scimType}`;
  return rejection(
    reason,
    `${what} (${answer}); correct the record as the service says and send it again.`,
    {answer, words},
  );
}

/** For an answer that does not say whether something was done; `saidBy` is what it said. */
export function unconfirmed(
  what: 'user' | 'group',
  done: 'created' | 'changed',
  saidBy: Failure | undefined,
): Rejection {
  return rejection(
    'unconfirmed',
    `The service answered, but did not confirm that the ${what} was ${done}. Send the record again; values that are already correct are not written.`,
    {answer: saidBy?.message, words: saidBy?.words},
  );
}
