import {foldName} from '../schema/compare-scalars';

/** By what a user can be found. */
export interface UserKey {
  readonly field: 'userName' | 'externalId' | 'id';
  readonly value: string;
}

/** Directories rename whom they have deleted, and send that name: 32 hex digits before the old one. */
const DELETED_NAME = /^[0-9a-f]{32}(?=[^\s@]+@)/i;

/** The name that somebody had before a directory renamed them; undefined for any other name. */
export function nameBeforeDeletion(userName: string): string | undefined {
  const name = userName.trim();
  return DELETED_NAME.test(name) ? name.replace(DELETED_NAME, '') : undefined;
}

/** True when a resource has the key; ids of clients are compared to the letter. */
export function hasKey(
  person: {
    readonly id: string;
    readonly email: string | undefined;
    readonly externalId: string | undefined;
  },
  {field, value}: UserKey,
): boolean {
  switch (field) {
    case 'id':
      return person.id === value;
    case 'externalId':
      return person.externalId === value;
    case 'userName':
      return person.email === foldName(value);
  }
}
