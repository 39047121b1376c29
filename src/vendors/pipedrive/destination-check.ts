import {Failure} from '../../core/failure';
import type {HttpClient} from '../../http/request';
import {attempt} from '../shared/attempt';
import {readList} from './check-access';
import {readTokenOwner} from './token-owner';
import {notAdmin} from './users-writer/open-users-writer';

/**
 * Tries what writing users needs, without writing: the token, the right of an admin, and both lists.
 * A refused token and a missing right are reported once.
 */
export async function checkDestination(
  client: HttpClient,
  signal: AbortSignal,
): Promise<readonly Failure[]> {
  const ask = {client, signal};
  const owner = await attempt(() => readTokenOwner(client, signal));
  if (owner instanceof Failure) return [owner];
  if (owner.isAdmin === false) return [notAdmin()];
  const users = await attempt(() => readList(ask, '/users', 'list users'));
  const roles = await attempt(() => readList(ask, '/roles', 'list roles'));
  return [users, roles].filter((result) => result instanceof Failure);
}
