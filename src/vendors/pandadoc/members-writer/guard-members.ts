import type {Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {guardLossOfAdmin, type PeopleGuard} from '../../shared/people/guard-people';
import {takeCosts} from '../../shared/people/person-costs';
import type {Member} from './member';
import type {WriterContext} from './writer-context';
import type {MemberWorkspace} from './workspaces';

type Guarded = Pick<WriterContext, 'owners' | 'costs' | 'brakes'>;

/** Why a member must not be removed; undefined when they may, and then the removal is counted. */
export function guardRemovalOf(
  context: Guarded,
  workspace: MemberWorkspace,
  member: Member,
): Rejection | undefined {
  const refused =
    protectedPerson(context, workspace, member) ?? lastAdminOf(context, workspace, member);
  if (refused !== undefined) return refused;
  const tooMuch = takeCosts(context.costs, ['removal']);
  if (tooMuch !== undefined) workspace.directory.markLeaving(member.id, false);
  return tooMuch;
}

/** Why somebody must not lose the admin right, or a role at all where the workspace is theirs. */
export function guardNewRole(
  context: Guarded,
  workspace: MemberWorkspace,
  {member, losesAdmin}: {readonly member: Member; readonly losesAdmin: boolean},
): Rejection | undefined {
  if (isOwnerOf(workspace, member)) return workspaceOwner;
  if (!losesAdmin) return undefined;
  return protectedPerson(context, workspace, member) ?? lastAdminOf(context, workspace, member);
}

function protectedPerson(
  {owners}: Guarded,
  workspace: MemberWorkspace,
  member: Member,
): Rejection | undefined {
  if (owners.has(member.id)) return ownPerson;
  if (member.userId !== undefined && owners.has(member.userId)) return ownPerson;
  return isOwnerOf(workspace, member) ? workspaceOwner : undefined;
}

function isOwnerOf({ownerEmail}: MemberWorkspace, {email}: Member): boolean {
  return ownerEmail !== undefined && email === ownerEmail;
}

/** Marks a member who may go as leaving. */
function lastAdminOf(
  {brakes}: Guarded,
  {directory, own}: MemberWorkspace,
  member: Member,
): Rejection | undefined {
  const guard: PeopleGuard<string, Member> = {
    directory,
    ownId: own.owner.membershipId ?? '',
    removals: brakes.removals,
    words: {ownPerson, lastAdmin, removalsUsedUp},
  };
  return guardLossOfAdmin(guard, member);
}

const ownPerson = rejection(
  'not_allowed',
  'This person owns one of the configured PandaDoc credentials, which would stop working; they are never removed and never lose the admin role here. Make the change in PandaDoc, or use the credential of somebody else.',
);

const workspaceOwner = rejection(
  'not_allowed',
  'This person owns the PandaDoc workspace, so PandaDoc neither removes them nor changes their role; give the workspace another owner first.',
);

const lastAdmin = rejection(
  'not_allowed',
  'This is the last active Admin of the PandaDoc workspace, who is never removed and never loses the role here; make another member an Admin first.',
);

/** Said of every removal while none is allowed. */
export const removalsNotAllowed = rejection(
  'not_allowed',
  'Removing somebody from a PandaDoc workspace takes their access away; set pandadoc.allow_removals to allow it, or leave the record out.',
);

/** Said once the brake of removals is used up. */
export function removalsUsedUp(max: number): Rejection {
  return rejection(
    'limit_reached',
    `This sync has removed ${max} people from PandaDoc workspaces, the limit of pandadoc.max_removals; check whether all of them should be removed, then send the record again in another sync, or raise the limit.`,
  );
}
