import {jsonAnswer} from '../answer';
import {isFields} from '../shared/parse-json';
import type {Fields} from '../shared/parse-json';
import type {Answer} from '../vendor-part';
import {refusal} from './errors';
import type {Detail} from './errors';
import type {PandadocCall, PandadocRoute} from './guard';
import {fieldsOf, isRole} from './member-routes';
import {workspaceById} from './organization/organization';
import type {Organization} from './organization/organization';
import type {Membership} from './organization/pandadoc-user';
import {newMembership, takeSeat, textOf} from './write-members';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Licenses as writes name them (PandaDoc Q5). */
const WRITTEN_LICENSES: Readonly<Record<string, string>> = {
  Full: 'Full',
  eSign: 'eSignature',
  'Read-only': 'Read-only',
  Creator: 'Creator',
  Guest: 'Guest',
};

/** The vendor's call that creates users: it takes a seat and mails. */
export function userRoutes(organization: Organization): readonly PandadocRoute[] {
  return [
    {
      method: 'POST',
      path: '/users',
      orgAdminOnly: true,
      handle: (call) => createUser(organization, call),
    },
  ];
}

function createUser(organization: Organization, call: PandadocCall): Answer {
  const fields = fieldsOf(call);
  const person = isFields(fields['user']) ? fields['user'] : {};
  const email = textOf(person, 'email');
  const problem = problemOfEmail(organization, email);
  if (problem) return refusal(400, problem);
  const license = WRITTEN_LICENSES[textOf(fields, 'license')];
  if (license === undefined) return refusal(400, {license: ['Licence does not exist.']});
  const user = {
    ...organization.nextUser(),
    email,
    license,
    firstName: textOf(person, 'first_name'),
    lastName: textOf(person, 'last_name'),
    phone: textOf(person, 'phone_number'),
    emailVerified: false,
  };
  const memberships: Membership[] = [];
  for (const place of placesOf(fields)) {
    const id = textOf(place, 'workspace_id');
    const workspace = workspaceById(organization, id);
    if (!workspace) return refusal(400, {workspace_id: [`Workspace with uuid ${id} not found.`]});
    const role = textOf(place, 'role');
    if (!isRole(role)) return refusal(400, {role: ['Role does not exist.']});
    const where = {workspace: workspace.number, role, isPending: false};
    memberships.push(newMembership(organization, user, where));
  }
  if (!takeSeat(organization, license)) {
    return refusal(400, {license: ['Unable to add more licenses.']});
  }
  organization.users.put({...user, memberships});
  if (call.query.get('notify_user') !== 'false')
    organization.mails.push({to: email, about: 'new user'});
  return jsonAnswer(201, {
    user_id: user.userId,
    workspaces: memberships.map((one) => ({
      workspace_id: organization.workspaces[one.workspace]?.id,
      role: one.role,
      member_id: one.membershipId,
    })),
  });
}

function placesOf({workspaces}: Fields): readonly Fields[] {
  return Array.isArray(workspaces) ? (workspaces as readonly unknown[]).filter(isFields) : [];
}

/** What is wrong with a new user's address; its domain must be the organization's. */
function problemOfEmail({users, people}: Organization, email: string): Detail | undefined {
  if (!EMAIL.test(email)) return {email: ['Enter a valid email address.']};
  const wanted = email.toLowerCase();
  for (const user of users.all()) {
    if (user.email.toLowerCase() === wanted) return {email: ['User already exists']};
  }
  return wanted.endsWith(`@${people.domain(0)}`)
    ? undefined
    : {email: ['User email should have the same email domain as org admin.']};
}
