import type {Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import type {ScimPerson} from '../users-writer/scim-person';
import type {UserDirectory} from '../users-writer/user-directory';
import type {MemberWish} from './wanted-group';

const FIELDS = ['userName', 'externalId', 'id'] as const;

/** Positions that a message names. */
const SHOWN_MAX = 10;

/** The ids of the users whom a record names, each once; a rejection says which of them are nobody. */
export async function findMembers(
  users: UserDirectory,
  wishes: readonly MemberWish[],
): Promise<readonly string[] | Rejection> {
  const ids = new Set<string>();
  const missing: number[] = [];
  const twins: number[] = [];
  for (const [at, wish] of wishes.entries()) {
    const [person, twin] = await findMember(users, wish);
    if (person === undefined) missing.push(at + 1);
    else if (twin !== undefined) twins.push(at + 1);
    else ids.add(person.id);
  }
  if (missing.length > 0) return notUsers(missing);
  return twins.length > 0 ? ambiguous(twins) : [...ids];
}

/** A text may be any of a user's keys; people whom it names in different ways are several. */
async function findMember(
  users: UserDirectory,
  {field, value}: MemberWish,
): Promise<readonly ScimPerson[]> {
  if (field !== 'any') return users.find({field, value});
  const known = (): readonly ScimPerson[] => {
    const people = FIELDS.flatMap((one) => users.known({field: one, value}));
    return [...new Map(people.map((one) => [one.id, one])).values()];
  };
  for (const one of FIELDS) {
    // Looking for one of them may have shown all users.
    if (known().length > 0) break;
    await users.find({field: one, value});
  }
  return known();
}

function notUsers(positions: readonly number[]): Rejection {
  return rejection(
    'not_found',
    `Field members names people who are not users of the service (${shown(positions)}); create them first, or leave them out. Nothing of the group was changed.`,
  );
}

function ambiguous(positions: readonly number[]): Rejection {
  return rejection(
    'ambiguous',
    `Field members has entries that fit several users (${shown(positions)}); name them by id.`,
  );
}

function shown(positions: readonly number[]): string {
  const more = positions.length - SHOWN_MAX;
  const rest = more > 0 ? ` and ${more} more` : '';
  return `entries ${positions.slice(0, SHOWN_MAX).join(', ')}${rest}`;
}
