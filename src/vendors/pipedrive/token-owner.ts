import {isJsonObject} from '../../core/json';
import type {HttpClient} from '../../http/request';
import {openEnvelope} from './envelope';
import {isGlobalAdmin} from './global-admin';

/** What is known of the user whose token is used; undefined where the answer does not say. */
export interface TokenOwner {
  readonly id: number | undefined;
  readonly isAdmin: boolean | undefined;
}

/** Asks who the token belongs to; every token may ask that. */
export async function readTokenOwner(client: HttpClient, signal: AbortSignal): Promise<TokenOwner> {
  const purpose = "read the token's own user";
  const answer = await client.send({
    method: 'GET',
    path: '/users/me',
    repeatable: true, // a read changes nothing
    cost: 2,
    signal,
    purpose,
  });
  const {data} = openEnvelope(answer.body, purpose);
  const user = isJsonObject(data) ? data : {};
  const {id} = user;
  return {
    id: typeof id === 'number' ? id : undefined,
    isAdmin: isGlobalAdmin(user['access']),
  };
}
