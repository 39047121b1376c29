import {Failure, toFailure} from '../../../../core/failure';
import type {Rejection} from '../../../../write/record';
import {rejection} from '../../../../write/rejection';
import {isRefusal, isUnknown, saidBy} from '../../../shared/people/refusals';
import {explainForbidden, rejectionOf} from './vendor-refusal';
import {toVendorUser, type VendorUser} from '../vendor-user';
import {assignRole} from './write-calls';
import type {WriterContext} from '../writer-context';

/**
 * Assigns a role. A refusal is the record's own; anything else throws, and of a new user the failure
 * says that the next sync finds it and only assigns.
 */
export async function giveRole(
  {budget, directory}: Pick<WriterContext, 'budget' | 'directory'>,
  {
    user,
    roleId,
    done,
    isNew,
    signal,
  }: {
    readonly user: VendorUser;
    readonly roleId: number;
    /** What is true of the record already: "The user was invited". */
    readonly done: string;
    /** True: the user was invited for this very record. */
    readonly isNew: boolean;
    readonly signal: AbortSignal;
  },
): Promise<Rejection | undefined> {
  try {
    const answer = await assignRole({client: budget.client, signal}, roleId, user.id);
    if ((answer?.['role_id'] ?? roleId) !== roleId) return unconfirmed(done);
  } catch (error) {
    const failure = toFailure(error);
    if (isRefusal(failure)) {
      const what = `${done}, but Pipedrive did not accept the role`;
      return rejectionOf(failure, {what, nextStep: `correct the role; ${NEXT_STEP}`});
    }
    if (failure.kind === 'data' && isUnknown(failure)) {
      return {...unconfirmed(done), ...saidBy(failure)};
    }
    throw isNew ? addInvited(failure) : explainForbidden(failure);
  }
  const known = directory.byId(user.id) ?? user;
  directory.put([toVendorUser({...known.fields, role_id: roleId})]);
  return undefined;
}

const NEXT_STEP =
  'then send the record again with mode update or upsert, which only assigns the role';

function unconfirmed(done: string): Rejection {
  return rejection('unconfirmed', `${done}, but Pipedrive did not confirm the role; ${NEXT_STEP}.`);
}

function addInvited(failure: Failure): Failure {
  const {kind, status, detail, words, resetAtMs, message} = explainForbidden(failure);
  return new Failure({
    kind,
    message: `A user was invited, but has no role yet: the next sync assigns it without inviting again (with mode update or upsert). ${message}`,
    ...(status !== undefined && {status}),
    ...(detail !== undefined && {detail}),
    ...(words !== undefined && {words}),
    ...(resetAtMs !== undefined && {resetAtMs}),
    cause: failure,
  });
}
