import {jsonAnswer} from '../answer';
import type {Answer} from '../vendor-part';
import {noContent, refusal} from './errors';
import type {PandadocCall, PandadocRoute} from './guard';
import {fieldsOf, isRole} from './member-routes';
import {userByMembership} from './organization/organization';
import type {Organization} from './organization/organization';
import {membershipIn} from './organization/pandadoc-user';
import type {Membership, PandadocUser} from './organization/pandadoc-user';
import {guideStatus} from './show';
import {dropMembership, isLastAdmin, newMembership, putMembership, textOf} from './write-members';

/** Calls that only the guide knows: for the vendor they are 404 or 405 (PandaDoc Q13). */
export function guideRoutes(organization: Organization): readonly PandadocRoute[] {
  const member = (
    method: 'PATCH' | 'DELETE',
    write: (place: Place, call: PandadocCall) => Answer,
  ): PandadocRoute => ({
    method,
    path: '/members/:id',
    handle: (call) => {
      const {params, viewer} = call;
      const user = userByMembership(organization, params['id'] ?? '');
      const membership = user && membershipIn(user, viewer.workspace);
      return user && membership && membership.membershipId === params['id']
        ? write({user, membership}, call)
        : refusal(404);
    },
  });
  return [
    {method: 'POST', path: '/members', handle: (call) => invite(organization, call)},
    member('PATCH', (place, call) => update(organization, place, call)),
    member('DELETE', (place) => remove(organization, place)),
  ];
}

interface Place {
  readonly user: PandadocUser;
  readonly membership: Membership;
}

/** Mails an invitation; the member is pending until it is accepted. */
function invite(organization: Organization, call: PandadocCall): Answer {
  const fields = fieldsOf(call);
  const email = textOf(fields, 'email');
  const role = textOf(fields, 'role');
  if (!email.includes('@')) return refusal(400, {email: ['Enter a valid email address.']});
  if (role !== '' && !isGuideRole(role)) return refusal(400, {role: ['Role does not exist.']});
  const {workspace} = call.viewer;
  const known = findByEmail(organization, email);
  if (known && membershipIn(known, workspace)) {
    return refusal(400, {email: ['User already exists']});
  }
  const user = known ?? {...organization.nextUser(), email, firstName: '', lastName: ''};
  const place = {workspace, role: role === '' ? 'Member' : role, isPending: true};
  const membership = newMembership(organization, user, place);
  putMembership(organization, user, membership);
  organization.mails.push({to: email, about: 'invitation'});
  return jsonAnswer(201, {membership_id: membership.membershipId, email, status: 'pending'});
}

/** The guide has a role User, which is none of the vendor's. */
function isGuideRole(role: string): boolean {
  return role === 'User' || isRole(role);
}

function findByEmail({users}: Organization, email: string): PandadocUser | undefined {
  for (const user of users.all()) {
    if (user.email.toLowerCase() === email.toLowerCase()) return user;
  }
  return undefined;
}

function update(organization: Organization, {user, membership}: Place, call: PandadocCall): Answer {
  const fields = fieldsOf(call);
  const wanted = fields['is_admin'] === true ? 'Admin' : textOf(fields, 'role');
  const role = wanted === '' ? 'Member' : wanted;
  if (!isGuideRole(role)) return refusal(400, {role: ['Role does not exist.']});
  if (role !== 'Admin' && isLastAdmin(organization, user, membership.workspace)) {
    return refusal(400, 'Cannot change the role of the last member with admin privileges.');
  }
  const saved = {...membership, role};
  putMembership(organization, user, saved);
  return jsonAnswer(200, {
    membership_id: membership.membershipId,
    role,
    status: guideStatus(saved),
  });
}

function remove(organization: Organization, {user, membership}: Place): Answer {
  const owner = organization.workspaces[membership.workspace]?.owner;
  if (user.index === owner) return refusal(400, 'Owner can not be removed.');
  dropMembership(organization, user, membership.workspace);
  return noContent();
}
