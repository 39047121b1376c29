import type {JsonObject} from '../../../core/json';
import {keyTextOf} from '../../../read/listing/key-of';
import {attributeOf} from '../names';
import {attributeNamed, type ResourceSchema} from '../schema/attribute';
import {pathOf} from '../schema/attribute-path';
import type {Wish} from '../schema/value-at';
import type {PatchOperation} from '../writer/patch-body';
import type {Group} from './group';

/** Members in one operation, and operations in one request. */
const MEMBERS_MAX = 100;

/**
 * Operations that add and remove members, in as many requests as they need. A member is taken out by a
 * filter: services that follow RFC 7644 to the letter take a value beside the path for nothing, and empty
 * the whole group.
 */
export function memberOperations(
  schema: ResourceSchema,
  {added, removed}: {readonly added: readonly string[]; readonly removed: readonly string[]},
): readonly (readonly PatchOperation[])[] {
  const path = membersPath(schema);
  const additions = chunks(added).map((ids): readonly PatchOperation[] => [
    {op: 'add', path, value: ids.map((value) => ({value}))},
  ]);
  const removals = chunks(removed).map((ids) =>
    ids.map((id): PatchOperation => ({
      op: 'remove',
      path: `${path}[value eq ${JSON.stringify(id)}]`,
    })),
  );
  return [...additions, ...removals];
}

/** All members as they are to be, for services that replace whole groups. */
export function membersWish(
  schema: ResourceSchema,
  group: Pick<Group, 'members'>,
  {added, removed}: {readonly added: readonly string[]; readonly removed: readonly string[]},
): Wish {
  const gone = new Set(removed);
  const kept = group.members.filter(
    (member) => !gone.has(keyTextOf(attributeOf(member, 'value')) ?? ''),
  );
  const attribute = attributeNamed(schema.core.attributes, 'members');
  if (attribute === undefined) throw new Error('a group without members was to get some');
  const readOnly = attribute.subAttributes
    .filter(({mutability}) => mutability === 'readOnly')
    .map(({name}) => name.toLowerCase());
  const own = (member: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(member).filter(([name]) => !readOnly.includes(name.toLowerCase())),
    );
  return {
    path: pathOf({extension: undefined, attribute, tests: undefined, sub: undefined}),
    value: [...kept.map(own), ...added.map((value) => ({value}))],
  };
}

function membersPath(schema: ResourceSchema): string {
  return attributeNamed(schema.core.attributes, 'members')?.name ?? 'members';
}

function chunks(ids: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(ids.length / MEMBERS_MAX);
  return Array.from({length: count}, (_, at) =>
    ids.slice(at * MEMBERS_MAX, (at + 1) * MEMBERS_MAX),
  );
}
