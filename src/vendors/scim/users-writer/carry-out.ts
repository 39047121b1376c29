import {toFailure} from '../../../core/failure';
import type {MappedRecord, Outcome} from '../../../write/record';
import {rejected, rejection} from '../../../write/rejection';
import {isUnknown} from '../../shared/people/refusals';
import {isFulfilled} from '../schema/is-fulfilled';
import {changeResource} from '../writer/change-resource';
import {createResource} from '../writer/create-resource';
import {isActive} from '../writer/patch-body';
import {rejectionOf, unconfirmed} from '../writer/refusal';
import type {UsersContext} from './context';
import {adopt} from './decide';
import type {Change, Creation, Decision} from './decision';
import {keyOf} from './prepare-record';
import {readWantedUser} from './wanted-user';

/** Does what was decided; the outcome is the record's. */
export async function carryOut(
  context: UsersContext,
  {decision, record}: {readonly decision: Decision; readonly record: MappedRecord},
  signal: AbortSignal,
): Promise<Outcome> {
  switch (decision.type) {
    case 'rejected':
      return rejected(decision.rejection);
    case 'unchanged':
      return {status: 'unchanged'};
    case 'create':
      return create(context, {creation: decision, record}, signal);
    case 'update':
      return change(context, decision, signal);
  }
}

async function create(
  context: UsersContext,
  {creation, record}: {readonly creation: Creation; readonly record: MappedRecord},
  signal: AbortSignal,
): Promise<Outcome> {
  const {writing, directory, invitations} = context;
  const look = async (): Promise<readonly (typeof record)['fields'][]> =>
    (await directory.lookAgain(creation.keys)).map(({resource}) => resource);
  const created = await createResource(writing, {wishes: creation.wishes, look}, signal);
  switch (created.type) {
    case 'created':
      return wasCreated(context, creation, created.resource);
    case 'found': {
      // Only what holds all that was sent is certainly what was sent.
      const open = creation.wishes.filter((wish) => !isFulfilled(created.resource, wish));
      if (open.length === 0) return wasCreated(context, creation, created.resource);
      if (!creation.adopts) return rejected(unconfirmed('user', 'created', created.failure));
      return adoptAll(context, [created.resource], {record, signal});
    }
    case 'exists': {
      // Nobody was created; whoever is activated instead is counted again.
      invitations.giveBack();
      if (!creation.adopts) return rejected(rejectionOf(created.refusal, EXISTS));
      return adoptAll(context, created.resources, {record, signal});
    }
    case 'refused':
      invitations.giveBack();
      return rejected(rejectionOf(created.refusal, 'The service did not create the user'));
    case 'unconfirmed':
      return rejected(unconfirmed('user', 'created', created.failure));
  }
}

function wasCreated(
  context: UsersContext,
  {wishes}: Creation,
  resource: MappedRecord['fields'],
): Outcome {
  const {directory, invitations, kit, settings} = context;
  const person = directory.put(resource);
  remarkUntaken(context, person.resource, wishes);
  const [number, max] = [invitations.taken(), invitations.max];
  kit.log(
    'INFO',
    `${settings.profile.title} SCIM: a user was created; users created or activated in this sync: ${number} of at most ${max}.`,
  );
  return {status: 'written', created: true};
}

/** Makes whoever has the keys already what the record says. */
async function adoptAll(
  context: UsersContext,
  resources: readonly MappedRecord['fields'][],
  {record, signal}: {readonly record: MappedRecord; readonly signal: AbortSignal},
): Promise<Outcome> {
  const found = resources.map((resource) => context.directory.put(resource));
  const wanted = readWantedUser(context, record);
  if ('reason' in wanted) return rejected(wanted);
  const {operation} = record;
  const decision = await adopt(context, found, {key: keyOf(record), operation, wanted});
  return carryOut(context, {decision, record}, signal);
}

async function change(
  context: UsersContext,
  decision: Change,
  signal: AbortSignal,
): Promise<Outcome> {
  const {writing, directory, remarks} = context;
  const {person, wishes, deactivates} = decision;
  const {id, resource} = person;
  try {
    const changed = await changeResource(writing, {id, resource, wishes}, signal);
    if (changed.type === 'refused') {
      release(context, decision);
      return rejected(rejectionOf(changed.refusal, 'The service did not change the user'));
    }
    if (changed.type === 'gone') {
      directory.remove(person);
      if (decision.activates) context.invitations.giveBack();
      if (!deactivates) return rejected(gone);
      remarks.deletedForGood();
      return {status: 'written', created: false};
    }
    const now = directory.put(changed.resource);
    directory.people.markLeaving(id, false);
    const untaken = remarkUntaken(context, now.resource, wishes);
    if (untaken.some(isActive) && now.active === person.active) {
      release(context, decision);
      return rejected(unconfirmed('user', 'changed', undefined));
    }
    return untaken.length < wishes.length
      ? {status: 'written', created: false}
      : {status: 'unchanged'};
  } catch (error) {
    const failure = toFailure(error);
    if (failure.kind === 'data' && isUnknown(failure)) {
      return rejected(unconfirmed('user', 'changed', failure));
    }
    throw failure;
  }
}

/** The user was certainly neither deactivated nor activated. */
function release(
  {deactivations, invitations, directory}: UsersContext,
  {person, deactivates, activates}: Change,
): void {
  if (deactivates) deactivations.giveBack();
  if (activates) invitations.giveBack();
  directory.people.markLeaving(person.id, false);
}

/** Sent values that the service does not show afterwards. */
function remarkUntaken(
  {remarks}: UsersContext,
  resource: Parameters<typeof isFulfilled>[0],
  wishes: Change['wishes'],
): Change['wishes'] {
  const untaken = wishes.filter((wish) => !isFulfilled(resource, wish));
  for (const {path} of untaken) remarks.notTaken(path.text);
  return untaken;
}

const EXISTS = 'The service did not create the user, because it has one with such a key';

const gone = rejection(
  'not_found',
  'The service does not have this user any more. Send the record again in another sync, which looks for the user again.',
);
