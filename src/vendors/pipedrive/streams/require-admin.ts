import {Failure} from '../../../core/failure';
import type {HttpClient} from '../../../http/request';
import {readTokenOwner} from '../token-owner';

/**
 * Throws an `auth` Failure when the token's user is known not to be an admin: asked for other users,
 * Pipedrive then answers 404 or, as others have it, with the asker's own data, which nothing in the
 * answer gives away.
 */
export async function requireAdmin(
  client: HttpClient,
  stream: string,
  signal: AbortSignal,
): Promise<void> {
  const {isAdmin} = await readTokenOwner(client, signal);
  if (isAdmin !== false) return;
  throw new Failure({
    kind: 'auth',
    message: `${stream} can only be read by an admin, and the token's user is not an admin of the Pipedrive company. Use the token of an admin (OAuth: an app that an admin has authorized), or deselect the stream.`,
    // As Pipedrive would answer: other streams of this token can still be read.
    status: 403,
  });
}
