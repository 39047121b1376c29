import {Failure} from '../../core/failure';
import {isJsonObject, type JsonObject} from '../../core/json';
import type {HttpAnswer, HttpClient} from '../../http/request';
import type {ReadContext, Row, Sweep, SweepPage} from '../../read/reader';
import {loadResource} from '../../resources/load-resource';
import {rowColumns, toColumns} from '../shared/row-columns';
import {fitField, type FieldKind} from './fit-field';

export const USERS = 'pendo_users';

const purpose = "list Pendo's own users";

const columns = rowColumns<FieldKind>([
  ['id', 'text'],
  ['username', 'text'],
  ['role', 'text'],
]);

/** Statuses that say that this subscription, or this key, has no such list. */
export const USERS_REFUSED = [403, 404, 405];

/**
 * Pendo's own users: the people who work with Pendo, not the visitors. Only the guide knows
 * `GET /user`; it needs a key with write access and admin rights, and is not paged.
 */
export function usersReader(client: HttpClient): Sweep {
  return {
    kind: 'sweep',
    streams: [{name: USERS, primaryKey: ['id'], schema: loadResource(`schemas/${USERS}.json`)}],
    pages: (_selected, context) => userPages(client, context),
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

async function* userPages(client: HttpClient, {signal}: ReadContext): AsyncGenerator<SweepPage> {
  const {status, body} = await askForUsers(client, signal, [404, 405]);
  if (status >= 400) throw notOffered(status);
  if (!Array.isArray(body)) throw unusable('it is no list');
  const users: readonly unknown[] = body;
  if (!users.every(isJsonObject)) throw unusable('it holds something else than objects');
  yield new Map([[USERS, users.map(toUserRow)]]);
}

function toUserRow(user: JsonObject): Row {
  const row = toColumns(user, columns, fitField);
  if (row['id'] === null) throw unusable('a user has no id');
  return row;
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
