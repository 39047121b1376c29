import {newField} from '../shared/new-field';
import type {Company} from './company/company';
import {DEFAULT_ROLE_ID} from './company/pipedrive-user';
import type {PipedriveUser} from './company/pipedrive-user';
import type {PipedriveRole} from './company/role-store';

/** A role as lists show it; counts are texts (Pipedrive Q7). */
export function showRole(
  {roles, users, settings}: Company,
  role: PipedriveRole,
): Record<string, unknown> {
  const children = roles.all().filter(({parentId}) => parentId === role.id).length;
  return {
    id: role.id,
    ...(role.id !== DEFAULT_ROLE_ID && {parent_role_id: role.parentId ?? null}),
    name: role.name,
    active_flag: true,
    assignment_count: String(users.countByRole().get(role.id) ?? 0),
    sub_role_count: String(children),
    level: roles.levelOf(role),
    ...(role.id === DEFAULT_ROLE_ID && {description: 'default group'}),
    ...newField(settings.rare_fields),
  };
}

/** A user's role; only the guide's rows have an id (Pipedrive Q16). */
export function showAssignment(
  {roles, settings}: Company,
  user: PipedriveUser,
): Record<string, unknown> {
  const {id: userId, role_id: roleId} = user;
  const more = newField(settings.rare_fields);
  if (settings.profile === 'guide') {
    return {id: userId * 10, role_id: roleId, user_id: userId, active_flag: true, ...more};
  }
  const role = roles.byId(roleId);
  return {
    user_id: userId,
    role_id: roleId,
    parent_role_id: role?.parentId ?? null,
    name: role?.name ?? '',
    active_flag: true,
    type: '1',
    ...more,
  };
}
