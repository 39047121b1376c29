import {Failure, toFailure} from '../../../core/failure';
import type {JsonObject} from '../../../core/json';
import type {Outcome, Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {hasAccess} from './access-entries';
import type {Change, Creation} from './decision';
import {inviteUser} from './invite-user';
import {explainForbidden, isRefusal, isUnknown, rejectionOf, type Refused} from './vendor-refusal';
import {toVendorUser, type VendorUser} from './vendor-user';
import {assignRole, putUser} from './write-calls';
import type {WriterContext} from './writer-context';

/** Creates a user, then gives it its role: always a second call, which is retried alone. */
export async function carryOutCreation(
  context: WriterContext,
  creation: Creation,
  signal: AbortSignal,
): Promise<Outcome> {
  const {kit, invitations, settings, remarks} = context;
  const user = await inviteUser(context, creation, signal);
  if ('reason' in user) return rejected(user);
  kit.log(
    'INFO',
    `Pipedrive: invitation ${invitations.taken()} of at most ${invitations.max} in this sync was sent.`,
  );
  if (settings.writeFields === 'guide') {
    for (const name of missed(user, creation.body)) remarks.notTaken(name);
  }
  const {roleId} = creation;
  if (roleId === undefined || roleId === user.roleId) return {status: 'written', created: true};
  const refused = await giveRole(context, {user, roleId, signal}, roleLacking);
  return refused === undefined ? {status: 'written', created: true} : rejected(refused);
}

/** Changes a user. A role is given while the user is active. */
export async function carryOutChange(
  context: WriterContext,
  change: Change,
  signal: AbortSignal,
): Promise<Outcome> {
  const {user, body, roleId, deactivates} = change;
  const role = roleId === undefined ? undefined : {user, roleId, signal};
  if (role !== undefined && deactivates) {
    const refused = await giveRole(context, role, roleRefused);
    if (refused !== undefined) {
      release(context, change);
      return rejected(refused);
    }
  }
  const changed = body === undefined ? true : await putChange(context, change, body, signal);
  if (typeof changed !== 'boolean') return rejected(changed);
  if (role !== undefined && !deactivates) {
    const refused = await giveRole(context, role, body === undefined ? roleRefused : roleLeft);
    if (refused !== undefined) return rejected(refused);
  }
  return changed || role !== undefined
    ? {status: 'written', created: false}
    : {status: 'unchanged'};
}

/** True when something changed, false when nothing of what was sent took. */
async function putChange(
  context: WriterContext,
  change: Change,
  body: JsonObject,
  signal: AbortSignal,
): Promise<boolean | Rejection> {
  const {budget, directory, remarks} = context;
  const {id} = change.user;
  try {
    const answer = await putUser({client: budget.client, signal}, id, body);
    const user = answer === undefined ? undefined : confirmed(change.user, answer);
    if (user === undefined || user.active !== body['active_flag']) return unconfirmed;
    directory.put([user]);
    directory.markLeaving(id, false);
    const lost = new Set(missed(user, body));
    for (const name of lost) remarks.notTaken(name);
    const switched = user.active !== change.user.active;
    return switched || Object.keys(body).some((name) => name !== 'active_flag' && !lost.has(name));
  } catch (error) {
    const failure = toFailure(error);
    if (isRefusal(failure)) {
      release(context, change);
      return rejectionOf(failure, changeRefused);
    }
    if (failure.kind === 'data' && isUnknown(failure))
      return {...unconfirmed, answer: failure.message};
    throw explainForbidden(failure);
  }
}

/** The user after a change; undefined when the answer is not about this user. */
function confirmed(before: VendorUser, answer: JsonObject): VendorUser | undefined {
  if (answer['id'] !== before.id || answer['active_flag'] === undefined) return undefined;
  return toVendorUser({...before.fields, ...answer});
}

/** Names of sent values that the answer shows to be different. */
function missed({fields}: VendorUser, body: JsonObject): readonly string[] {
  return Object.keys(body).filter((name) => {
    const sent = body[name];
    if (name === 'email' || sent === undefined) return false;
    if (name === 'access' && Array.isArray(sent)) {
      // True because only entries that `readAccess` has checked are sent.
      return !hasAccess(fields[name], sent as readonly JsonObject[]);
    }
    return JSON.stringify(fields[name] ?? null) !== JSON.stringify(sent);
  });
}

interface RoleGift {
  readonly user: VendorUser;
  readonly roleId: number;
  readonly signal: AbortSignal;
}

/** Assigns a role; a refusal is the record's, anything else ends the sync and says what is done already. */
async function giveRole(
  {budget, directory}: WriterContext,
  {user, roleId, signal}: RoleGift,
  refused: Refused,
): Promise<Rejection | undefined> {
  try {
    await assignRole({client: budget.client, signal}, roleId, user.id);
  } catch (error) {
    const failure = toFailure(error);
    if (isRefusal(failure)) return rejectionOf(failure, refused);
    throw refused === roleLacking ? addInvited(failure) : explainForbidden(failure);
  }
  const known = directory.byId(user.id) ?? user;
  directory.put([toVendorUser({...known.fields, role_id: roleId})]);
  return undefined;
}

/** The next sync finds the user, and only assigns. */
function addInvited(failure: Failure): Failure {
  const {kind, status, detail, resetAtMs} = explainForbidden(failure);
  return new Failure({
    kind,
    message: `A user was invited, but has no role yet: the next sync assigns it without inviting again. ${failure.message}`,
    ...(status !== undefined && {status}),
    ...(detail !== undefined && {detail}),
    ...(resetAtMs !== undefined && {resetAtMs}),
    cause: failure,
  });
}

/** The user was certainly not deactivated. */
function release({deactivations, directory}: WriterContext, {user, deactivates}: Change): void {
  if (deactivates) deactivations.giveBack();
  directory.markLeaving(user.id, false);
}

function rejected(why: Rejection): Outcome {
  return {status: 'rejected', ...why};
}

const roleLacking: Refused = {
  what: 'The user was invited, but Pipedrive refused the role',
  nextStep:
    'correct the role and send the record again in mode update or upsert, which assigns it without inviting again',
};

const roleLeft: Refused = {
  what: 'The user was changed, but Pipedrive refused the role',
  nextStep: 'correct the role and send the record again',
};

const roleRefused: Refused = {
  what: 'Nothing was changed, because Pipedrive refused the role',
  nextStep: 'correct the role and send the record again',
};

const changeRefused: Refused = {
  what: 'Pipedrive refused to change the user',
  nextStep: 'correct what it names and send the record again',
};

const unconfirmed = rejection(
  'unconfirmed',
  'Pipedrive answered, but did not confirm that the user is changed. Send the record again; equal values cost nothing.',
);
