import type {HttpClient} from '../../../http/request';
import type {StreamColumns} from '../../../read/columns/stream-columns';
import type {ReadContext, Row} from '../../../read/reader';
import {openEnvelope, recordOf} from '../envelope';
import {listOnce} from './list-stream';
import {requireAdmin} from './require-admin';
import type {StreamParts} from './stream-parts';
import {userRows} from './user-calls';

/** Tokens per call. */
const COST = 10;

/** The permissions of every user, with one call each: there is no list of them. */
export async function* permissionPages(
  {budget, lists, streams: {userPermissions: columns}}: StreamParts,
  context: ReadContext,
): AsyncGenerator<readonly Row[]> {
  const {client} = budget;
  await requireAdmin(client, columns.name, context.signal);
  const users = await listOnce(client, lists.users, context);
  const {syncStartMs, signal} = context;
  budget.reserve({
    stream: columns.name,
    syncStartMs,
    calls: users.length,
    cost: COST,
    what: 'users',
  });
  const call = (userId: string): Promise<readonly Row[] | undefined> =>
    readPermissions({client, signal, columns}, userId);
  yield* userRows({client, context, stream: columns.name, list: lists.users, users, call});
}

async function readPermissions(
  {client, signal, columns}: {client: HttpClient; signal: AbortSignal; columns: StreamColumns},
  userId: string,
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
  const permissions = recordOf(openEnvelope(answer.body, purpose), purpose);
  return [columns.toRow({...permissions, user_id: userId})];
}
