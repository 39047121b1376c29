import type {Kit} from '../../../core/kit';
import type {ObjectWriter} from '../../../write/object-writer';
import {rejection} from '../../../write/rejection';
import {createBrake} from '../../shared/people/brake';
import type {CostRules} from '../../shared/people/person-costs';
import type {Workspace} from '../connect';
import type {MembersContract, PandadocDestinationSettings} from '../destination-settings';
import {openWorkspaces, throwRefusals} from '../workspaces/open-workspaces';
import {chooseContract} from './choose-contract';
import {createMembersWriter} from './create-members-writer';
import {removalsNotAllowed, removalsUsedUp} from './guard-members';
import {listMembers} from './list-members';
import {createMemberRemarks} from './member-remarks';
import {openDocumented} from './open-documented';
import {openGuide} from './open-guide';
import type {WriterContext} from './writer-context';
import {createWorkspaceBook, type MemberWorkspace} from './workspaces';

/** In every workspace (PandaDoc Q16); `User` is the guide's. */
const BUILT_IN: Readonly<Record<MembersContract, readonly string[]>> = {
  documented: ['Admin', 'Manager', 'Member', 'Collaborator'],
  guide: ['Admin', 'Manager', 'Member', 'Collaborator', 'User'],
};

interface Opening {
  readonly settings: PandadocDestinationSettings;
  readonly workspaces: readonly Workspace[];
  readonly kit: Kit;
}

/** Asks whose the credentials are and lists members and users, once; then records need no look-up. */
export async function openMembersWriter(opening: Opening): Promise<ObjectWriter> {
  const {settings, workspaces, kit} = opening;
  const {signal} = kit;
  const contract = await chooseContract(settings, workspaces, signal);
  const opened = await openWorkspaces(workspaces, signal);
  // Without one of the workspaces nobody knows who is a member of several.
  throwRefusals(opened);
  const roles = new Set([...BUILT_IN[contract], ...settings.customRoles]);
  const found =
    contract === 'documented'
      ? await openDocumented(opened.open, roles, signal)
      : await openGuide(opened.open, signal);
  const distinct = withoutTwins(found.workspaces, kit);
  for (const workspace of distinct) await listMembers(workspace, {signal, roles});
  const owners = opened.open.flatMap(({owner}) => [owner.membershipId, owner.userId]);
  return createMembersWriter({
    contract,
    settings,
    kit,
    workspaces: createWorkspaceBook(distinct, found.shown),
    roles,
    owners: new Set(owners.filter((id) => id !== undefined)),
    ...costsOf(settings),
    remarks: createMemberRemarks(),
  });
}

/** Two credentials of one workspace are one workspace, which both names mean. */
function withoutTwins(
  workspaces: readonly MemberWorkspace[],
  {log}: Pick<Kit, 'log'>,
): readonly MemberWorkspace[] {
  const byId = new Map<string, MemberWorkspace>();
  for (const one of workspaces) {
    const first = byId.get(one.id);
    if (first === undefined) {
      byId.set(one.id, one);
      continue;
    }
    byId.set(one.id, {...first, names: new Set([...first.names, ...one.names])});
    log(
      'WARN',
      `The PandaDoc workspaces "${first.own.settings.name}" and "${one.own.settings.name}" have credentials of the same workspace. It is written with the first; remove the other entry.`,
    );
  }
  return [...byId.values()];
}

/** Each cost has an option and a brake of its own. */
function costsOf(settings: PandadocDestinationSettings): Pick<WriterContext, 'costs' | 'brakes'> {
  const brakes = {
    invitations: createBrake(settings.invitationsMax),
    seats: createBrake(settings.seatsMax),
    removals: createBrake(settings.removalsMax),
  };
  const costs: CostRules = {
    mail: {
      isAllowed: settings.allowInvitations,
      brake: brakes.invitations,
      words: {notAllowed: invitationsNotAllowed, usedUp: invitationsUsedUp},
    },
    seat: {
      isAllowed: settings.allowSeats,
      brake: brakes.seats,
      words: {notAllowed: seatsNotAllowed, usedUp: seatsUsedUp},
    },
    removal: {
      isAllowed: settings.allowRemovals,
      brake: brakes.removals,
      words: {notAllowed: removalsNotAllowed, usedUp: removalsUsedUp},
    },
  };
  return {costs, brakes};
}

const invitationsNotAllowed = rejection(
  'not_allowed',
  'The PandaDoc workspace has no such member. Adding somebody sends an e-mail; set pandadoc.allow_invitations to allow it, or leave the record out.',
);

const seatsNotAllowed = rejection(
  'not_allowed',
  'This may take a paid seat, which PandaDoc buys when none is free; set pandadoc.allow_seats to allow it, or leave the record out.',
);

function invitationsUsedUp(max: number) {
  return rejection(
    'limit_reached',
    `This sync has invited ${max} people, the limit of pandadoc.max_invitations; send the record again in another sync, or raise the limit.`,
  );
}

function seatsUsedUp(max: number) {
  return rejection(
    'limit_reached',
    `This sync has taken ${max} paid seats, the limit of pandadoc.max_seats; send the record again in another sync, or raise the limit.`,
  );
}
