import type {JsonObject} from '../../core/json';
import type {Row} from '../../read/reader';
import {rowColumns} from '../shared/row-columns';
import {toRow, type ColumnKind, type RowShape} from './row-columns';

const columns = rowColumns<ColumnKind>([
  ['user_id', 'integer'],
  ['role_id', 'integer'],
  // Only the guide's rows have one (Pipedrive Q16): user and role are the key.
  ['id', 'integer'],
  ['parent_role_id', 'integer'],
  ['name', 'string'],
  ['type', 'string'],
  ['active_flag', 'boolean'],
]);

const shape: RowShape = {what: 'role assignment', columns, primaryKey: ['user_id', 'role_id']};

/**
 * An assignment as a row of `pipedrive_role_assignments`. What it was asked for by (`user_id` or
 * `role_id`) stands in where the record does not say.
 */
export function toAssignmentRow(
  assignment: JsonObject,
  asked: Readonly<Partial<Record<'user_id' | 'role_id', number>>>,
): Row {
  return toRow({...asked, ...assignment}, shape);
}
