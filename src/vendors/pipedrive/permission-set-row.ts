import type {JsonObject} from '../../core/json';
import type {Row} from '../../read/reader';
import {rowColumns} from '../shared/row-columns';
import {toRow, type ColumnKind, type RowShape} from './row-columns';

const columns = rowColumns<ColumnKind>([
  ['id', 'string'],
  ['name', 'string'],
  ['description', 'string'],
  ['app', 'string'],
  ['type', 'string'],
  ['assignment_count', 'integer'],
  ['contents', 'array'],
]);

const shape: RowShape = {what: 'permission set', columns, primaryKey: ['id']};

/** A set of `GET /permissionSets` as a row of `pipedrive_permission_sets`. */
export function toPermissionSetRow(permissionSet: JsonObject): Row {
  return toRow(permissionSet, shape);
}
