import {jsonAnswer} from '../answer';
import {isFields, parseJson} from '../shared/parse-json';
import type {Fields} from '../shared/parse-json';
import type {Answer} from '../vendor-part';
import {noContent, refusal} from './errors';
import type {PandadocCall, PandadocRoute} from './guard';
import {userById, userByMembership, workspaceById} from './organization/organization';
import type {Organization, PandadocWorkspace} from './organization/organization';
import {membershipIn, microseconds, ROLES} from './organization/pandadoc-user';
import type {Membership, PandadocUser} from './organization/pandadoc-user';
import {
  dropMembership,
  isLastAdmin,
  newMembership,
  promote,
  putMembership,
  textOf,
} from './write-members';

/** The vendor's calls that change memberships; ids are `member_id` here (PandaDoc Q4). */
export function memberRoutes(organization: Organization): readonly PandadocRoute[] {
  const member = (
    method: 'PATCH' | 'DELETE',
    path: string,
    write: (place: Place, call: PandadocCall) => Answer,
  ): PandadocRoute => ({
    method,
    path: `/workspaces/:workspace/members/:id${path}`,
    orgAdminOnly: true,
    handle: (call) => {
      const place = placeOf(organization, call);
      return place ? write(place, call) : refusal(404, 'This member or workspace does not exist.');
    },
  });
  return [
    {
      method: 'POST',
      path: '/workspaces/:workspace/members',
      orgAdminOnly: true,
      handle: (call) => addMember(organization, call),
    },
    member('PATCH', '/role', (place, call) => changeRole(organization, place, call)),
    member('DELETE', '', (place) => removeMember(organization, place)),
    {
      method: 'PATCH',
      path: '/documents/ownership',
      handle: (call) => handOver(organization, call),
    },
  ];
}

interface Place {
  readonly workspace: PandadocWorkspace;
  readonly user: PandadocUser;
  readonly membership: Membership;
}

/** The body's fields; none when it is not an object. */
export function fieldsOf({body}: PandadocCall): Fields {
  const parsed = parseJson(body);
  return parsed.ok && isFields(parsed.value) ? parsed.value : {};
}

/** True for a role that a workspace has. */
export function isRole(role: string): boolean {
  return ROLES.some((one) => one === role);
}

function placeOf(organization: Organization, {params}: PandadocCall): Place | undefined {
  const workspace = workspaceById(organization, params['workspace'] ?? '');
  const user = userByMembership(organization, params['id'] ?? '');
  const membership = workspace && user && membershipIn(user, workspace.number);
  if (!workspace || !user || !membership) return undefined;
  return membership.membershipId === params['id'] ? {workspace, user, membership} : undefined;
}

function addMember(organization: Organization, call: PandadocCall): Answer {
  const fields = fieldsOf(call);
  const id = call.params['workspace'] ?? '';
  const workspace = workspaceById(organization, id);
  if (!workspace) {
    return refusal(400, {workspace_id: [`Workspace with uuid ${id} not found.`]});
  }
  const user = userById(organization, textOf(fields, 'user_id'));
  if (!user) return refusal(400, {user_id: ["User doesn't exist"]});
  if (membershipIn(user, workspace.number)) {
    return refusal(400, {user_id: ['Member already exists']});
  }
  const role = textOf(fields, 'role');
  if (!isRole(role)) return refusal(400, {role: ['Role does not exist.']});
  const promoted = promote(organization, user, role);
  if (!promoted) return refusal(400, {license: ['Unable to add more licenses.']});
  const place = {workspace: workspace.number, role, isPending: false};
  const membership = newMembership(organization, user, place);
  putMembership(organization, promoted, membership);
  if (call.query.get('notify_user') !== 'false') {
    organization.mails.push({to: user.email, about: `member of ${workspace.name}`});
  }
  return jsonAnswer(201, {
    member_id: membership.membershipId,
    workspace_id: workspace.id,
    role,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
  });
}

function changeRole(
  organization: Organization,
  {workspace, user, membership}: Place,
  call: PandadocCall,
): Answer {
  const role = textOf(fieldsOf(call), 'role');
  if (!isRole(role)) return refusal(400, {role: ['Role does not exist.']});
  if (user.index === workspace.owner) {
    return refusal(400, 'Cannot change the role of the workspace owner.');
  }
  if (role !== 'Admin' && isLastAdmin(organization, user, workspace.number)) {
    return refusal(400, 'Cannot change the role of the last member with admin privileges.');
  }
  const promoted = promote(organization, user, role);
  if (!promoted) return refusal(400, {license: ['Unable to add more licenses.']});
  const modified = microseconds(organization.now());
  putMembership(organization, promoted, {...membership, role, modified});
  return jsonAnswer(200, {
    member_id: membership.membershipId,
    workspace_id: workspace.id,
    role,
    email: user.email,
  });
}

function removeMember(organization: Organization, {workspace, user}: Place): Answer {
  if (user.index === workspace.owner) return refusal(400, 'Owner can not be removed.');
  dropMembership(organization, user, workspace.number);
  return noContent();
}

/** Documents are not kept here, so that only the two memberships are looked at. */
function handOver(organization: Organization, call: PandadocCall): Answer {
  const fields = fieldsOf(call);
  const names = ['from_membership_id', 'to_membership_id'];
  const known = names.every((name) => userByMembership(organization, textOf(fields, name)));
  return known ? noContent() : refusal(404);
}
