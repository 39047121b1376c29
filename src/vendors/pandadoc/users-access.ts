import {Failure} from '../../core/failure';

/**
 * True for the answers that say that a credential has no list of users: 403 without an Organization
 * Admin, 404 or 405 where the server has no such call, as in the guide.
 */
export function isUnavailable(error: unknown): error is Failure & {readonly status: number} {
  return error instanceof Failure && [403, 404, 405].includes(error.status ?? 0);
}
