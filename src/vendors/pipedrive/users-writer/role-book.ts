import {Failure, toFailure} from '../../../core/failure';
import type {HttpClient} from '../../../http/request';
import type {Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {listPages} from '../list-pages';
import type {RoleWish} from './wanted-user';

/** A role of the company. */
export interface Role {
  readonly id: number;
  readonly name: string;
}

/** The company's roles; they are asked for when the first record needs them (20 tokens). */
export interface RoleBook {
  /** The id of the role that is meant. Roles are found exactly, and never created. */
  find(wish: RoleWish, signal: AbortSignal): Promise<number | Rejection>;
}

/** Role names in a rejection. */
const NAMES_SHOWN_MAX = 10;

/** Creates the book; reads nothing yet. */
export function createRoleBook(client: HttpClient): RoleBook {
  let reading: Promise<readonly Role[]> | undefined;
  return {
    find: async (wish, signal) => {
      reading ??= listRoles(client, signal);
      return findRole(await reading, wish);
    },
  };
}

/** All roles of the company; only admins may see them (Pipedrive Q11). */
export async function listRoles(client: HttpClient, signal: AbortSignal): Promise<readonly Role[]> {
  const roles: Role[] = [];
  const purpose = 'list roles';
  try {
    for await (const page of listPages({client, path: '/roles', cost: 20, purpose, signal})) {
      for (const {id, name} of page) {
        if (typeof id === 'number') roles.push({id, name: typeof name === 'string' ? name : ''});
      }
    }
  } catch (error) {
    throw explain(toFailure(error));
  }
  return roles;
}

function findRole(roles: readonly Role[], {by, text}: RoleWish): number | Rejection {
  const named = by === 'id' ? [] : roles.filter(({name}) => name === text);
  if (named.length > 1) return ambiguous;
  const byId = by === 'name' ? undefined : roles.find(({id}) => String(id) === text.trim());
  return (named[0] ?? byId)?.id ?? unknownRole(roles);
}

function unknownRole(roles: readonly Role[]): Rejection {
  const shown = roles
    .slice(0, NAMES_SHOWN_MAX)
    .map(({id, name}) => `${JSON.stringify(name)} (${id})`);
  const more = roles.length > NAMES_SHOWN_MAX ? ` and ${roles.length - NAMES_SHOWN_MAX} more` : '';
  return rejection(
    'invalid_value',
    `The company has no such role; names must be exact, and roles are never created. It has: ${shown.join(', ')}${more}.`,
  );
}

const ambiguous = rejection(
  'ambiguous',
  "Several roles of the company have this name; use the role's id instead.",
);

function explain(failure: Failure): Failure {
  if (failure.kind !== 'auth' || failure.status !== 403) return failure;
  return new Failure({
    kind: 'auth',
    message:
      'Pipedrive does not allow this token to list roles, which records with a role need. Use the token of an admin (OAuth: add the scope admin), or remove the role from the mapping.',
    status: 403,
    cause: failure,
  });
}
