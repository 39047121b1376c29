import {hash} from '../../shared/hash';
import type {AccessEntry, PipedriveUser} from './pipedrive-user';
import {isAdmin} from './pipedrive-user';

/** A set of rights in one app. */
export interface PermissionSet {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly app: string;
  readonly type: 'admin' | 'regular';
}

/** The sets of every company. */
export const PERMISSION_SETS: readonly PermissionSet[] = [
  set(1, 'Deals regular user', {app: 'sales', type: 'regular'}),
  set(2, 'Global admin', {app: 'global', type: 'admin'}),
  set(3, 'Global regular user', {app: 'global', type: 'regular'}),
  set(4, 'Account settings admin', {app: 'account_settings', type: 'admin'}),
  set(5, 'Deals admin', {app: 'sales', type: 'admin'}),
];

/** Every right that the vendor is known to name. */
const RIGHTS: readonly string[] = (
  'add_custom_fields add_products add_prospects_as_leads bulk_edit_items ' +
  'change_visibility_of_items convert_deals_to_leads create_own_workflow delete_activities ' +
  'delete_custom_fields delete_deals edit_custom_fields edit_deals_closed_date edit_products ' +
  'edit_shared_filters export_data_from_lists follow_other_users merge_deals ' +
  'merge_organizations merge_people modify_labels see_company_wide_statistics ' +
  'see_deals_list_summary see_hidden_items_names see_other_users see_other_users_statistics ' +
  'see_security_dashboard share_filters share_insights use_api use_email_tracking use_import'
)
  .split(' ')
  .map((right) => `can_${right}`);

const RIGHT_SALT = 61;

/** Rights of an admin and of everybody else in the apps that users have. */
export function defaultAccess(admin: boolean): readonly AccessEntry[] {
  return admin
    ? [accessTo('sales', true), accessTo('global', true), accessTo('account_settings', true)]
    : [accessTo('sales', false), accessTo('global', false)];
}

/** One entry with the set that belongs to it; apps without sets get the sales set's id. */
export function accessTo(app: string, admin: boolean): AccessEntry {
  const type = admin ? 'admin' : 'regular';
  const found = PERMISSION_SETS.find((one) => one.app === app && one.type === type);
  return {app, admin, permission_set_id: (found ?? set(1, '', {app, type})).id};
}

/** The flat map of a user's rights: it follows from role and sets and cannot be written. */
export function permissionsOf(seed: number, user: PipedriveUser): Record<string, boolean> {
  const permissions: Record<string, boolean> = {};
  for (const [at, right] of RIGHTS.entries()) {
    const chance = hash(seed + user.role_id, RIGHT_SALT, at);
    // Any subset of the known rights may be sent.
    if (chance % 13 !== 0) permissions[right] = isAdmin(user) || chance % 3 === 0;
  }
  return permissions;
}

/** The rights that a set contains. */
export function contentsOf(permissionSet: PermissionSet): readonly string[] {
  return permissionSet.type === 'admin' ? RIGHTS : RIGHTS.filter((_, at) => at % 3 === 0);
}

function set(
  number: number,
  name: string,
  rest: {readonly app: string; readonly type: 'admin' | 'regular'},
): PermissionSet {
  const id = `00000000-0000-4000-8000-00000000000${number}`;
  return {id, name, description: name === '' ? '' : `${name} of the app ${rest.app}`, ...rest};
}
