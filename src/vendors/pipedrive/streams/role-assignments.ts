import {Failure} from '../../../core/failure';
import type {HttpClient} from '../../../http/request';
import type {StreamColumns} from '../../../read/columns/stream-columns';
import type {ReadContext, Row} from '../../../read/reader';
import {keyTextOf} from '../../../read/listing/key-of';
import {attempt} from '../../shared/attempt';
import {PAGE_SIZE, listPages} from '../list-pages';
import {listOnce, type Listed} from './list-stream';
import {requireAdmin} from './require-admin';
import type {StreamParts} from './stream-parts';
import {requireGone, userRows} from './user-calls';

const STREAM = 'pipedrive_role_assignments';
/** Tokens per call, by role as well as by user. */
const COST = 10;

/** Who has which role: asked by role or by user, whichever needs fewer calls. */
export async function* assignmentPages(
  parts: StreamParts,
  context: ReadContext,
): AsyncGenerator<readonly Row[]> {
  const way = await chooseWay(parts, context);
  const {calls} = way;
  const {syncStartMs} = context;
  parts.budget.reserve({stream: STREAM, syncStartMs, calls, cost: COST, what: way.by});
  if (way.by === 'roles') yield* byRole(parts, context, way.roles);
  else yield* byUser(parts, context, way.users);
}

type Way =
  | {readonly by: 'roles'; readonly roles: readonly Listed[]; readonly calls: number}
  | {readonly by: 'users'; readonly users: readonly Listed[]; readonly calls: number};

async function chooseWay({budget, lists}: StreamParts, context: ReadContext): Promise<Way> {
  const {client} = budget;
  const roles = await attempt(() => listOnce(client, lists.roles, context));
  if (roles instanceof Failure) {
    await requireRolesRefused(client, roles, context);
    const users = await listOnce(client, lists.users, context);
    return {by: 'users', users, calls: users.length};
  }
  const calls = sumOf(roles, ({assignments = 0}) =>
    Math.max(1, Math.ceil(assignments / PAGE_SIZE)),
  );
  // Every user has a role, so the roles' counts tell how many users there are, without asking.
  const people = lists.users.memory.recall(context.syncStartMs)?.length ?? countIn(roles);
  if (people !== undefined && people >= calls) return {by: 'roles', roles, calls};
  const users = await listOnce(client, lists.users, context);
  return users.length < calls
    ? {by: 'users', users, calls: users.length}
    : {by: 'roles', roles, calls};
}

/** An app without the scope admin may not list roles (Pipedrive Q11), but an admin's sees users. */
async function requireRolesRefused(
  client: HttpClient,
  failure: Failure,
  {signal, log}: ReadContext,
): Promise<void> {
  if (failure.kind !== 'auth' || failure.status !== 403) throw failure;
  await requireAdmin(client, STREAM, signal);
  log?.('INFO', `${STREAM}: roles cannot be listed; the roles of each user are read instead.`);
}

function countIn(roles: readonly Listed[]): number | undefined {
  const isKnown = roles.every(({assignments}) => assignments !== undefined);
  return isKnown ? sumOf(roles, ({assignments = 0}) => assignments) : undefined;
}

function sumOf(roles: readonly Listed[], of: (role: Listed) => number): number {
  return roles.reduce((sum, role) => sum + of(role), 0);
}

/** A role that vanished meanwhile has no users any more; it is looked up again to be sure. */
async function* byRole(
  {budget, lists, streams}: StreamParts,
  context: ReadContext,
  roles: readonly Listed[],
): AsyncGenerator<readonly Row[]> {
  const unknown = new Set<string>();
  for (const {id} of roles) {
    const listing = listPages({
      client: budget.client,
      path: `/roles/${id}/assignments`,
      cost: COST,
      purpose: 'list the users of a role',
      signal: context.signal,
      // Assignments have no id (Pipedrive Q16): within a role, its users tell them apart.
      keyOf: (assignment) => keyTextOf(assignment['user_id']),
      isPartOfMany: true,
      onGone: () => unknown.add(id),
    });
    for await (const page of listing) {
      yield page.map((assignment) => streams.roleAssignments.toRow({role_id: id, ...assignment}));
    }
  }
  await requireGone(budget.client, {list: lists.roles, stream: STREAM, context}, unknown);
}

function byUser(
  {budget, lists, streams}: StreamParts,
  context: ReadContext,
  users: readonly Listed[],
): AsyncGenerator<readonly Row[]> {
  const {client} = budget;
  const call = (userId: string): Promise<readonly Row[] | undefined> =>
    rolesOfUser({client, signal: context.signal, columns: streams.roleAssignments}, userId);
  return userRows({client, context, stream: STREAM, list: lists.users, users, call});
}

async function rolesOfUser(
  {client, signal, columns}: {client: HttpClient; signal: AbortSignal; columns: StreamColumns},
  userId: string,
): Promise<readonly Row[] | undefined> {
  const rows: Row[] = [];
  const gone = new Set<string>();
  const listing = listPages({
    client,
    path: `/users/${userId}/roleAssignments`,
    cost: COST,
    purpose: 'list the roles of a user',
    signal,
    keyOf: (assignment) => keyTextOf(assignment['role_id']),
    isPartOfMany: true,
    onGone: () => gone.add(userId),
  });
  for await (const page of listing) {
    for (const assignment of page)
      rows.push(ofUser(columns.toRow({user_id: userId, ...assignment}), userId));
  }
  return gone.size > 0 ? undefined : rows;
}

/** Without rights, some servers answer with the asker's own roles, regardless of who was asked for. */
function ofUser(row: Row, userId: string): Row {
  if (String(row['user_id']) === userId) return row;
  throw new Failure({
    kind: 'auth',
    message: `Pipedrive gave the roles of another user than requested, which it does when the token does not have the permission. Use the token of an admin for ${STREAM}, or deselect the stream.`,
    status: 403,
  });
}
