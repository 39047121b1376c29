import type {MappedRecord, Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import type {Wish} from '../schema/value-at';
import {isActive} from '../writer/patch-body';
import {readWishes} from '../writer/read-wishes';
import type {UsersContext} from './context';
import {nameBeforeDeletion, type UserKey} from './user-keys';

/** What a record wants a user to be. */
export interface WantedUser {
  readonly wishes: readonly Wish[];
  /** True: the user is to be inactive. */
  readonly leaves: boolean;
  /** True: its name is that of somebody whom a directory has deleted, and is not sent. */
  readonly hasDeletedName: boolean;
}

/** Reads a record's fields; a rejection names all that are wrong, never their values. */
export function readWantedUser(
  {writing: {schema}, settings: {emptyLists}}: Pick<UsersContext, 'writing' | 'settings'>,
  {fields, operation}: Pick<MappedRecord, 'fields' | 'operation'>,
): WantedUser | Rejection {
  const wishes = readWishes(fields, {schema, emptyLists});
  if ('reason' in wishes) return wishes;
  const active = wishes.find(isActive);
  if (active?.value === null) return noActive;
  const leaves = operation === 'soft_delete' || active?.value === false;
  const userName = textOf(wishes, 'userName');
  const hasDeletedName = userName !== undefined && nameBeforeDeletion(userName) !== undefined;
  if (hasDeletedName && !leaves) return deletedName;
  // What a directory makes of the rest of somebody whom it has deleted is as little worth.
  return {wishes: hasDeletedName ? wishes.filter(isActive) : wishes, leaves, hasDeletedName};
}

/** The keys by which somebody with these wishes would be known. */
export function keysIn(wishes: readonly Wish[]): readonly UserKey[] {
  return (['userName', 'externalId'] as const).flatMap((field) => {
    const value = textOf(wishes, field);
    return value === undefined || value === '' ? [] : [{field, value}];
  });
}

function textOf(wishes: readonly Wish[], name: 'userName' | 'externalId'): string | undefined {
  const wish = wishes.find(
    ({path: {extension, attribute}}) =>
      extension === undefined && attribute.name.toLowerCase() === name.toLowerCase(),
  );
  return typeof wish?.value === 'string' ? wish.value : undefined;
}

const noActive = rejection(
  'invalid_value',
  'Field active cannot be emptied; give true or false, or leave nulls out.',
);

const deletedName = rejection(
  'invalid_value',
  'Field userName has the form that directories give to people whom they have deleted (32 hex digits before the address); it is not written. To deactivate the user, send active false or mode soft_delete.',
);
