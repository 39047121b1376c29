import {isJsonObject, type JsonObject} from '../../../core/json';
import type {HttpAnswer} from '../../../http/request';
import {itemsOf} from '../lists/read-page';
import {toVendorMethod, type VendorMethod} from './contact-method';
import {toVendorRule, type VendorRule} from './notification-rule';
import type {VendorUser} from './vendor-user';
import type {WantedUser} from './wanted-user';
import type {WriterContext} from './writer-context';

type Ask = Pick<WriterContext, 'client' | 'kit'>;

/** Lists may not know of a user who was just created: tries, and the wait before the next one. */
const TRIES_MAX = 3;
const LAG_MS = 2_000;

/**
 * The user with the contact methods and rules that a record needs. The list of users has them already,
 * unless a server leaves them out (PagerDuty Q8) or lists rules of high urgency only (PagerDuty Q7);
 * `fresh` reads them again.
 */
export async function withLists(
  context: Pick<WriterContext, 'client' | 'kit' | 'directory' | 'listsAllRules' | 'settings'>,
  user: VendorUser,
  {
    wanted,
    fresh,
    signal,
  }: {readonly wanted: WantedUser; readonly fresh: boolean; readonly signal: AbortSignal},
): Promise<VendorUser> {
  const {listsAllRules, settings, directory} = context;
  const removes = settings.removeContactMethods || wanted.methods?.length === 0;
  const needsMethods = wanted.methods !== undefined || wanted.rules !== undefined;
  const needsRules = wanted.rules !== undefined || (wanted.methods !== undefined && removes);
  const readsMethods = needsMethods && (fresh || user.methods === undefined);
  const isSure = user.rules !== undefined && (listsAllRules || user.hasAllRules);
  const readsRules = needsRules && (fresh || !isSure);
  if (!readsMethods && !readsRules) return user;
  const read: VendorUser = {
    ...user,
    ...(readsMethods && {methods: await listMethods(context, user.id, signal)}),
    ...(readsRules && {rules: await listRules(context, user.id, signal), hasAllRules: true}),
  };
  directory.put([read]);
  return read;
}

/** All contact methods of a user. */
export function listMethods(
  ask: Ask,
  userId: string,
  signal: AbortSignal,
): Promise<readonly VendorMethod[]> {
  return listParts(ask, {
    path: `/users/${encodeURIComponent(userId)}/contact_methods`,
    itemsAt: 'contact_methods',
    purpose: "list a user's contact methods",
    read: toVendorMethod,
    signal,
  });
}

/** All notification rules of a user, of both urgencies (PagerDuty Q7). */
export function listRules(
  ask: Ask,
  userId: string,
  signal: AbortSignal,
): Promise<readonly VendorRule[]> {
  return listParts(ask, {
    path: `/users/${encodeURIComponent(userId)}/notification_rules`,
    query: {urgency: 'all', 'include[]': ['contact_methods']},
    itemsAt: 'notification_rules',
    purpose: "list a user's notification rules",
    read: toVendorRule,
    signal,
  });
}

/** The user as PagerDuty shows it now; undefined when there is none. */
export async function readUser(
  ask: Ask,
  userId: string,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  const answer = await askTwice(ask, {
    path: `/users/${encodeURIComponent(userId)}`,
    purpose: 'read a user',
    signal,
  });
  if (answer.status === 404) return undefined;
  const user = isJsonObject(answer.body) ? answer.body['user'] : undefined;
  return isJsonObject(user) ? user : undefined;
}

async function listParts<Part>(
  ask: Ask,
  list: Asked & {
    readonly itemsAt: string;
    readonly read: (shown: JsonObject) => Part | undefined;
  },
): Promise<readonly Part[]> {
  const {itemsAt, purpose, read} = list;
  const answer = await askTwice(ask, list);
  // Whom nobody knows has no parts; the next write says so.
  if (answer.status === 404) return [];
  return itemsOf(answer.body, itemsAt, purpose).flatMap((shown) => read(shown) ?? []);
}

interface Asked {
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly purpose: string;
  readonly signal: AbortSignal;
}

/** A 404 may come because reads lag behind a create by seconds. */
async function askTwice(
  {client, kit}: Ask,
  {path, query, purpose, signal}: Asked,
): Promise<HttpAnswer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await client.send({
      method: 'GET',
      path,
      ...(query !== undefined && {query}),
      repeatable: true, // a read changes nothing
      accept: [404],
      signal,
      purpose,
    });
    if (answer.status !== 404 || tries === TRIES_MAX) return answer;
    await kit.clock.sleep(LAG_MS, signal);
  }
}
