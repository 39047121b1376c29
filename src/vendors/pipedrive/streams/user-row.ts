import type {JsonObject} from '../../../core/json';
import type {MutableRow, StreamColumns} from '../../../read/columns/stream-columns';
import type {Row} from '../../../read/reader';
import {isGlobalAdmin} from '../global-admin';

/** A user of `GET /users` as a row of `pipedrive_users`. */
export function toUserRow(user: JsonObject, columns: StreamColumns): Row {
  const row = columns.toRow(user);
  row['_is_admin'] = isAdmin(row);
  return row;
}

/** Where `access` is not shown, `is_admin` may be. */
function isAdmin(row: MutableRow): boolean | null {
  const byAccess = isGlobalAdmin(row['access']);
  if (byAccess !== undefined) return byAccess;
  return typeof row['is_admin'] === 'number' ? row['is_admin'] !== 0 : null;
}
