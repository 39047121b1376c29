import type {FieldChange, PlannedOutcome} from '../../../write/record';
import {plannedCosts} from '../../shared/people/person-costs';
import {callsOf, type Decision, type Doing, type Invitation, type RoleChange} from './decision';
import {promotes} from './licenses';
import {ADMIN, departed, type Member} from './member';
import type {MemberWorkspace} from './workspaces';

/** Said of every removal. */
const DOCUMENTS_STAY =
  'would be removed from the workspace; the account and its documents stay in PandaDoc';

/** Says what a decision would do, in a dry run. */
export function planDecision(decision: Decision): PlannedOutcome {
  switch (decision.type) {
    case 'rejected':
      return {status: 'rejected', ...decision.rejection};
    case 'unchanged':
      return {status: 'unchanged'};
    case 'invite':
      return {
        status: 'create',
        changes: invitationChanges(decision),
        notes: notesOf(decision, 'would be invited by e-mail'),
        costs: plannedCosts(callsOf(decision), decision.costs),
      };
    case 'change':
      return {
        status: 'update',
        changes: roleChanges(decision),
        notes: notesOf(decision),
        costs: plannedCosts(callsOf(decision), decision.costs),
      };
    case 'remove':
      return {
        status: 'update',
        changes: [{field: 'workspace', from: nameOf(decision.workspace), to: null}],
        notes: [DOCUMENTS_STAY],
        costs: plannedCosts(callsOf(decision), decision.costs),
      };
  }
}

/** What a workspace's directory holds once it is done; people who do not exist yet have made-up ids. */
export function simulate(doing: Doing, newId: string): Member {
  switch (doing.type) {
    case 'invite':
      return invited(doing, newId);
    case 'change':
      return changed(doing);
    case 'remove':
      return departed(doing.member);
  }
}

/** A member as an invitation makes one. */
export function invited(invitation: Invitation, id: string): Member {
  const {email, role, isAdmin, user, firstName, lastName, workspace} = invitation;
  const isGuide = workspace.organization === undefined;
  return {
    ...{id, userId: user?.id, email, role, active: !isGuide, isPending: isGuide},
    admin: isAdmin || role === ADMIN,
    license: isGuide ? undefined : licenseAfter(invitation),
    firstName: user?.firstName ?? firstName,
    lastName: user?.lastName ?? lastName,
  };
}

/** A member with the new role. */
export function changed(change: RoleChange): Member {
  const {member, role = member.role, isAdmin, costs} = change;
  return {
    ...member,
    role,
    admin: isAdmin ?? isAdminBy(change),
    license: costs.includes('seat') ? 'Full' : member.license,
  };
}

/** By the guide's contract somebody may be an admin beside a role of another name, and stays one. */
function isAdminBy({workspace, member, role}: RoleChange): boolean | undefined {
  const isBeside = workspace.organization === undefined && member.role !== ADMIN;
  return role === ADMIN ? true : isBeside ? member.admin : false;
}

function licenseAfter({user, license, role}: Invitation): string | undefined {
  const before = user === undefined ? license : user.license;
  return promotes(before, role) ? 'Full' : before;
}

function invitationChanges({
  email,
  workspace,
  role,
  license,
  user,
  isAdmin,
}: Invitation): readonly FieldChange[] {
  const isNew = workspace.organization !== undefined && user === undefined;
  return [
    {field: 'email', to: email},
    {field: 'workspace', to: nameOf(workspace)},
    {field: 'role', to: role},
    ...(isNew ? [{field: 'license', to: license}] : []),
    ...(isAdmin ? [{field: 'is_admin', to: true}] : []),
  ];
}

function roleChanges({member, role, isAdmin}: RoleChange): readonly FieldChange[] {
  return [
    ...(role === undefined ? [] : [{field: 'role', from: member.role, to: role}]),
    ...(isAdmin === undefined ? [] : [{field: 'is_admin', from: member.admin, to: isAdmin}]),
  ];
}

function notesOf({costs}: Invitation | RoleChange, ...first: readonly string[]): readonly string[] {
  return [
    ...first,
    ...(costs.includes('seat')
      ? ['may use a paid seat, which PandaDoc buys when none is free']
      : []),
  ];
}

function nameOf({own}: MemberWorkspace): string {
  return own.settings.name;
}
