import {Failure, toFailure} from '../../../../core/failure';
import type {Outcome, Rejection} from '../../../../write/record';
import {rejected, rejection} from '../../../../write/rejection';
import {giveBackCosts} from '../../../shared/people/person-costs';
import {isRefusal, isUnknown, saidBy} from '../../../shared/people/refusals';
import {writtenInPart} from '../../../shared/people/written-in-part';
import type {Invitation} from '../decision';
import {listMembers} from '../list-members';
import {ADMIN, type Member} from '../member';
import {noteNewUser} from '../organization';
import {invited} from '../plan-decision';
import type {WriterContext} from '../writer-context';
import {lookAgain} from './look-again';
import {rejectionOf, saysExists} from './vendor-refusal';
import {patchMember, postMember} from './write-calls';

/** Tries to invite one person, each after having looked that nobody is there. */
const TRIES_MAX = 3;

/**
 * Invites somebody, once regardless of what happens on the way: a POST is never simply repeated. After
 * each answer that leaves open what was done, or that says that the person exists, members are listed
 * again, and only who is not there is tried once more.
 */
export async function inviteMember(
  context: WriterContext,
  invitation: Invitation,
  signal: AbortSignal,
): Promise<Outcome> {
  let unknown: Failure | undefined;
  let asked = invitation;
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    const there = unknown === undefined ? await whoIsThere(context, asked, signal) : undefined;
    if (there !== undefined) return wasThere(context, asked, there);
    const result = await tryOnce(asked, signal);
    if (!(result instanceof Failure))
      return afterInvitation(context, asked, {member: result, signal});
    if (isRefusal(result) && unknown === undefined && !saysExists(result)) {
      return refused(context, invitation, result);
    }
    if (!isRefusal(result) && !isUnknown(result)) throw result;
    await lookAgain(context, asked.workspace, signal);
    const [found] = asked.workspace.directory.byEmail(asked.email);
    if (found !== undefined) {
      if (unknown !== undefined || isUnknown(result)) {
        return afterInvitation(context, asked, {member: found, signal});
      }
      return wasThere(context, asked, found);
    }
    const [user] = asked.workspace.organization?.users.get(asked.email) ?? [];
    // A user who exists by now is added to the workspace in the next try.
    if (isRefusal(result) && (user === undefined || asked.user !== undefined)) {
      return refused(context, invitation, result);
    }
    asked = {...asked, user};
    if (isUnknown(result)) unknown = result;
  }
  return giveUp(unknown);
}

/**
 * Looks right before a request that mails whoever it names, also who is invited already: by the guide's
 * contract. PandaDoc itself refuses to add somebody twice, and mails nobody then.
 */
async function whoIsThere(
  {roles}: WriterContext,
  {workspace, email}: Invitation,
  signal: AbortSignal,
): Promise<Member | undefined> {
  if (workspace.organization !== undefined) return undefined;
  await listMembers(workspace, {signal, roles});
  const [found] = workspace.directory.byEmail(email);
  return found;
}

async function tryOnce(invitation: Invitation, signal: AbortSignal): Promise<Member | Failure> {
  const {workspace} = invitation;
  try {
    const {id, userId, role} = await postMember(invitation, signal);
    if (id === undefined) throw noMembership();
    const member = {
      ...invited(invitation, id),
      ...(role !== undefined && {role}),
      // Who is to be an admin beside the role is one after a second call only.
      admin: (role ?? invitation.role) === ADMIN,
    };
    workspace.directory.put([member]);
    if (workspace.organization !== undefined && userId !== undefined) {
      const {email, license, firstName, lastName} = invitation;
      noteNewUser(workspace.organization, email, {id: userId, license, firstName, lastName});
    }
    return member;
  } catch (error) {
    const failure = toFailure(error);
    if (signal.aborted) throw failure;
    return failure;
  }
}

/**
 * Proves that it is what was asked for: after a lost answer it may be what somebody else did meanwhile. By
 * the guide's contract an admin is made in a second call, which is safe to repeat.
 */
async function afterInvitation(
  {brakes, kit}: WriterContext,
  {workspace, role, isAdmin}: Invitation,
  {member, signal}: {readonly member: Member; readonly signal: AbortSignal},
): Promise<Outcome> {
  const [number, max] = [brakes.invitations.taken(), brakes.invitations.max];
  kit.log(
    'INFO',
    `PandaDoc: somebody was invited; invitations of this sync: ${number} of at most ${max}.`,
  );
  if ((member.role ?? role) !== role) return rejected(otherRole);
  if (isAdmin && member.admin !== true) {
    try {
      await patchMember(workspace, member, {body: {is_admin: true}, signal});
      workspace.directory.put([{...member, admin: true}]);
    } catch (error) {
      const failure = toFailure(error);
      if (!isRefusal(failure)) throw writtenInPart(failure, 'Done: the person was invited.');
      const what = 'The person was invited, but PandaDoc did not accept is_admin';
      return rejected(rejectionOf(failure, what));
    }
  }
  return {status: 'written', created: true};
}

/** Somebody else invited the person since the members were listed. */
function wasThere(context: WriterContext, invitation: Invitation, found: Member): Outcome {
  giveBackCosts(context.costs, invitation.costs);
  const isRight = found.role === invitation.role && (!invitation.isAdmin || found.admin === true);
  return isRight ? {status: 'unchanged'} : rejected(meanwhile);
}

/** Nothing was mailed, so nothing is counted. */
function refused(context: WriterContext, invitation: Invitation, failure: Failure): Outcome {
  giveBackCosts(context.costs, invitation.costs);
  const what = 'The person was not invited, because PandaDoc did not accept it';
  return rejected(rejectionOf(failure, what));
}

function giveUp(failure: Failure | undefined): Outcome {
  if (failure?.kind === 'transient') throw failure;
  const why: Rejection = rejection(
    'unconfirmed',
    'PandaDoc did not confirm that it invited the person, and the person is not in its list. Send the record again later; the person is looked up first.',
    failure && saidBy(failure),
  );
  return rejected(why);
}

function noMembership(): Failure {
  return new Failure({
    kind: 'data',
    message: 'PandaDoc answered an invitation without the id of a membership.',
  });
}

const otherRole = rejection(
  'unconfirmed',
  'The person is a member of the PandaDoc workspace now, but with another role than the record has. Send the record again; it then only changes the role.',
);

const meanwhile = rejection(
  'already_exists',
  'Somebody else added this person to the PandaDoc workspace while the sync ran, with another role. Send the record again; it then only changes the role.',
);
