import type {HttpAnswer, HttpClient, HttpRequest} from '../../http/request';
import type {Endpoint, UserguidingSettings} from './settings';

/** A user to be sent. */
interface SentUser {
  readonly id: string;
  readonly body: string;
}

/** Where users are sent: `upsert` is there, in contrast to the settings. */
export interface IdentifyRoute extends Pick<UserguidingSettings, 'update'> {
  readonly upsert: Endpoint;
}

/** Sends one user; an answer of 4xx that concerns the record is returned, not thrown. */
export async function identifyUser(
  client: HttpClient,
  route: IdentifyRoute,
  user: SentUser,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const answer = await client.send(requestFor(route.upsert, user, signal));
  if (answer.status !== 409 || route.update === undefined) return answer;
  return client.send(requestFor(route.update, user, signal));
}

function requestFor({method, path}: Endpoint, user: SentUser, signal: AbortSignal): HttpRequest {
  return {
    method,
    path: path.replaceAll('{userId}', encodeURIComponent(user.id)),
    body: {text: user.body},
    // Values are set, not added: the same user sent twice is the same user.
    repeatable: true,
    signal,
    purpose: 'identify a user',
  };
}
