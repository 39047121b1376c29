import {jsonAnswer} from '../answer';
import type {Answer} from '../vendor-part';
import {contactsOf} from './contacts';
import {refusal} from './errors';
import type {PandadocCall, PandadocRoute} from './guard';
import {listMembers} from './list-members';
import {userById, userByMembership} from './organization/organization';
import type {Organization} from './organization/organization';
import {membershipIn} from './organization/pandadoc-user';
import {readPlace} from './read-place';
import {showMember, showUser, showWorkspace} from './show';

/** The calls that change nothing. */
export function readRoutes(organization: Organization): readonly PandadocRoute[] {
  const common: readonly PandadocRoute[] = [
    {method: 'GET', path: '/members', handle: (call) => listMembers(organization, call)},
    {method: 'GET', path: '/members/current', handle: (call) => currentMember(organization, call)},
    {method: 'GET', path: '/members/:id', handle: (call) => oneMember(organization, call)},
    {method: 'GET', path: '/workspaces', handle: (call) => listWorkspaces(organization, call)},
  ];
  if (organization.settings.profile === 'guide') return common;
  return [
    ...common,
    {
      method: 'GET',
      path: '/users',
      orgAdminOnly: true,
      handle: (call) => listUsers(organization, call),
    },
    {
      method: 'GET',
      path: '/users/:id',
      orgAdminOnly: true,
      handle: ({params}) => {
        const user = userById(organization, params['id'] ?? '');
        return user ? jsonAnswer(200, showUser(organization, user)) : refusal(404);
      },
    },
    {
      method: 'GET',
      path: '/contacts',
      handle: ({query}) => jsonAnswer(200, {results: contactsOf(organization, query.get('email'))}),
    },
  ];
}

/** The guide's example shows four fields only. */
function currentMember(organization: Organization, {viewer}: PandadocCall): Answer {
  const {user, workspace} = viewer;
  const membership = membershipIn(user, workspace);
  if (!membership) return refusal(404);
  if (organization.settings.profile !== 'guide') {
    return jsonAnswer(200, showMember(organization, user, membership));
  }
  return jsonAnswer(200, {
    user_id: user.userId,
    email: user.email,
    is_admin: membership.role === 'Admin',
    workspace_id: organization.workspaces[workspace]?.id,
  });
}

function oneMember(organization: Organization, {params, viewer}: PandadocCall): Answer {
  const user = userByMembership(organization, params['id'] ?? '');
  const membership = user && membershipIn(user, viewer.workspace);
  if (!user || !membership || membership.membershipId !== params['id']) return refusal(404);
  return jsonAnswer(200, showMember(organization, user, membership));
}

/** All active ones for the vendor; for the guide those of the caller, without a count. */
function listWorkspaces(organization: Organization, {query, viewer}: PandadocCall): Answer {
  const isGuide = organization.settings.profile === 'guide';
  const seen = organization.workspaces.filter(
    ({isActive, number}) => isActive && (!isGuide || membershipIn(viewer.user, number)),
  );
  const results = seen.map((one) =>
    showWorkspace(organization, one, one.number === viewer.user.currentWorkspace),
  );
  if (isGuide) return jsonAnswer(200, {results});
  const place = readPlace(query, {countMax: 100, countMin: 1, pageMin: 1, above: 'refuse'});
  if (!place.ok) return refusal(400, place.detail);
  const page = results.slice(place.start, place.start + place.count);
  return jsonAnswer(200, {total: results.length, results: page});
}

/** Removed users are listed unless it is said otherwise (PandaDoc Q7); at most 50 a page (Q6). */
function listUsers(organization: Organization, {query}: PandadocCall): Answer {
  const {settings, users} = organization;
  const above = settings.count_above_max;
  const place = readPlace(query, {countMax: 50, countMin: 0, pageMin: 0, above});
  if (!place.ok) return refusal(400, place.detail);
  const showRemoved = query.get('show_removed') !== 'false';
  const results: unknown[] = [];
  let total = 0;
  for (const user of users.all()) {
    if (!showRemoved && user.memberships.length === 0) continue;
    if (total >= place.start && results.length < place.count) {
      results.push(showUser(organization, user));
    }
    total += 1;
  }
  return jsonAnswer(200, {total, results});
}
