import {toFailure, type Failure} from '../../../../core/failure';
import type {Outcome} from '../../../../write/record';
import {rejected, rejection} from '../../../../write/rejection';
import {giveBackCosts} from '../../../shared/people/person-costs';
import {isRefusal, isUnknown, saidBy} from '../../../shared/people/refusals';
import type {Doing, Removal, RoleChange} from '../decision';
import {writtenInPart} from '../../../shared/people/written-in-part';
import {changed} from '../plan-decision';
import type {WriterContext} from '../writer-context';
import {inviteMember} from './invite-member';
import {forget, lookAgain} from './look-again';
import {rejectionOf} from './vendor-refusal';
import {deleteMember, patchMember} from './write-calls';

/** Does what was decided; throws only when nothing is known of it. */
export async function carryOut(
  context: WriterContext,
  doing: Doing,
  signal: AbortSignal,
): Promise<Outcome> {
  switch (doing.type) {
    case 'invite':
      return inviteMember(context, doing, signal);
    case 'change':
      return changeRole(context, doing, signal);
    case 'remove':
      return removeMember(context, doing, signal);
  }
}

async function changeRole(
  context: WriterContext,
  change: RoleChange,
  signal: AbortSignal,
): Promise<Outcome> {
  const {workspace, member, role, isAdmin} = change;
  const bodies = [
    ...(role === undefined ? [] : [{role}]),
    ...(isAdmin === undefined ? [] : [{is_admin: isAdmin}]),
  ];
  for (const [index, body] of bodies.entries()) {
    try {
      const shown = await patchMember(workspace, member, {body, signal});
      if ('role' in body && (shown['role'] ?? role) !== role) {
        return rejected(unconfirmed);
      }
    } catch (error) {
      return failedChange(context, change, {failure: toFailure(error), isFirst: index === 0});
    }
  }
  workspace.directory.put([changed(change)]);
  workspace.directory.markLeaving(member.id, false);
  return {status: 'written', created: false};
}

/** After the first of two calls the outcome says that it was done. */
function failedChange(
  context: WriterContext,
  {workspace, member, role, costs}: RoleChange,
  {failure, isFirst}: {readonly failure: Failure; readonly isFirst: boolean},
): Outcome {
  if (isRefusal(failure)) {
    workspace.directory.markLeaving(member.id, false);
    if (isFirst) giveBackCosts(context.costs, costs);
    else workspace.directory.put([{...member, role}]);
    const done = isFirst
      ? 'The member was not changed'
      : 'The role was given, but is_admin was not';
    return rejected(rejectionOf(failure, `${done}, because PandaDoc did not accept it`));
  }
  if (failure.kind === 'data' && isUnknown(failure)) {
    return rejected({...unconfirmed, ...saidBy(failure)});
  }
  throw isFirst ? failure : writtenInPart(failure, 'Done: the role was given.');
}

async function removeMember(
  context: WriterContext,
  {workspace, member, costs}: Removal,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    await deleteMember(workspace, member, signal);
  } catch (error) {
    const failure = toFailure(error);
    const isOpen = failure.status === 404 || (failure.kind === 'data' && isUnknown(failure));
    // 404 is what the second of two equal requests is told: who is not listed is gone.
    const isGone = isOpen && !(await lookAgain(context, workspace, signal)).has(member.id);
    if (!isGone) {
      if (!isRefusal(failure)) {
        if (failure.kind !== 'data') throw failure;
        return rejected({...unconfirmed, ...saidBy(failure)});
      }
      giveBackCosts(context.costs, costs);
      workspace.directory.markLeaving(member.id, false);
      const what = 'The member was not removed, because PandaDoc did not accept it';
      return rejected(rejectionOf(failure, what));
    }
  }
  forget(workspace, member);
  context.remarks.removed();
  return {status: 'written', created: false};
}

const unconfirmed = rejection(
  'unconfirmed',
  'PandaDoc answered, but did not confirm the change of the member. Send the record again; what is already correct costs no request.',
);
