import {Failure} from '../../core/failure';
import type {Asked} from './error-kinds';

/** More hops than any honest server needs. */
const REDIRECTS_MAX = 5;

const STATUSES: readonly number[] = [301, 302, 303, 307, 308];

/** An answer that sends us elsewhere. */
interface RedirectAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** True when the answer says where to go instead. */
export function isRedirect({status, headers}: RedirectAnswer): boolean {
  return STATUSES.includes(status) && headers['location'] !== undefined;
}

/**
 * The address to follow. Only a GET is followed, since anything else would be done twice or
 * turned into a GET, and only to the same scheme, host and port, since the credentials go along.
 * Throws a `config` Failure otherwise: such a redirect means that base_url is not the right one.
 */
export function redirectTarget(
  answer: RedirectAnswer,
  from: {readonly url: string; readonly method: string; readonly hops: number},
  {policy: {vendor}, purpose}: Asked,
): string {
  const start = `${vendor} answered with a redirect when asked to ${purpose}`;
  const location = answer.headers['location'] ?? '';
  if (!URL.canParse(location, from.url))
    throw refused(`${start}, to an address that is not valid`, answer);
  const target = new URL(location, from.url);
  const origin = new URL(from.url).origin;
  if (target.origin !== origin || target.username !== '' || target.password !== '') {
    throw refused(
      `${start}, from ${origin} to ${target.origin}; credentials are not sent there`,
      answer,
    );
  }
  if (from.method !== 'GET')
    throw refused(`${start}, which is not followed when data is written`, answer);
  if (from.hops >= REDIRECTS_MAX) throw refused(`${start} several times`, answer);
  target.hash = '';
  return target.href;
}

function refused(what: string, answer: RedirectAnswer): Failure {
  return new Failure({
    kind: 'config',
    message: `${what}. Check base_url.`,
    status: answer.status,
  });
}
