import type {JsonObject} from '../../core/json';
import type {Row} from '../../read/reader';
import {rowColumns} from '../shared/row-columns';
import {toRow, type ColumnKind, type RowShape} from './row-columns';

/** Every flag that Pipedrive's documents name; any subset of them is sent. */
const flags = [
  ...['can_add_custom_fields', 'can_add_products', 'can_add_prospects_as_leads'],
  ...['can_bulk_edit_items', 'can_change_visibility_of_items', 'can_convert_deals_to_leads'],
  ...['can_create_own_workflow', 'can_delete_activities', 'can_delete_custom_fields'],
  ...['can_delete_deals', 'can_edit_custom_fields', 'can_edit_deals_closed_date'],
  ...['can_edit_products', 'can_edit_shared_filters', 'can_export_data_from_lists'],
  ...['can_follow_other_users', 'can_merge_deals', 'can_merge_organizations', 'can_merge_people'],
  ...['can_modify_labels', 'can_see_company_wide_statistics', 'can_see_deals_list_summary'],
  ...['can_see_hidden_items_names', 'can_see_other_users', 'can_see_other_users_statistics'],
  ...['can_see_security_dashboard', 'can_share_filters', 'can_share_insights', 'can_use_api'],
  ...['can_use_email_tracking', 'can_use_import'],
];

const columns = rowColumns<ColumnKind>([
  ['user_id', 'integer'],
  ...flags.map((flag): [string, ColumnKind] => [flag, 'boolean']),
]);

const shape: RowShape = {what: "user's permissions", columns, primaryKey: ['user_id']};

/** The map of `GET /users/{id}/permissions` as a row of `pipedrive_user_permissions`. */
export function toPermissionsRow(permissions: JsonObject, userId: number): Row {
  return toRow({...permissions, user_id: userId}, shape);
}
