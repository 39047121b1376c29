import {toFailure} from '../../../core/failure';
import type {MappedRecord, Outcome} from '../../../write/record';
import {rejected, rejection} from '../../../write/rejection';
import {isUnknown} from '../../shared/people/refusals';
import {attributeOf} from '../names';
import {isFulfilled} from '../schema/is-fulfilled';
import {createResource} from '../writer/create-resource';
import {rejectionOf, unconfirmed} from '../writer/refusal';
import {getResource} from '../writer/resource-calls';
import {changeGroup} from './change-group';
import type {GroupsContext} from './context';
import {
  decideOnGroup,
  giveBackRemovals,
  type GroupChange,
  type GroupCreation,
  type GroupDecision,
} from './decide-group';
import {membersWish} from './member-operations';

/** Does what was decided; the outcome is the record's. */
export async function carryOutGroup(
  context: GroupsContext,
  decision: GroupDecision,
  signal: AbortSignal,
): Promise<Outcome> {
  switch (decision.type) {
    case 'rejected':
      return rejected(decision.rejection);
    case 'unchanged':
      return {status: 'unchanged'};
    case 'create':
      return create(context, decision, signal);
    case 'update':
      return change(context, decision, signal);
  }
}

async function create(
  context: GroupsContext,
  {wishes, keys, userIds}: GroupCreation,
  signal: AbortSignal,
): Promise<Outcome> {
  const {writing, directory} = context;
  const members =
    userIds.length === 0
      ? []
      : [membersWish(writing.schema, {members: []}, {added: userIds, removed: []})];
  const look = async (): Promise<readonly MappedRecord['fields'][]> => {
    const found = await directory.lookAgain(keys);
    const shown = await Promise.all(found.map(({id}) => getResource(writing, id, signal)));
    return shown.filter((resource) => resource !== undefined);
  };
  const created = await createResource(writing, {wishes: [...wishes, ...members], look}, signal);
  if (created.type === 'refused') {
    return rejected(rejectionOf(created.refusal, 'The service did not create the group'));
  }
  if (created.type === 'unconfirmed')
    return rejected(unconfirmed('group', 'created', created.failure));
  const [resource, ...others] = created.type === 'exists' ? created.resources : [created.resource];
  if (resource === undefined || others.length > 0) return rejected(severalFound);
  directory.put(resource);
  // What the service did not take with the creation is sent once more, alone.
  const isWhole = attributeOf(resource, 'members') !== undefined || userIds.length === 0;
  const shown = isWhole ? resource : undefined;
  const now = shown ?? (await getResource(writing, directory.put(resource).id, signal));
  if (now === undefined) return rejected(unconfirmed('group', 'created', undefined));
  const rest = decideOnGroup(context, now, {wishes, userIds});
  const ended = await carryOutGroup(context, rest, signal);
  if (ended.status === 'rejected') return ended;
  return {status: 'written', created: created.type !== 'exists'};
}

async function change(
  context: GroupsContext,
  decision: GroupChange,
  signal: AbortSignal,
): Promise<Outcome> {
  const {directory, remarks} = context;
  const {wishes, added, removed} = decision;
  try {
    const changed = await changeGroup(context, decision, signal);
    if (changed.type === 'gone') {
      giveBackRemovals(context, removed.length);
      return rejected(gone);
    }
    if (changed.type === 'refused') {
      giveBackRemovals(context, changed.notRemoved);
      return rejected(rejectionOf(changed.refusal, 'The service did not change the group'));
    }
    const {group} = changed;
    directory.put(group.resource);
    const current = new Set([...group.userIds, ...group.groupIds]);
    if (added.some((id) => !current.has(id))) return rejected(notAdded);
    const untaken = wishes.filter((wish) => !isFulfilled(group.resource, wish));
    for (const {path} of untaken) remarks.notTaken(path.text);
    const isChanged = added.length + removed.length > 0 || untaken.length < wishes.length;
    return isChanged ? {status: 'written', created: false} : {status: 'unchanged'};
  } catch (error) {
    const failure = toFailure(error);
    const isOwn = failure.kind === 'data' && failure.status !== undefined && isUnknown(failure);
    if (isOwn) return rejected(unconfirmed('group', 'changed', failure));
    throw failure;
  }
}

const notAdded = rejection(
  'unconfirmed',
  'The service answered, but some of the new members are not in the group. Check whether they may be members, and send the record again.',
);

const gone = rejection(
  'not_found',
  'The service does not have this group any more. Send the record again in another sync.',
);

const severalFound = rejection(
  'ambiguous',
  'The service did not create the group, because it has several with its name; use the id as key.',
);
