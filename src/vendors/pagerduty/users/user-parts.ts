import {Failure} from '../../../core/failure';
import {isJsonObject, type JsonObject} from '../../../core/json';
import type {Log} from '../../../core/log';
import type {HttpClient, HttpRequest} from '../../../http/request';
import type {StreamColumns} from '../../../read/columns/stream-columns';
import type {Row} from '../../../read/reader';
import {signsOf} from '../../../read/listing/signs';
import {itemsOf, ownId} from '../lists/read-page';
import {isReference} from '../reference';
import {toUserPartRow} from '../rows';
import type {PagerdutyStreams} from '../streams';

/** A list that belongs to a user and is a stream of its own. */
export interface UserPart {
  readonly stream: StreamColumns;
  /** Its name in the user, in `include[]`, in the path and in the answer. */
  readonly field: 'contact_methods' | 'notification_rules';
  /** For a call per user. */
  readonly query: NonNullable<HttpRequest['query']>;
  readonly purpose: string;
}

/** The streams that come with the users. */
export function userParts(streams: PagerdutyStreams): readonly UserPart[] {
  return [
    {
      stream: streams.contactMethods,
      field: 'contact_methods',
      query: {},
      purpose: "list a user's contact methods",
    },
    {
      stream: streams.notificationRules,
      field: 'notification_rules',
      // Without it the rules of low urgency are missing (PagerDuty Q7).
      query: {urgency: 'all'},
      purpose: "list a user's notification rules",
    },
  ];
}

/** What calls per user are made with. */
interface PartCalls {
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
  const asked: Promise<readonly Row[]>[] = [];
  for (const user of users) {
    const id = ownId(user);
    const items = calls.always ? undefined : fullItems(user[part.field]);
    if (id === undefined) {
      // Whose they are is not known, nor can it be asked: the engine sets the row aside and tells.
      rows.push({id: null});
    } else if (items === undefined) {
      // The client lets through as many at once as its policy allows.
      asked.push(askForPart(part, id, calls).then((found) => rowsOf(part, found, id)));
    } else {
      rows.push(...rowsOf(part, items, id));
    }
  }
  for (const found of await Promise.all(asked)) rows.push(...found);
  return rows;
}

function rowsOf({stream}: UserPart, items: readonly JsonObject[], userId: string): readonly Row[] {
  return items.map((item) => toUserPartRow(item, userId, stream));
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
  if (answer.status !== 404) {
    const items = itemsOf(answer.body, part.field, purpose);
    // PagerDuty gives these lists whole; one that says that it goes on is not taken for all.
    const {more, cursor} = signsOf(isJsonObject(answer.body) ? answer.body : {});
    if (more === true || cursor !== undefined) throw goesOn(purpose);
    return items;
  }
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
    message: `PagerDuty has ${what} but answers 404 for the objects that belong to it. Check pagerduty.base_url; run the sync again if it is right.`,
  });
}

function goesOn(purpose: string): Failure {
  return new Failure({
    kind: 'data',
    message: `PagerDuty's answer to "${purpose}" says that there is more, but not how to ask for it, so the list would be incomplete. Check pagerduty.base_url; if it is right, report it.`,
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
