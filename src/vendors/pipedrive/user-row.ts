import type {JsonObject} from '../../core/json';
import type {Row} from '../../read/reader';
import {isGlobalAdmin} from './global-admin';
import {rowColumns, type MutableRow} from '../shared/row-columns';
import {toRow, type ColumnKind, type RowShape} from './row-columns';

const columns = rowColumns<ColumnKind>(
  [
    ['id', 'integer'],
    ['name', 'string'],
    ['email', 'string'],
    ['phone', 'string'],
    ['default_currency', 'string'],
    ['locale', 'string'],
    ['lang', 'integer'],
    ['timezone_name', 'string'],
    ['timezone_offset', 'string'],
    ['icon_url', 'string'],
    ['active_flag', 'boolean'],
    ['activated', 'boolean'],
    ['has_created_company', 'boolean'],
    ['is_you', 'boolean'],
    ['is_deleted', 'boolean'],
    ['last_login', 'time'],
    ['created', 'time'],
    ['modified', 'time'],
    ['role_id', 'integer'],
    ['access', 'array'],
    ['is_admin', 'integer'],
    ['signup_flow_variation', 'string'],
  ],
  ['_is_admin'],
);

const shape: RowShape = {what: 'user', columns, primaryKey: ['id']};

/** A user of `GET /users` as a row of `pipedrive_users`; see its schema in `resources/schemas`. */
export function toUserRow(user: JsonObject): Row {
  const row = toRow(user, shape);
  row['_is_admin'] = isAdmin(row);
  return row;
}

/** Where `access` is not shown, `is_admin` may be. */
function isAdmin(row: MutableRow): boolean | null {
  const byAccess = isGlobalAdmin(row['access']);
  if (byAccess !== undefined) return byAccess;
  return typeof row['is_admin'] === 'number' ? row['is_admin'] !== 0 : null;
}
