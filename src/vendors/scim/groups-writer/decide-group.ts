import type {JsonObject} from '../../../core/json';
import type {MappedRecord, Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {reject, type Rejected} from '../../shared/people/reject';
import {isNothing} from '../schema/compare-scalars';
import {isFulfilled} from '../schema/is-fulfilled';
import type {Wish} from '../schema/value-at';
import {getResource} from '../writer/resource-calls';
import type {GroupsContext} from './context';
import {findMembers} from './find-members';
import {toGroup, type Group} from './group';
import type {GroupKey} from './group-directory';
import {readWantedGroup} from './wanted-group';

/** What is to be done for one record. What it takes from the brake is taken already. */
export type GroupDecision = Rejected | {readonly type: 'unchanged'} | GroupCreation | GroupChange;

/** A group is to be created, with these users in it. */
export interface GroupCreation {
  readonly type: 'create';
  readonly wishes: readonly Wish[];
  readonly keys: readonly GroupKey[];
  readonly userIds: readonly string[];
}

/** A group is to be changed. */
export interface GroupChange {
  readonly type: 'update';
  /** As it was read for this record. */
  readonly group: Group;
  readonly wishes: readonly Wish[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** The key of a prepared record. */
export function groupKeyOf({key, keyField}: Pick<MappedRecord, 'key' | 'keyField'>): GroupKey {
  const field = keyField === 'id' || keyField === 'externalId' ? keyField : 'displayName';
  return {field, value: key};
}

/** Decides on a prepared record. */
export async function decideGroup(
  context: GroupsContext,
  record: MappedRecord,
  signal: AbortSignal,
): Promise<GroupDecision> {
  const wanted = readWantedGroup(context, record);
  if ('reason' in wanted) return reject(wanted);
  const key = groupKeyOf(record);
  const found = await context.directory.find(key);
  const [known, twin] = found;
  if (twin !== undefined) return reject(ambiguous);
  if (known === undefined && record.operation === 'update') return reject(notFound);
  const userIds =
    wanted.members === undefined ? undefined : await findMembers(context.users, wanted.members);
  if (userIds !== undefined && 'reason' in userIds) return reject(userIds);
  if (known === undefined) return decideOnNew(context, key, {wishes: wanted.wishes, userIds});
  const resource = await read(context, known.id, signal);
  if (resource === undefined) return reject(gone);
  return decideOnGroup(context, resource, {wishes: wanted.wishes, userIds});
}

/** What a group is to become. */
interface Wanted {
  readonly wishes: readonly Wish[];
  readonly userIds: readonly string[] | undefined;
}

/** Decides on a group as it is now. */
export function decideOnGroup(
  context: GroupsContext,
  resource: JsonObject,
  {wishes, userIds}: Wanted,
): GroupDecision {
  const {settings, remarks} = context;
  const group = toGroup(resource, settings.profile.title);
  const open = wishes.filter((wish) => !isFulfilled(resource, wish));
  if (open.some(({path, value}) => path.attribute.required && isNothing(value))) {
    return reject(required);
  }
  const current = new Set([...group.userIds, ...group.groupIds]);
  const wanted = new Set(userIds);
  const added = [...wanted].filter((id) => !current.has(id));
  const others = userIds === undefined ? [] : group.userIds.filter((id) => !wanted.has(id));
  if (!settings.removeMembers) remarks.stayed(others.length);
  const removed = settings.removeMembers ? others : [];
  if (open.length + added.length + removed.length === 0) return {type: 'unchanged'};
  if (!takeAll(context, removed.length)) return reject(usedUp(context));
  return {type: 'update', group, wishes: open, added, removed};
}

/** Gives back what a change has not removed. */
export function giveBackRemovals({removals}: Pick<GroupsContext, 'removals'>, count: number): void {
  for (let at = 0; at < count; at += 1) removals.giveBack();
}

function decideOnNew(
  context: GroupsContext,
  key: GroupKey,
  {wishes, userIds}: Wanted,
): GroupDecision {
  const filled = wishes.filter(({value}) => !isNothing(value));
  const name = filled.find(({path}) => path.attribute.name.toLowerCase() === 'displayname')?.value;
  if (key.field === 'id') return reject(cannotCreateById);
  if (typeof name !== 'string') return reject(needsName);
  if (context.directory.alike(name).length > 0) return reject(alike);
  const keys: readonly GroupKey[] = [{field: 'displayName', value: name.normalize('NFC')}];
  return {type: 'create', wishes: filled, keys, userIds: userIds ?? []};
}

async function read(
  {writing, simulated}: GroupsContext,
  id: string,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  return simulated.get(id) ?? (await getResource(writing, id, signal));
}

/** Takes all of them from the brake, or none. */
function takeAll(context: GroupsContext, count: number): boolean {
  for (let taken = 0; taken < count; taken += 1) {
    if (context.removals.take()) continue;
    giveBackRemovals(context, taken);
    return false;
  }
  return true;
}

function usedUp({settings: {account}, removals: {max}}: GroupsContext): Rejection {
  return rejection(
    'limit_reached',
    `The record takes more members out of its group than ${account}.max_removals (${max} in one sync) leaves; check whether all of them should go, then send the record again in another sync, or raise the limit. Nothing of the group was changed.`,
  );
}

const notFound = rejection(
  'not_found',
  'The service has no group with this key. Check the key column, and key_field: displayName (compared exactly), externalId and id are different keys. To create new groups, use mode upsert.',
);

const gone = rejection(
  'not_found',
  'The service does not have this group any more. Send the record again in another sync.',
);

const cannotCreateById = rejection(
  'not_found',
  'The service has no group with this id, and gives ids itself; use displayName as key to create groups.',
);

const needsName = rejection(
  'invalid_value',
  'The service has no group with this externalId, and a new group needs a displayName; map it.',
);

const required = rejection(
  'invalid_value',
  'Field displayName is required by the service and cannot be emptied; give a value, or leave nulls out.',
);

const ambiguous = rejection(
  'ambiguous',
  'Several groups of the service have this key; use the id as key.',
);

const alike = rejection(
  'ambiguous',
  'The service has a group whose name differs from the key only in letter case; use its name exactly, or its id as key.',
);
