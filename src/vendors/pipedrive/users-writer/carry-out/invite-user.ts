import {Failure, toFailure} from '../../../../core/failure';
import type {JsonObject} from '../../../../core/json';
import type {Rejection} from '../../../../write/record';
import {rejection} from '../../../../write/rejection';
import type {Creation} from '../decision';
import {listUsers} from '../list-users';
import {isRefusal, isUnknown, saidBy} from '../../../shared/people/refusals';
import {explainForbidden, rejectionOf} from './vendor-refusal';
import {normalizeEmail} from '../../../shared/people/people-directory';
import {toVendorUser, type VendorUser} from '../vendor-user';
import {postUser} from './write-calls';
import type {WriterContext} from '../writer-context';

/** Tries to create one user, each after having looked that nobody is there. */
const TRIES_MAX = 3;

/** Before the company's users are listed again: a request that was given up may still be at work. */
const LOOK_AFTER_MS = 2_000;

/**
 * Creates a user, with one invitation regardless of what happens on the way. `POST /users` is never simply
 * repeated: after each answer that leaves open what was done, the users are listed again, and only an
 * e-mail that nobody has is tried once more. A failed listing throws: nothing is known then.
 */
export async function inviteUser(
  context: WriterContext,
  creation: Creation,
  signal: AbortSignal,
): Promise<VendorUser | Rejection> {
  let unknown: Failure | undefined;
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    const result = await tryOnce(context, creation.body, signal);
    if (!(result instanceof Failure)) return result;
    // The first answer is about this request alone; after an open one, "exists already" may be ours.
    if (isRefusal(result) && unknown === undefined) return refused(context, result);
    if (!isRefusal(result) && !isUnknown(result)) throw explainForbidden(result);
    const found = await lookAgain(context, creation.email, signal);
    if (found !== undefined) return found;
    if (isRefusal(result)) return refused(context, result);
    unknown = result;
  }
  return giveUp(unknown);
}

async function tryOnce(
  {budget, directory}: WriterContext,
  body: JsonObject,
  signal: AbortSignal,
): Promise<VendorUser | Failure> {
  try {
    const fields = await postUser({client: budget.client, signal}, body);
    const {email = null, active_flag: active = true} = body;
    const user = toVendorUser({email, active_flag: active, ...fields});
    if (user.email !== body['email']) throw otherUser();
    directory.put([user]);
    return user;
  } catch (error) {
    const failure = toFailure(error);
    if (signal.aborted) throw failure;
    return failure;
  }
}

/** The user with this e-mail who was not there before; undefined when there is none. */
async function lookAgain(
  {budget, directory, kit}: WriterContext,
  email: string,
  signal: AbortSignal,
): Promise<VendorUser | undefined> {
  kit.log(
    'INFO',
    'Pipedrive: it is not known whether a user was invited; the users are listed again before the request is repeated.',
  );
  await kit.clock.sleep(LOOK_AFTER_MS, signal);
  directory.put(await listUsers(budget.client, signal));
  return directory.byEmail(normalizeEmail(email))[0];
}

/** Nothing was mailed, so nothing is counted. */
function refused({invitations}: WriterContext, failure: Failure): Rejection {
  invitations.giveBack();
  return rejectionOf(failure, {
    what: 'The user was not invited, because Pipedrive did not accept it',
    nextStep: "correct the record as Pipedrive's message says and send it again",
  });
}

function giveUp(failure: Failure | undefined): Rejection {
  if (failure?.kind === 'transient') throw failure;
  return rejection(
    'unconfirmed',
    'Pipedrive did not confirm that it invited the user, and the user is not in its list. Send the record again later; the user is looked up first.',
    failure && saidBy(failure),
  );
}

function otherUser(): Failure {
  return new Failure({
    kind: 'data',
    message: 'Pipedrive answered an invitation with another user.',
  });
}
