import {Failure} from '../../core/failure';
import type {HttpAnswer, HttpClient} from '../../http/request';
import {streamColumns, type StreamColumns} from '../../read/columns/stream-columns';
import {rowsOf} from '../../read/listing/rows-of';
import type {ReadContext, Sweep, SweepPage} from '../../read/reader';
import {loadResource} from '../../resources/load-resource';

export const USERS = 'pendo_users';

const purpose = "list Pendo's own users";

/** Statuses that say that this subscription, or this key, has no such list. */
export const USERS_REFUSED = [403, 404, 405];

/**
 * Pendo's own users: the people who work with Pendo, not the visitors. Only the guide knows
 * `GET /user`; it needs a key with write access and admin rights, and is not paged.
 */
export function usersReader(client: HttpClient): Sweep {
  const columns = streamColumns(USERS, loadResource(`schemas/${USERS}.json`));
  return {
    kind: 'sweep',
    streams: [columns],
    pages: (_selected, context) => userPages(client, columns, context),
  };
}

/** Asks for the list; `accept` names statuses that are answers to the caller. */
export function askForUsers(
  client: HttpClient,
  signal: AbortSignal,
  accept: readonly number[],
): Promise<HttpAnswer> {
  return client.send({
    method: 'GET',
    path: '/user',
    repeatable: true, // a read changes nothing
    accept,
    signal,
    purpose,
  });
}

async function* userPages(
  client: HttpClient,
  columns: StreamColumns,
  {signal}: ReadContext,
): AsyncGenerator<SweepPage> {
  const {status, body} = await askForUsers(client, signal, [404, 405]);
  if (status >= 400) throw notOffered(status);
  if (!Array.isArray(body)) throw unusable('it is not a list');
  const users = rowsOf(body);
  if (users === undefined) throw unusable('it contains entries that are not objects');
  yield new Map([[USERS, users.map(columns.toRow)]]);
}

function notOffered(status: number): Failure {
  return new Failure({
    kind: 'config',
    message: `Pendo does not offer this subscription a list of its own users (GET /user answers ${status}). Deselect the stream ${USERS}; discover no longer lists it.`,
    status,
  });
}

function unusable(detail: string): Failure {
  return new Failure({
    kind: 'data',
    message: `Pendo's answer to "${purpose}" cannot be used: ${detail}. Check pendo.base_url, then run the sync again.`,
  });
}
