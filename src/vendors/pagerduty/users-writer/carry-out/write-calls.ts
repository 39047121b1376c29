import {isJsonObject, type JsonObject} from '../../../../core/json';
import type {HttpRequest} from '../../../../http/request';
import {methodType, type MethodAddress, type MethodKind} from '../contact-method';
import type {Urgency} from '../notification-rule';
import type {WriterContext} from '../writer-context';
import {patiently} from './patiently';

/** Where a write call goes. */
interface WriteCall {
  readonly context: Pick<WriterContext, 'client' | 'kit' | 'settings'>;
  readonly signal: AbortSignal;
}

/** A contact method as it is written, always whole: a PUT may replace. */
interface MethodBody extends MethodAddress {
  readonly label: string;
  readonly sendShortEmail: boolean | undefined;
}

/** A notification rule as it is written, always whole. */
export interface RuleBody {
  readonly urgency: Urgency;
  readonly delayMinutes: number;
  readonly methodId: string;
  readonly methodKind: MethodKind;
}

/** `POST /users`: mails an invitation. Returns the user that was made, where the answer shows one. */
export function postUser(call: WriteCall, user: JsonObject): Promise<JsonObject | undefined> {
  return write(call, {
    method: 'POST',
    path: '/users',
    body: {json: {user}},
    answerAt: 'user',
    // A second POST may be a second invitation: after a lost answer the user is looked up first.
    repeatable: false,
    purpose: 'create a user',
  });
}

/** `PUT /users/{id}` with every field that can be written, because it may replace the whole. */
export function putUser(
  call: WriteCall,
  userId: string,
  user: JsonObject,
): Promise<JsonObject | undefined> {
  return write(call, {
    method: 'PUT',
    path: pathOf(userId),
    body: {json: {user}},
    answerAt: 'user',
    repeatable: true, // values are set, not added
    purpose: 'change a user',
  });
}

/** `POST /users/{id}/contact_methods`. */
export function postMethod(
  call: WriteCall,
  userId: string,
  method: MethodBody,
): Promise<JsonObject | undefined> {
  return write(call, {
    method: 'POST',
    path: pathOf(userId, 'contact_methods'),
    body: {json: {contact_method: bodyOfMethod(method)}},
    answerAt: 'contact_method',
    // Whether it is there already is looked up first.
    repeatable: false,
    purpose: 'add a contact method',
  });
}

/** `PUT /users/{id}/contact_methods/{id}`. */
export function putMethod(
  call: WriteCall,
  userId: string,
  method: MethodBody & {readonly id: string},
): Promise<JsonObject | undefined> {
  return write(call, {
    method: 'PUT',
    path: pathOf(userId, 'contact_methods', method.id),
    body: {json: {contact_method: bodyOfMethod(method)}},
    answerAt: 'contact_method',
    repeatable: true, // values are set, not added
    purpose: 'change a contact method',
  });
}

/** `POST /users/{id}/notification_rules`. */
export function postRule(
  call: WriteCall,
  userId: string,
  rule: RuleBody,
): Promise<JsonObject | undefined> {
  return write(call, {
    method: 'POST',
    path: pathOf(userId, 'notification_rules'),
    body: {json: {notification_rule: bodyOfRule(rule)}},
    answerAt: 'notification_rule',
    // Whether it is there already is looked up first.
    repeatable: false,
    purpose: 'add a notification rule',
  });
}

/** `PUT /users/{id}/notification_rules/{id}`. */
export function putRule(
  call: WriteCall,
  userId: string,
  rule: RuleBody & {readonly id: string},
): Promise<JsonObject | undefined> {
  return write(call, {
    method: 'PUT',
    path: pathOf(userId, 'notification_rules', rule.id),
    body: {json: {notification_rule: bodyOfRule(rule)}},
    answerAt: 'notification_rule',
    repeatable: true, // values are set, not added
    purpose: 'change a notification rule',
  });
}

/** Deletes a contact method or a rule; one that is gone already is fine. */
export async function deletePart(
  call: WriteCall,
  userId: string,
  {list, id}: {readonly list: 'contact_methods' | 'notification_rules'; readonly id: string},
): Promise<void> {
  await write(call, {
    method: 'DELETE',
    path: pathOf(userId, list, id),
    repeatable: true, // what is gone stays gone
    accept: [404],
    purpose: list === 'contact_methods' ? 'remove a contact method' : 'remove a notification rule',
  });
}

/** `PUT /teams/{id}/users/{id}`: makes the user a member with this role. */
export async function putMember(
  call: WriteCall,
  userId: string,
  {teamId, role}: {readonly teamId: string; readonly role: string | undefined},
): Promise<void> {
  await write(call, {
    method: 'PUT',
    path: memberPath(teamId, userId),
    body: {json: role === undefined ? {} : {role}},
    repeatable: true, // a place that is given twice is the same place
    purpose: 'put a user into a team',
  });
}

/** `DELETE /teams/{id}/users/{id}`; who is gone from it already is fine. */
export async function deleteMember(call: WriteCall, userId: string, teamId: string): Promise<void> {
  await write(call, {
    method: 'DELETE',
    path: memberPath(teamId, userId),
    repeatable: true, // what is gone stays gone
    accept: [404],
    purpose: 'take a user out of a team',
  });
}

async function write(
  {context, signal}: WriteCall,
  request: Omit<HttpRequest, 'signal'> & {readonly answerAt?: string},
): Promise<JsonObject | undefined> {
  const {answerAt, ...asked} = request;
  const {client, settings} = context;
  const headers = settings.fromEmail === undefined ? {} : {from: settings.fromEmail};
  const {body} = await patiently(context, signal, () => client.send({...asked, headers, signal}));
  const shown = answerAt !== undefined && isJsonObject(body) ? body[answerAt] : undefined;
  return isJsonObject(shown) ? shown : undefined;
}

function bodyOfMethod({kind, label, address, countryCode, sendShortEmail}: MethodBody): JsonObject {
  return {
    type: methodType(kind),
    label,
    address,
    ...(countryCode !== undefined && {country_code: countryCode}),
    ...(sendShortEmail !== undefined && {send_short_email: sendShortEmail}),
  };
}

function bodyOfRule({urgency, delayMinutes, methodId, methodKind}: RuleBody): JsonObject {
  return {
    type: 'assignment_notification_rule',
    start_delay_in_minutes: delayMinutes,
    contact_method: {id: methodId, type: methodType(methodKind)},
    urgency,
  };
}

function pathOf(userId: string, ...behind: readonly string[]): string {
  return `/users/${[userId, ...behind].map(encodeURIComponent).join('/')}`;
}

function memberPath(teamId: string, userId: string): string {
  return `/teams/${encodeURIComponent(teamId)}/users/${encodeURIComponent(userId)}`;
}
