import {isFields, parseJson} from '../shared/parse-json';
import type {Fields} from '../shared/parse-json';
import type {Answer} from '../vendor-part';
import type {Company} from './company/company';
import {failure, success, successPage} from './envelope';
import type {PipedriveCall, PipedriveRoute} from './guard';
import {DEFAULT_ROLE_ID} from './company/pipedrive-user';
import type {PipedriveRole} from './company/role-store';
import {showAssignment, showRole} from './show-role';

/** Everything below `/roles`: for admins only (Pipedrive Q11). */
export function roleRoutes(company: Company): readonly PipedriveRoute[] {
  const route = (
    method: PipedriveRoute['method'],
    path: string,
    rest: Pick<PipedriveRoute, 'cost' | 'handle'>,
  ): PipedriveRoute => ({method, path, scopes: ['admin'], adminOnly: true, ...rest});
  const withRole =
    (work: (role: PipedriveRole, call: PipedriveCall) => Answer) =>
    (call: PipedriveCall): Answer => {
      const role = company.roles.byId(Number(call.params['id']));
      return role ? work(role, call) : failure(404, 'Role not found.');
    };
  return [
    route('GET', '/roles', {
      cost: 20,
      handle: ({query}) =>
        successPage(
          query,
          company.roles.all().map((role) => showRole(company, role)),
        ),
    }),
    route('POST', '/roles', {cost: 10, handle: (call) => addRole(company, call)}),
    route('GET', '/roles/:id', {
      cost: 2,
      handle: withRole((role) => success(showRole(company, role))),
    }),
    route('PUT', '/roles/:id', {
      cost: 10,
      handle: withRole((role, call) => changeRole(company, role, call)),
    }),
    route('DELETE', '/roles/:id', {cost: 6, handle: withRole((role) => dropRole(company, role))}),
    route('GET', '/roles/:id/assignments', {
      cost: 10,
      handle: withRole((role, {query}) => listAssignments(company, role, query)),
    }),
    route('POST', '/roles/:id/assignments', {
      cost: 10,
      handle: withRole((role, call) => assign(company, role, call)),
    }),
    route('DELETE', '/roles/:id/assignments', {
      cost: 6,
      handle: withRole((role, call) => unassign(company, role, call)),
    }),
  ];
}

/** Takes a role away; its users fall back to the default one. */
export function removeRole({roles, users}: Company, id: number): void {
  const orphans = [...users.all()].filter(({role_id: roleId}) => roleId === id);
  for (const user of orphans) users.put({...user, role_id: DEFAULT_ROLE_ID});
  for (const role of roles.all()) {
    if (role.parentId === id) roles.replace({...role, parentId: undefined});
  }
  roles.remove(id);
}

function addRole({roles}: Company, {body}: PipedriveCall): Answer {
  const fields = readFields(body);
  const name = fields['name'];
  if (typeof name !== 'string' || name.trim() === '') return failure(400, 'Role name is missing.');
  const parent = readParent(fields);
  if (parent !== undefined && !roles.byId(parent)) return failure(400, 'Parent role not found.');
  return success({id: roles.add(name, parent).id});
}

function changeRole({roles}: Company, role: PipedriveRole, {body}: PipedriveCall): Answer {
  const fields = readFields(body);
  const {name = role.name} = fields;
  if (typeof name !== 'string' || name.trim() === '') return failure(400, 'Role name is missing.');
  const parentId = 'parent_role_id' in fields ? readParent(fields) : role.parentId;
  if (parentId !== undefined && !roles.byId(parentId)) {
    return failure(400, 'Parent role not found.');
  }
  roles.replace({...role, name, parentId});
  return success({id: role.id});
}

function dropRole(company: Company, role: PipedriveRole): Answer {
  if (role.id === DEFAULT_ROLE_ID) return failure(400, 'The default role cannot be deleted.');
  removeRole(company, role.id);
  return success({id: role.id});
}

function listAssignments(company: Company, role: PipedriveRole, query: URLSearchParams): Answer {
  const rows: unknown[] = [];
  for (const user of company.users.all()) {
    if (user.role_id === role.id) rows.push(showAssignment(company, user));
  }
  return successPage(query, rows);
}

/** A user has one role: the new one takes the place of the old one. */
function assign(company: Company, role: PipedriveRole, {body}: PipedriveCall): Answer {
  const user = company.users.byId(Number(readFields(body)['user_id']));
  if (!user || user.is_deleted) return failure(400, 'User not found.');
  company.users.put({...user, role_id: role.id, modifiedMs: company.nowWholeSeconds()});
  return success({user_id: user.id, role_id: role.id});
}

/** The user stands in a JSON body although the method is DELETE (Pipedrive Q10). */
function unassign(company: Company, role: PipedriveRole, {body}: PipedriveCall): Answer {
  const userId = readFields(body)['user_id'];
  if (typeof userId !== 'number') return failure(400, 'User id is missing.');
  const user = company.users.byId(userId);
  if (user?.role_id !== role.id) return failure(400, 'User does not have this role.');
  company.users.put({
    ...user,
    role_id: DEFAULT_ROLE_ID,
    modifiedMs: company.nowWholeSeconds(),
  });
  return success({id: role.id});
}

function readFields(body: string): Fields {
  const parsed = parseJson(body);
  return parsed.ok && isFields(parsed.value) ? parsed.value : {};
}

function readParent(fields: Fields): number | undefined {
  const parent = fields['parent_role_id'];
  return typeof parent === 'number' ? parent : undefined;
}
