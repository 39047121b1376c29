import {Failure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import type {HttpClient} from '../../http/request';
import type {Availability, UnansweredQuestion} from '../../read/source-vendor';
import {attempt} from '../shared/attempt';
import {METADATA_FIELDS} from './metadata-fields';
import {USERS, USERS_REFUSED, askForUsers} from './users';

/** Statuses that say that the server knows no such route. */
const NO_ROUTE = [404, 405];

/**
 * What this subscription has: everything but what its server does not serve. Of its own users, which
 * only guides know, an answer is needed; what else is not answered is there until a server says no.
 */
export async function availableStreams(
  client: HttpClient,
  names: readonly string[],
  {signal, log}: Pick<Kit, 'signal' | 'log'>,
): Promise<Availability> {
  const [users, schema] = await Promise.all([
    attempt(() => askForUsers(client, signal, USERS_REFUSED)),
    attempt(() => askForSchema(client, signal)),
  ]);
  const offered = new Set(names);
  const unanswered: UnansweredQuestion[] = [];
  if (users instanceof Failure) {
    offered.delete(USERS);
    unanswered.push({streams: [USERS], failure: users});
  } else if (USERS_REFUSED.includes(users.status)) {
    offered.delete(USERS);
    log('INFO', `${USERS} is not available: ${usersReason(users.status)}`);
  }
  if (schema instanceof Failure) {
    unanswered.push({streams: [METADATA_FIELDS], failure: schema});
  } else if (NO_ROUTE.includes(schema.status)) {
    offered.delete(METADATA_FIELDS);
    log(
      'INFO',
      `${METADATA_FIELDS} is not available: this Pendo server does not offer its metadata schema (${schema.status}).`,
    );
  }
  return {streams: offered, unanswered};
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
    ? "Pendo does not allow this key to list Pendo's own users (403). That needs a key with write access and admin permissions."
    : `this subscription does not offer a list of Pendo's own users (GET /user answers ${status}).`;
}
