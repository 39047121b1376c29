import {closestName} from '../../../core/closest-name';
import type {MappedRecord, Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {reject} from '../../shared/people/reject';
import {takeCosts, type PersonCost} from '../../shared/people/person-costs';
import type {Decision, Invitation} from './decision';
import {guardNewRole, guardRemovalOf} from './guard-members';
import {immutableFault} from './immutable';
import {GUEST, promotes} from './licenses';
import {ADMIN, isThere, type Member} from './member';
import {domainOf, type OrganizationUser} from './organization';
import {findKey, type MemberKey} from './prepare-record';
import {readWantedMember, type WantedMember} from './wanted-member';
import type {WriterContext} from './writer-context';
import type {MemberWorkspace} from './workspaces';

/** Decides what a record needs, on what is known now; takes what it costs. */
export function decide(context: WriterContext, record: MappedRecord): Decision {
  const wanted = readWantedMember(record);
  if ('reason' in wanted) return reject(wanted);
  const key = findKey(context.workspaces, record, wanted);
  if ('reason' in key) return reject(key);
  const member = memberOf(key);
  if (member !== undefined && 'reason' in member) return reject(member);
  const {operation} = record;
  if (operation === 'soft_delete') return decideOnLeaver(context, key, member);
  if (key.type === 'no membership') return reject(noMembership);
  if (key.type === 'nowhere') return reject(operation === 'update' ? notFound : noWorkspace);
  const refused = roleFault(context, wanted) ?? contractFault(context, wanted);
  if (refused !== undefined) return reject(refused);
  if (member !== undefined) return decideOnMember(context, key.workspace, {member, wanted, record});
  if (key.type !== 'address' || operation === 'update') return reject(notFound);
  return decideOnNew(context, key, wanted);
}

/** The member whom a key means; undefined when there is none. */
function memberOf(key: MemberKey): Member | Rejection | undefined {
  if (key.type === 'nowhere' || key.type === 'no membership') return undefined;
  const {directory} = key.workspace;
  if (key.type === 'membership') {
    const member = directory.byId(key.id);
    return isThere(member) ? member : undefined;
  }
  const [member, twin] = directory.byEmail(key.email);
  return twin === undefined ? member : ambiguous;
}

function decideOnLeaver(
  context: WriterContext,
  key: MemberKey,
  member: Member | undefined,
): Decision {
  if (member === undefined || key.type === 'nowhere' || key.type === 'no membership') {
    context.remarks.goneAlready();
    return {type: 'unchanged'};
  }
  const {workspace} = key;
  const refused = guardRemovalOf(context, workspace, member);
  if (refused !== undefined) return reject(refused);
  return {type: 'remove', workspace, member, costs: ['removal']};
}

function decideOnMember(
  context: WriterContext,
  workspace: MemberWorkspace,
  {
    member,
    wanted,
    record,
  }: {readonly member: Member; readonly wanted: WantedMember; readonly record: MappedRecord},
): Decision {
  const role = wanted.role === member.role ? undefined : wanted.role;
  const isAdmin = wanted.isAdmin === member.admin ? undefined : wanted.isAdmin;
  const isAsked = role === undefined && isAdmin === undefined;
  // Who is invited already, as the record has it, is what an insert wants.
  if (record.operation === 'insert' && !(member.isPending && isAsked)) return reject(alreadyExists);
  if (member.isPending) context.remarks.pending();
  const promoted = role !== undefined && promotes(member.license, role);
  const immutable = immutableFault(member, wanted, promoted);
  if (immutable !== undefined) return reject(immutable);
  if (isAsked) return {type: 'unchanged'};
  const losesAdmin = isAdmin === false || (role !== undefined && mayLoseAdmin(member));
  const refused = guardNewRole(context, workspace, {member, losesAdmin});
  if (refused !== undefined) return reject(refused);
  const costs: readonly PersonCost[] = promoted ? ['seat'] : [];
  const tooMuch = takeCosts(context.costs, costs);
  if (tooMuch !== undefined) {
    workspace.directory.markLeaving(member.id, false);
    return reject(tooMuch);
  }
  return {type: 'change', workspace, member, role, isAdmin, costs};
}

/** True when another role takes the admin right away, or might: of whom nothing is shown, it might. */
function mayLoseAdmin({role, admin}: Member): boolean {
  return role === ADMIN || admin === undefined;
}

function decideOnNew(
  context: WriterContext,
  {email, workspace}: Extract<MemberKey, {type: 'address'}>,
  wanted: WantedMember,
): Decision {
  if (wanted.role === undefined) return reject(noRole);
  const known = workspace.organization?.users.get(email) ?? [];
  const [user, twin] = known;
  if (twin !== undefined) return reject(ambiguous);
  const fault = user === undefined ? domainFault(workspace, email) : knownFault(user, wanted);
  if (fault !== undefined) return reject(fault);
  const license = wanted.license ?? context.settings.newUserLicense;
  const takesSeat = seatOf(context, {user, license, role: wanted.role});
  const costs: readonly PersonCost[] = takesSeat ? ['mail', 'seat'] : ['mail'];
  const tooMuch = takeCosts(context.costs, costs);
  if (tooMuch !== undefined) return reject(tooMuch);
  return {
    type: 'invite',
    ...{workspace, email, role: wanted.role, license, user, costs},
    isAdmin: context.contract === 'guide' && wanted.isAdmin === true,
    ...{firstName: wanted.firstName ?? '', lastName: wanted.lastName ?? ''},
  };
}

/** The guide does not say what an invitation costs, so that it counts as a seat. */
function seatOf(
  {contract}: Pick<WriterContext, 'contract'>,
  {user, license, role}: Pick<Invitation, 'user' | 'license' | 'role'>,
): boolean {
  if (contract === 'guide') return true;
  if (user === undefined) return license !== GUEST || promotes(license, role);
  // Whose license is not shown, or who was removed, may need a seat again.
  return user.license === undefined || user.isRemoved
    ? user.license !== GUEST
    : promotes(user.license, role);
}

/** Roles are never created and never guessed. */
function roleFault({roles}: WriterContext, {role}: WantedMember): Rejection | undefined {
  if (role === undefined || roles.has(role)) return undefined;
  const close = closestName(role, [...roles]);
  const hint = close === undefined ? '' : ` Did you mean ${JSON.stringify(close)}?`;
  return rejection(
    'invalid_value',
    `Field role is no role that PandaDoc has, or that a member of the workspaces has; roles are compared exactly and never created.${hint} A new role of your own is known once it stands in pandadoc.custom_roles.`,
  );
}

function contractFault(
  {contract}: WriterContext,
  {role, isAdmin, license}: WantedMember,
): Rejection | undefined {
  if (contract === 'documented') return isAdmin === undefined ? undefined : guideOnly;
  if (license !== undefined) return documentedOnly;
  return role === ADMIN && isAdmin === false ? contradiction : undefined;
}

/** PandaDoc takes new users of the organization's own domain only. */
function domainFault({organization}: MemberWorkspace, email: string): Rejection | undefined {
  const domains = organization?.domains;
  if (domains === undefined || domains.size === 0 || domains.has(domainOf(email))) return undefined;
  return otherDomain;
}

/** Names and license of somebody whom the organization has already. */
function knownFault(user: OrganizationUser, wanted: WantedMember): Rejection | undefined {
  return immutableFault(
    user,
    wanted,
    wanted.role !== undefined && promotes(user.license, wanted.role),
  );
}

const ambiguous = rejection(
  'ambiguous',
  'Several people have this e-mail address in PandaDoc; use the id of the membership as key.',
);

const notFound = rejection(
  'not_found',
  'The PandaDoc workspace has no member with this key. Check the key column; to invite new people, use mode upsert and set pandadoc.allow_invitations.',
);

const noMembership = rejection(
  'not_found',
  'No configured PandaDoc workspace has this membership, and people can only be invited by e-mail; use email as key.',
);

const noWorkspace = rejection(
  'invalid_value',
  'Field workspace is missing, and several workspaces are configured, so it is not clear where this person is to be invited. Map a column with the id or exact name of the workspace.',
);

const noRole = rejection(
  'invalid_value',
  'Field role is missing; an invitation needs a role. Map a column with the exact name of the role.',
);

const alreadyExists = rejection(
  'already_exists',
  'The PandaDoc workspace already has this member; use mode update or upsert to change the role.',
);

const guideOnly = rejection(
  'unknown_field',
  'PandaDoc has no field is_admin; take it out of the mapping and use the role Admin.',
);

const documentedOnly = rejection(
  'unknown_field',
  "Members have no license by the calls that this server has; take license out of the mapping, or set pandadoc.members_api to documented if it is PandaDoc's own.",
);

const contradiction = rejection(
  'invalid_value',
  'Field role is Admin and field is_admin is false; correct one of them.',
);

const otherDomain = rejection(
  'invalid_value',
  "The address has another domain than the PandaDoc organization's, and PandaDoc creates no such user. Use the person's company address, or let an admin of PandaDoc add them.",
);
