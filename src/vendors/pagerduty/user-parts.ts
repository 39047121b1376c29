import {Failure} from '../../core/failure';
import {isJsonObject, type JsonObject} from '../../core/json';
import type {Log} from '../../core/log';
import type {HttpClient, HttpRequest} from '../../http/request';
import type {Row} from '../../read/reader';
import {itemsOf, ownId} from './read-page';
import {isReference} from './reference';
import {toContactMethodRow, toNotificationRuleRow} from './rows';

/** A list that belongs to a user and is a stream of its own. */
export interface UserPart {
  readonly stream: string;
  /** Its name in the user, in `include[]`, in the path and in the answer. */
  readonly field: 'contact_methods' | 'notification_rules';
  /** For a call per user. */
  readonly query: NonNullable<HttpRequest['query']>;
  readonly purpose: string;
  readonly toRow: (item: JsonObject, userId: string) => Row;
}

/** The streams that come with the users. */
export const userParts: readonly UserPart[] = [
  {
    stream: 'pagerduty_contact_methods',
    field: 'contact_methods',
    query: {},
    purpose: "list a user's contact methods",
    toRow: toContactMethodRow,
  },
  {
    stream: 'pagerduty_notification_rules',
    field: 'notification_rules',
    // Without it the rules of low urgency are missing (PagerDuty Q7).
    query: {urgency: 'all'},
    purpose: "list a user's notification rules",
    toRow: toNotificationRuleRow,
  },
];

/** What calls per user are made with. */
export interface PartCalls {
  readonly client: HttpClient;
  readonly signal: AbortSignal;
  readonly log: Log | undefined;
  /** Never take the parts from the list of users. */
  readonly always: boolean;
}

/**
 * The rows of one part of all `users`: from the users themselves where they hold full objects, with
 * a call for each user where they hold references or nothing (PagerDuty Q8).
 */
export async function partRows(
  part: UserPart,
  users: readonly JsonObject[],
  calls: PartCalls,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const toAsk: string[] = [];
  for (const user of users) {
    const id = ownId(user);
    if (id === undefined) continue; // cannot be: listPages has refused such users
    const items = calls.always ? undefined : fullItems(user[part.field]);
    if (items === undefined) toAsk.push(id);
    else for (const item of items) rows.push(part.toRow(item, id));
  }
  // The client lets through as many at once as its policy allows.
  const answers = await Promise.all(toAsk.map((id) => askForPart(part, id, calls)));
  for (const [at, items] of answers.entries()) {
    for (const item of items) rows.push(part.toRow(item, toAsk[at] ?? ''));
  }
  return rows;
}

function fullItems(value: unknown): readonly JsonObject[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: readonly unknown[] = value;
  return items.every((item) => isJsonObject(item) && !isReference(item))
    ? // True because every item was just found to be an object.
      (items as readonly JsonObject[])
    : undefined;
}

async function askForPart(
  part: UserPart,
  userId: string,
  calls: PartCalls,
): Promise<readonly JsonObject[]> {
  const path = `/users/${encodeURIComponent(userId)}/${part.field}`;
  const {query, purpose} = part;
  const answer = await lookUp(calls, {path, query, purpose});
  if (answer.status !== 404) return itemsOf(answer.body, part.field, purpose);
  await proveGone(calls, {path: `/users/${encodeURIComponent(userId)}`, what: `user ${userId}`});
  return [];
}

/**
 * Returns when the object does not exist any more, which is logged; throws when it does: then the 404
 * of one of its lists is no proof that the list is empty.
 */
export async function proveGone(
  calls: Pick<PartCalls, 'client' | 'signal' | 'log'>,
  {path, what}: {readonly path: string; readonly what: string},
): Promise<void> {
  const {status} = await lookUp(calls, {path, query: {}, purpose: `look up ${what}`});
  if (status === 404) {
    calls.log?.('INFO', `PagerDuty's ${what} was deleted while the account was read.`);
    return;
  }
  throw new Failure({
    kind: 'data',
    message: `PagerDuty has ${what} but answers 404 for what belongs to it. Check pagerduty.base_url; run the sync again if it is right.`,
  });
}

function lookUp(
  {client, signal}: Pick<PartCalls, 'client' | 'signal'>,
  request: Pick<HttpRequest, 'path' | 'query' | 'purpose'>,
): ReturnType<HttpClient['send']> {
  return client.send({
    ...request,
    method: 'GET',
    repeatable: true, // a read changes nothing
    accept: [404],
    signal,
  });
}
