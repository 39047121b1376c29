import {Failure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import type {HttpClient} from '../../http/request';
import {attempt} from '../shared/attempt';
import {openEnvelope, recordsOf} from './envelope';
import {readTokenOwner, type TokenOwner} from './token-owner';

const UNKNOWN_OWNER: TokenOwner = {id: undefined, isAdmin: undefined};

/**
 * Tries the token on itself, then on what the streams read. A refused token is reported once; a
 * missing right is reported for each stream that needs it. Whose the token is only makes a sentence
 * better, so that the lists are tried without that, too.
 */
export async function checkPipedrive(
  client: HttpClient,
  {signal, log}: Pick<Kit, 'signal' | 'log'>,
): Promise<readonly Failure[]> {
  const ask = {client, signal};
  const asked = await attempt(() => readTokenOwner(client, signal));
  if (asked instanceof Failure) {
    if (asked.kind === 'auth' || asked.kind === 'config') return [asked];
    log('WARN', `It is not known to which user the Pipedrive token belongs. ${asked.message}`);
  }
  const self = asked instanceof Failure ? UNKNOWN_OWNER : asked;
  const users = await attempt(() => readList(ask, '/users', 'list users'));
  const roles = await attempt(() => readList(ask, '/roles', 'list roles'));
  return [users, roles instanceof Failure ? explainRoles(roles, self) : roles].filter(
    (result) => result instanceof Failure,
  );
}

/** Tries a list with one record; its contents do not matter. */
export async function readList(
  {
    client,
    signal,
  }: {
    readonly client: HttpClient;
    readonly signal: AbortSignal;
  },
  path: string,
  purpose: string,
): Promise<void> {
  const answer = await client.send({
    method: 'GET',
    path,
    query: {start: 0, limit: 1},
    repeatable: true, // a read changes nothing
    cost: 20,
    signal,
    purpose,
  });
  recordsOf(openEnvelope(answer.body, purpose), purpose);
}

/** `/roles` is for admins only (Pipedrive Q11); other failures explain themselves. */
function explainRoles(failure: Failure, owner: TokenOwner): Failure {
  if (failure.kind !== 'auth') return failure;
  const who =
    owner.isAdmin === false
      ? "The token's user is not an admin of the company."
      : 'Roles can only be read by an admin.';
  return new Failure({
    kind: 'auth',
    message: `Pipedrive does not allow this token to list roles. ${who} Use the token of an admin (OAuth: add the scope admin) for the streams pipedrive_roles, pipedrive_role_assignments, pipedrive_permission_sets and pipedrive_user_permissions.`,
    ...(failure.status !== undefined && {status: failure.status}),
    cause: failure,
  });
}
