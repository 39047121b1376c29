import {isJsonObject, type JsonObject} from '../../core/json';
import type {HttpClient} from '../../http/request';

/** The user whom the credential belongs to; undefined for an account's key, which is nobody's (PagerDuty Q6). */
export async function readOwnUser(
  client: HttpClient,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  const answer = await client.send({
    method: 'GET',
    path: '/users/me',
    repeatable: true, // a read changes nothing
    accept: [400, 403, 404],
    signal,
    purpose: "read the credential's own user",
  });
  const user = isJsonObject(answer.body) ? answer.body['user'] : undefined;
  return isJsonObject(user) ? user : undefined;
}
