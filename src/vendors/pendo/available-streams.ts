import type {Kit} from '../../core/kit';
import type {HttpClient} from '../../http/request';
import {METADATA_FIELDS} from './metadata-fields';
import {USERS, USERS_REFUSED, askForUsers} from './users';

/** Statuses that say that the server knows no such route. */
const NO_ROUTE = [404, 405];

/**
 * The names of the streams that this subscription has: all but those whose route it does not serve.
 * A question that could not be answered is a Failure, never "no".
 */
export async function availableStreams(
  client: HttpClient,
  names: readonly string[],
  {signal, log}: Pick<Kit, 'signal' | 'log'>,
): Promise<ReadonlySet<string>> {
  const [users, schema] = await Promise.all([
    askForUsers(client, signal, USERS_REFUSED),
    askForSchema(client, signal),
  ]);
  const available = new Set(names);
  if (USERS_REFUSED.includes(users.status)) {
    available.delete(USERS);
    log('INFO', `${USERS} is not available: ${usersReason(users.status)}`);
  }
  if (NO_ROUTE.includes(schema.status)) {
    available.delete(METADATA_FIELDS);
    log(
      'INFO',
      `${METADATA_FIELDS} is not available: this Pendo server does not offer its metadata schema (${schema.status}).`,
    );
  }
  return available;
}

/** A key without the right (403) does not disprove the route: reading the stream says more. */
function askForSchema(client: HttpClient, signal: AbortSignal): Promise<{status: number}> {
  return client.send({
    method: 'GET',
    path: '/metadata/schema/visitor',
    repeatable: true, // a read changes nothing
    accept: [...NO_ROUTE, 403],
    signal,
    purpose: 'read the metadata schema of visitors',
  });
}

function usersReason(status: number): string {
  return status === 403
    ? 'Pendo refuses this key the list of its own users (403), which needs write access and admin rights.'
    : `this subscription does not offer a list of Pendo's own users (GET /user answers ${status}).`;
}
