import {isJsonObject, type JsonObject} from '../../../../core/json';
import type {HttpClient, HttpRequest} from '../../../../http/request';
import {openEnvelope} from '../../envelope';
import {WRITE_COST} from '../decision';

/** Where a write call goes. */
export interface WriteCall {
  readonly client: HttpClient;
  readonly signal: AbortSignal;
}

/**
 * `POST /users`: mails an invitation and takes a seat (Pipedrive Q13). Returns the user that was
 * made; undefined when the answer does not show one.
 */
export function postUser(call: WriteCall, body: JsonObject): Promise<JsonObject | undefined> {
  return write(call, {
    method: 'POST',
    path: '/users',
    body: {json: body},
    // A second POST may be a second invitation: after a lost answer the user is looked up first.
    repeatable: false,
    purpose: 'invite a user',
  });
}

/** `PUT /users/{id}`: only what the body holds is changed. Returns the user as it is now. */
export function putUser(
  call: WriteCall,
  id: number,
  body: JsonObject,
): Promise<JsonObject | undefined> {
  return write(call, {
    method: 'PUT',
    path: `/users/${id}`,
    body: {json: body},
    repeatable: true, // values are set, not added
    purpose: 'change a user',
  });
}

/** `GET /users/{id}`; undefined when the answer shows no such user. */
export async function getUser(
  {client, signal}: WriteCall,
  id: number,
): Promise<JsonObject | undefined> {
  const purpose = 'read a user';
  const answer = await client.send({
    method: 'GET',
    path: `/users/${id}`,
    repeatable: true, // a read changes nothing
    accept: [404],
    cost: 2,
    signal,
    purpose,
  });
  if (answer.status === 404) return undefined;
  const {data} = openEnvelope(answer.body, purpose);
  // Without rights, some servers show the asker instead.
  return isJsonObject(data) && data['id'] === id ? data : undefined;
}

/** `POST /roles/{id}/assignments`: the role takes the place of the user's former one. */
export function assignRole(
  call: WriteCall,
  roleId: number,
  userId: number,
): Promise<JsonObject | undefined> {
  return write(call, {
    method: 'POST',
    path: `/roles/${roleId}/assignments`,
    body: {json: {user_id: userId}},
    repeatable: true, // the same role given twice is the same role
    purpose: 'assign a role',
  });
}

async function write(
  {client, signal}: WriteCall,
  request: Omit<HttpRequest, 'signal' | 'cost'>,
): Promise<JsonObject | undefined> {
  const answer = await client.send({...request, signal, cost: WRITE_COST});
  const {data} = openEnvelope(answer.body, request.purpose);
  return isJsonObject(data) ? data : undefined;
}
