import type {JsonObject} from '../../core/json';
import type {Row} from '../../read/reader';
import {rowColumns} from '../shared/row-columns';
import {toRow, type ColumnKind, type RowShape} from './row-columns';

const columns = rowColumns<ColumnKind>([
  ['id', 'integer'],
  ['parent_role_id', 'integer'],
  ['name', 'string'],
  ['description', 'string'],
  ['active_flag', 'boolean'],
  ['assignment_count', 'integer'],
  ['sub_role_count', 'integer'],
  ['level', 'integer'],
]);

const shape: RowShape = {what: 'role', columns, primaryKey: ['id']};

/** A role of `GET /roles` as a row of `pipedrive_roles`; counts become numbers (Pipedrive Q7). */
export function toRoleRow(role: JsonObject): Row {
  return toRow(role, shape);
}
