import {toFailure} from '../../../../core/failure';
import type {JsonObject} from '../../../../core/json';
import type {Outcome, Rejection} from '../../../../write/record';
import {rejected, rejection} from '../../../../write/rejection';
import {showSent, untakenFields} from './compare-answer';
import type {Change, Creation} from '../decision';
import {giveRole} from './give-role';
import {inviteUser} from './invite-user';
import {isRefusal, isUnknown, saidBy} from '../../../shared/people/refusals';
import {explainForbidden, rejectionOf} from './vendor-refusal';
import {toVendorUser, type VendorUser} from '../vendor-user';
import {putUser} from './write-calls';
import type {WriterContext} from '../writer-context';

/** Creates a user, then gives it its role: always a second call, which is retried alone. */
export async function carryOutCreation(
  context: WriterContext,
  creation: Creation,
  signal: AbortSignal,
): Promise<Outcome> {
  const {kit, invitations} = context;
  const user = await inviteUser(context, creation, signal);
  if ('reason' in user) return rejected(user);
  const [number, max] = [invitations.taken(), invitations.max];
  kit.log(
    'INFO',
    `Pipedrive: a user was invited; users invited or activated in this sync: ${number} of at most ${max}.`,
  );
  const {roleId} = creation;
  if (roleId !== undefined && roleId !== user.roleId) {
    const done = 'The user was invited';
    const refused = await giveRole(context, {user, roleId, done, isNew: true, signal});
    if (refused !== undefined) return rejected(refused);
  }
  await remarkUntaken(context, user, {body: creation.body, signal});
  return {status: 'written', created: true};
}

/** Changes a user. A role is given while the user is active. */
export async function carryOutChange(
  context: WriterContext,
  change: Change,
  signal: AbortSignal,
): Promise<Outcome> {
  const {user, body, roleId, deactivates} = change;
  const give = async (done: string): Promise<Rejection | undefined> =>
    roleId === undefined
      ? undefined
      : giveRole(context, {user, roleId, done, isNew: false, signal});
  if (deactivates || body === undefined) {
    const refused = await give('Nothing was changed');
    if (refused !== undefined) {
      release(context, change);
      return rejected(refused);
    }
  }
  const changed = body === undefined || (await putChange(context, change, {body, signal}));
  if (typeof changed !== 'boolean') return rejected(changed);
  if (!deactivates && body !== undefined) {
    const refused = await give('The user was changed');
    if (refused !== undefined) return rejected(refused);
  }
  const isWritten = changed || roleId !== undefined;
  return isWritten ? {status: 'written', created: false} : {status: 'unchanged'};
}

interface Sending {
  readonly body: JsonObject;
  readonly signal: AbortSignal;
}

/** True when something changed, false when nothing of what was sent took. */
async function putChange(
  context: WriterContext,
  change: Change,
  sending: Sending,
): Promise<boolean | Rejection> {
  try {
    const user = await putAndShow(context, change, sending);
    if (user === undefined || user.active !== sending.body['active_flag']) return unconfirmed;
    context.directory.put([user]);
    context.directory.markLeaving(user.id, false);
    const untaken = untakenFields(user.fields, sending.body);
    for (const name of untaken) context.remarks.notTaken(name);
    // active_flag is always among what was sent, and it took.
    const others = Object.keys(sending.body).length - 1;
    return user.active !== change.user.active || others > untaken.length;
  } catch (error) {
    const failure = toFailure(error);
    if (isRefusal(failure)) {
      release(context, change);
      return refusalOf(change, failure);
    }
    if (failure.kind === 'data' && isUnknown(failure)) {
      return {...unconfirmed, ...saidBy(failure)};
    }
    throw explainForbidden(failure);
  }
}

/** The user after the change; undefined when nobody shows whether it is active. */
async function putAndShow(
  {budget}: WriterContext,
  {user}: Change,
  {body, signal}: Sending,
): Promise<VendorUser | undefined> {
  const call = {client: budget.client, signal};
  const answer = await putUser(call, user.id, body);
  const shown = answer?.['id'] === user.id ? answer : {};
  const now = await showSent(call, {id: user.id, body, shown});
  return now['active_flag'] === undefined ? undefined : toVendorUser({...user.fields, ...now});
}

/** With `write_fields: guide` more is sent than Pipedrive takes. */
async function remarkUntaken(
  {budget, settings, remarks}: WriterContext,
  {id, fields}: VendorUser,
  {body, signal}: Sending,
): Promise<void> {
  if (settings.writeFields !== 'guide') return;
  const user = await showSent({client: budget.client, signal}, {id, body, shown: fields});
  for (const name of untakenFields(user, body)) remarks.notTaken(name);
}

function refusalOf(
  {roleId, deactivates}: Change,
  failure: ReturnType<typeof toFailure>,
): Rejection {
  const hasRole = deactivates && roleId !== undefined;
  return rejectionOf(failure, {
    what: `${hasRole ? 'The role was assigned, but ' : ''}Pipedrive did not accept the change of the user`,
    nextStep: "correct the record as Pipedrive's message says and send it again",
  });
}

/** The user was certainly neither deactivated nor activated. */
function release(
  {deactivations, invitations, directory}: WriterContext,
  {user, deactivates, activates}: Change,
): void {
  if (deactivates) deactivations.giveBack();
  if (activates) invitations.giveBack();
  directory.markLeaving(user.id, false);
}

const unconfirmed = rejection(
  'unconfirmed',
  'Pipedrive answered, but did not confirm that the user is changed. Send the record again; values that are already correct cost no request.',
);
