import {Failure, toFailure} from '../../../core/failure';
import type {JsonObject} from '../../../core/json';
import type {HttpAnswer} from '../../../http/request';
import {isUnknown} from '../../shared/people/refusals';
import {isFulfilled} from '../schema/is-fulfilled';
import {operationsFor} from '../writer/patch-body';
import {readRefusal, type Refusal} from '../writer/refusal';
import {
  getResource,
  LOOK_AFTER_MS,
  patchResource,
  putResource,
  TRIES_MAX,
} from '../writer/resource-calls';
import {changedBody} from '../writer/whole-body';
import type {GroupsContext} from './context';
import type {GroupChange} from './decide-group';
import {toGroup, type Group} from './group';
import {memberOperations, membersWish} from './member-operations';

/** What came of a change. */
type ChangedGroup =
  | {readonly type: 'changed'; readonly group: Group}
  | {readonly type: 'gone'}
  | {readonly type: 'refused'; readonly refusal: Refusal; readonly notRemoved: number};

/**
 * Changes a group, and reads it afterwards: exactly the planned members must be fewer. When others are
 * missing, or the planned ones are still there, it throws, so that no further group is touched.
 */
export async function changeGroup(
  context: GroupsContext,
  change: GroupChange,
  signal: AbortSignal,
): Promise<ChangedGroup> {
  let open = change;
  for (let tries = 1; ; tries += 1) {
    const sent = await trySend(context, open, signal);
    if (sent instanceof Failure && tries >= TRIES_MAX) throw sent;
    if (sent instanceof Failure) await context.kit.clock.sleep(LOOK_AFTER_MS, signal);
    const resource = await getResource(context.writing, change.group.id, signal);
    if (resource === undefined) return {type: 'gone'};
    const group = toGroup(resource, context.settings.profile.title);
    refuseLosses(context, change, {group, mustBeGone: sent === undefined});
    if (sent === undefined) return {type: 'changed', group};
    open = remaining(change, group);
    if (open.wishes.length + open.added.length + open.removed.length === 0) {
      return {type: 'changed', group};
    }
    if (!(sent instanceof Failure)) {
      return {type: 'refused', refusal: sent, notRemoved: open.removed.length};
    }
  }
}

/** Undefined when everything was taken; a refusal; or a failure that leaves open what was done. */
async function trySend(
  context: GroupsContext,
  change: GroupChange,
  signal: AbortSignal,
): Promise<Refusal | Failure | undefined> {
  try {
    return await send(context, change, signal);
  } catch (error) {
    const failure = toFailure(error);
    if (signal.aborted || !isUnknown(failure)) throw failure;
    return failure;
  }
}

async function send(
  context: GroupsContext,
  change: GroupChange,
  signal: AbortSignal,
): Promise<Refusal | undefined> {
  const {writing} = context;
  const {habits, schema, service} = writing;
  const {group, wishes} = change;
  if (habits.method() === 'PATCH') {
    const [form] = habits.activeForms();
    const own = form === undefined ? [] : operationsFor(group.resource, wishes, form);
    const requests = [...(own.length > 0 ? [own] : []), ...memberOperations(schema, change)];
    for (const operations of requests) {
      const answer = await patchResource(writing, {id: group.id, operations}, signal);
      if (answer.status < 300) continue;
      if (answer.status !== 405 && answer.status !== 501) return readRefusal(answer, service.mask);
      habits.refusesPatch();
      break;
    }
    if (habits.method() === 'PATCH') return undefined;
  }
  const answer = await putWhole(context, change, signal);
  return answer.status < 300 ? undefined : readRefusal(answer, service.mask);
}

async function putWhole(
  {writing}: GroupsContext,
  {group, wishes, added, removed}: GroupChange,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const {schema, habits} = writing;
  const [form = {placed: 'path', written: 'boolean'} as const] = habits.activeForms();
  const members = membersWish(schema, group, {added, removed});
  const body = changedBody(schema, group.resource, {wishes: [...wishes, members], form});
  return putResource(writing, {id: group.id, body}, signal);
}

/** What a group still lacks of a change. */
function remaining(change: GroupChange, group: Group): GroupChange {
  const current = new Set(group.userIds);
  return {
    ...change,
    group,
    wishes: change.wishes.filter((wish) => !isFulfilled(group.resource, wish)),
    added: change.added.filter((id) => !current.has(id)),
    removed: change.removed.filter((id) => current.has(id)),
  };
}

/** Throws when the group has lost others than those who were to go, or has not lost them. */
function refuseLosses(
  {settings: {profile}}: GroupsContext,
  {group: before, removed}: GroupChange,
  {group, mustBeGone}: {readonly group: Group; readonly mustBeGone: boolean},
): void {
  if (removed.length === 0) return;
  const planned = new Set(removed);
  const now = new Set([...group.userIds, ...group.groupIds]);
  const lost = [...before.userIds, ...before.groupIds].filter(
    (id) => !planned.has(id) && !now.has(id),
  );
  const left = mustBeGone ? removed.filter((id) => now.has(id)) : [];
  if (lost.length === 0 && left.length === 0) return;
  const what =
    lost.length > 0
      ? `${lost.length} members are gone who should have stayed`
      : `${left.length} members are still there who should have gone`;
  throw new Failure({
    kind: 'data',
    message: `${profile.title}'s SCIM service was asked to take ${removed.length} members out of a group, and ${what}. No further group is changed; check the group at ${profile.title} before the next sync.`,
    detail: `group ${group.id}; before ${before.userIds.length}, planned to go ${removed.length}, now ${group.userIds.length}; ids lost: ${lost.slice(0, 100).join(', ')}`,
  });
}

/** The group as it would be, for later records of a dry run. */
export function simulateGroup(
  schema: GroupsContext['writing']['schema'],
  {group, added, removed}: Pick<GroupChange, 'group' | 'added' | 'removed'>,
  resource: JsonObject,
): JsonObject {
  const {value} = membersWish(schema, group, {added, removed});
  return {...resource, members: value};
}
