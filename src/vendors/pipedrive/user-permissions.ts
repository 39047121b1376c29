import type {HttpClient} from '../../http/request';
import type {ReadContext, Row} from '../../read/reader';
import {openEnvelope, recordOf} from './envelope';
import {listOnce} from './list-stream';
import {toPermissionsRow} from './permissions-row';
import {requireAdmin} from './require-admin';
import type {StreamParts} from './stream-parts';
import {userRows} from './user-calls';

const STREAM = 'pipedrive_user_permissions';
/** Tokens per call. */
const COST = 10;

/** The permissions of every user, with one call each: there is no list of them. */
export async function* permissionPages(
  {budget, lists}: StreamParts,
  context: ReadContext,
): AsyncGenerator<readonly Row[]> {
  const {client} = budget;
  await requireAdmin(client, STREAM, context.signal);
  const users = await listOnce(client, lists.users, context);
  const {syncStartMs, signal} = context;
  budget.plan({stream: STREAM, syncStartMs, calls: users.length, cost: COST, what: 'users'});
  const call = (userId: number): Promise<readonly Row[] | undefined> =>
    readPermissions(client, userId, signal);
  yield* userRows({client, context, stream: STREAM, list: lists.users, users, call});
}

async function readPermissions(
  client: HttpClient,
  userId: number,
  signal: AbortSignal,
): Promise<readonly Row[] | undefined> {
  const purpose = "read a user's permissions";
  const answer = await client.send({
    method: 'GET',
    path: `/users/${userId}/permissions`,
    repeatable: true, // a read changes nothing
    accept: [404],
    cost: COST,
    signal,
    purpose,
  });
  if (answer.status === 404) return undefined;
  return [toPermissionsRow(recordOf(openEnvelope(answer.body, purpose), purpose), userId)];
}
