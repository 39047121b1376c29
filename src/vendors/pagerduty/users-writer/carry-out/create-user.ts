import {Failure, toFailure} from '../../../../core/failure';
import type {Rejection} from '../../../../write/record';
import {rejection} from '../../../../write/rejection';
import {normalizeEmail} from '../../../shared/people/people-directory';
import {isUnknown, saidBy} from '../../../shared/people/refusals';
import {itemsOf} from '../../lists/read-page';
import type {Creation} from '../decision';
import {toVendorUser, type VendorUser} from '../vendor-user';
import type {WriterContext} from '../writer-context';
import {LAG_TRIES, LAG_WAIT_MS} from './part-work';
import {createProgress, isOwnRefusal, refusedAt} from './progress';
import {postUser} from './write-calls';

/** Before a user is looked up: reads lag behind a create by seconds. */
const LOOK_AFTER_MS = 5_000;

const TAKEN = /\b(?:taken|unique|already)\b/i;
const DOMAIN = /\bdomain\b/i;

/** What came of a creation. `found`: somebody else had created the user meanwhile. */
type Created =
  | {readonly type: 'created' | 'found'; readonly user: VendorUser}
  | {readonly type: 'rejected'; readonly rejection: Rejection};

/**
 * Creates a user, with one invitation regardless of what happens on the way. `POST /users` is never
 * repeated after an answer that leaves open what was done: the user is looked up by the address, once,
 * and who is not found then is left to the next sync, whose list is the proof. A failed look-up throws.
 */
export function createUser(
  context: WriterContext,
  creation: Creation,
  signal: AbortSignal,
): Promise<Created> {
  return context.oneByOne(() => createNow(context, creation, signal));
}

async function createNow(
  context: WriterContext,
  creation: Creation,
  signal: AbortSignal,
): Promise<Created> {
  const {email} = creation;
  const result = await tryOnce(context, creation, signal);
  if (!(result instanceof Failure)) return {type: 'created', user: result};
  if (isOwnRefusal(result)) {
    context.invitations.giveBack();
    const isTaken = TAKEN.test(`${result.words ?? ''} ${result.detail ?? ''}`);
    const other = isTaken ? await lookUpPatiently(context, email, signal) : undefined;
    return other === undefined
      ? {type: 'rejected', rejection: refused(result)}
      : {type: 'found', user: other};
  }
  if (!isUnknown(result)) throw result;
  context.kit.log(
    'INFO',
    'PagerDuty: it is not known whether a user was created; the address is looked up before anything else is done.',
  );
  await context.kit.clock.sleep(LOOK_AFTER_MS, signal);
  const user = await lookUp(context, email, signal);
  // Nobody had the address before, so it is this very request that has created the user.
  if (user !== undefined) return {type: 'created', user};
  if (result.kind === 'transient') throw notFound(result);
  return {type: 'rejected', rejection: {...unconfirmedUser, ...saidBy(result)}};
}

async function tryOnce(
  context: WriterContext,
  {body, email}: Creation,
  signal: AbortSignal,
): Promise<VendorUser | Failure> {
  try {
    const shown = await postUser({context, signal}, body);
    const user = shown && toVendorUser(shown);
    if (user?.email !== email) throw noSuchUser();
    return user;
  } catch (error) {
    const failure = toFailure(error);
    if (signal.aborted) throw failure;
    return failure;
  }
}

/** Who has the address may be shown a little later than it is taken. */
async function lookUpPatiently(
  context: WriterContext,
  email: string,
  signal: AbortSignal,
): Promise<VendorUser | undefined> {
  for (let tries = 1; tries <= LAG_TRIES; tries += 1) {
    const user = await lookUp(context, email, signal);
    if (user !== undefined) return user;
    await context.kit.clock.sleep(LAG_WAIT_MS, signal);
  }
  return undefined;
}

/** The user with exactly this address; a search finds more than that (PagerDuty Q20). */
async function lookUp(
  {client}: Pick<WriterContext, 'client'>,
  email: string,
  signal: AbortSignal,
): Promise<VendorUser | undefined> {
  const purpose = 'look up a user';
  const {body} = await client.send({
    method: 'GET',
    path: '/users',
    query: {
      query: email,
      limit: 100,
      'include[]': ['contact_methods', 'notification_rules', 'teams'],
    },
    repeatable: true, // a read changes nothing
    signal,
    purpose,
  });
  const users = itemsOf(body, 'users', purpose).map(toVendorUser);
  return users.find((user) => user.email === normalizeEmail(email));
}

function refused(failure: Failure): Rejection {
  const isDomain = DOMAIN.test(`${failure.words ?? ''} ${failure.detail ?? ''}`);
  return refusedAt(
    createProgress(),
    {
      what: 'the new user, so nobody was invited',
      ...(isDomain && {
        nextStep:
          'Field email holds an address of a domain that the account does not take: use an address of its own domain, or allow the domain in PagerDuty',
      }),
    },
    failure,
  );
}

function notFound(failure: Failure): Failure {
  return new Failure({
    kind: 'transient',
    message: `The answer to the creation of a user was lost, and PagerDuty does not show the user yet, so it is not known whether an invitation was sent. Run the sync again: it looks first, and never invites twice. ${failure.message}`,
    cause: failure,
  });
}

function noSuchUser(): Failure {
  return new Failure({
    kind: 'data',
    message: 'PagerDuty answered the creation of a user without showing this user.',
  });
}

const unconfirmedUser = rejection(
  'unconfirmed',
  'PagerDuty did not confirm that it created the user, and does not find the address. Send the record again later; the user is looked up first.',
);
