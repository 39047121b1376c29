import {isJsonObject, type Json, type JsonObject} from '../../../core/json';
import {keyTextOf} from '../../../read/listing/key-of';
import type {MappedRecord, Rejection} from '../../../write/record';
import {hasFaults, joinFaults, rejection, typeName} from '../../../write/rejection';
import {attributeOf} from '../names';
import {attributeNamed} from '../schema/attribute';
import type {Wish} from '../schema/value-at';
import type {UserKey} from '../users-writer/user-keys';
import {readWishes} from '../writer/read-wishes';
import type {GroupsContext} from './context';

/** What a record wants a group to be. */
interface WantedGroup {
  /** Everything but the members. */
  readonly wishes: readonly Wish[];
  /** Who is to be in it; undefined: nothing is said of the members. */
  readonly members: readonly MemberWish[] | undefined;
}

/** A user as a record names it: by a key of its own, or by any of them. */
export type MemberWish = UserKey | {readonly field: 'any'; readonly value: string};

const MEMBERS = 'members';

/** Reads a record's fields; a rejection names all that are wrong, never their values. */
export function readWantedGroup(
  {writing: {schema}, settings: {emptyLists}}: Pick<GroupsContext, 'writing' | 'settings'>,
  {fields}: Pick<MappedRecord, 'fields'>,
): WantedGroup | Rejection {
  const faults: Rejection[] = [];
  const wishes = readWishes(fields, {schema, emptyLists, without: [MEMBERS]});
  if ('reason' in wishes) faults.push(wishes);
  const sent = attributeOf(fields, MEMBERS);
  const members = sent === undefined ? undefined : readMembers(sent as Json);
  if (members !== undefined && 'reason' in members) faults.push(members);
  if (sent !== undefined && attributeNamed(schema.core.attributes, MEMBERS) === undefined) {
    faults.push(noMembers);
  }
  if (hasFaults(faults)) return joinFaults(faults);
  // Only what was found without a fault is left.
  const named = members as readonly MemberWish[] | undefined;
  const isSilent = named?.length === 0 && emptyLists === 'keep';
  return {wishes: wishes as readonly Wish[], members: isSilent ? undefined : named};
}

/** A null says as much as an empty list. */
function readMembers(value: Json): readonly MemberWish[] | Rejection {
  if (value === null) return [];
  if (!Array.isArray(value)) {
    return rejection(
      'invalid_type',
      `Field members must hold an array of users' keys, but holds ${typeName(value)}; convert text with "convert": "json".`,
    );
  }
  // True because an array among a record's values is one of JSON.
  const items = value as readonly Json[];
  const members: MemberWish[] = [];
  for (const [at, item] of items.entries()) {
    const member = isJsonObject(item) ? readObject(item) : readText(item);
    if (member === undefined) return notMember(at + 1);
    members.push(member);
  }
  return members;
}

function readText(item: Json): MemberWish | undefined {
  const value = keyTextOf(item)?.trim();
  return value === undefined || value === '' ? undefined : {field: 'any', value};
}

/** `{"value": id}`, as SCIM writes members, or one of a user's keys. */
function readObject(item: JsonObject): MemberWish | undefined {
  for (const field of ['userName', 'externalId', 'id'] as const) {
    const value = keyTextOf(attributeOf(item, field));
    if (value !== undefined) return {field, value};
  }
  const value = keyTextOf(attributeOf(item, 'value'));
  const type = attributeOf(item, 'type');
  const isUser = type === undefined || type === null || type === 'User';
  return value === undefined || !isUser ? undefined : {field: 'id', value};
}

function notMember(position: number): Rejection {
  return rejection(
    'invalid_value',
    `Field members has an entry (number ${position}) that is no user's key; give userName, externalId or id as text, or an object with one of them.`,
  );
}

const noMembers = rejection(
  'unknown_field',
  'The service has groups without members; leave members out of the mapping.',
);
