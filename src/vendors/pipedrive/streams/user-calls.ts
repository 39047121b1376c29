import {Failure} from '../../../core/failure';
import type {HttpClient} from '../../../http/request';
import type {ReadContext, Row} from '../../../read/reader';
import {orderedCalls} from '../../shared/ordered-calls';
import {listAgain, type Listed, type SharedList} from './list-stream';
import {pipedrivePolicy} from '../policy';

/** Rows of one page, when each call gives one or few. */
const PAGE_ROWS = 100;

/** One call for each user of the company. */
interface UserCalls {
  readonly client: HttpClient;
  readonly context: ReadContext;
  readonly stream: string;
  readonly list: SharedList;
  readonly users: readonly Listed[];
  /** Undefined when Pipedrive does not know the user (404). */
  readonly call: (userId: string) => Promise<readonly Row[] | undefined>;
}

/**
 * Makes the calls, as many at a time as the vendor's policy allows, and gives pages of their rows.
 * A user whom Pipedrive no longer knows is looked up in a fresh list at the end: who is gone has no
 * rows, but who is still there was only out of sight, and then nothing is proven.
 */
export async function* userRows(calls: UserCalls): AsyncGenerator<readonly Row[]> {
  const unknown = new Set<string>();
  const answers = orderedCalls(calls.users, pipedrivePolicy.concurrencyMax, async (user) => {
    const rows = await calls.call(user.id);
    if (rows === undefined && !user.isDeleted) unknown.add(user.id);
    return rows ?? [];
  });
  let page: Row[] = [];
  for await (const rows of answers) {
    page.push(...rows);
    if (page.length < PAGE_ROWS) continue;
    yield page;
    page = [];
  }
  await requireGone(calls.client, calls, unknown);
  yield page;
}

/** Throws when the list still has what a call did not find. */
export async function requireGone(
  client: HttpClient,
  {list, stream, context}: Pick<UserCalls, 'list' | 'stream' | 'context'>,
  unknown: ReadonlySet<string>,
): Promise<void> {
  if (unknown.size === 0) return;
  const now = await listAgain(client, list, context);
  const hidden = now.filter(({id, isDeleted}) => unknown.has(id) && !isDeleted);
  if (hidden.length === 0) return;
  const ids = hidden.slice(0, 5).map(({id}) => id);
  throw new Failure({
    // Other streams of this token can still be read, so it is not the vendor that failed.
    kind: 'data',
    message: `Pipedrive answers 404 for ${hidden.length} entries of "${list.purpose}" that it still lists (${ids.join(', ')}${hidden.length > ids.length ? ', …' : ''}), so ${stream} would be incomplete. Use the token of an admin (OAuth: scopes users:read and admin), or deselect the stream.`,
    status: 404,
  });
}
