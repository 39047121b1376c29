import {Failure} from '../../../core/failure';
import {isJsonObject, type JsonObject} from '../../../core/json';
import {keyTextOf} from '../../../read/listing/key-of';
import type {Person} from '../../shared/people/people-directory';
import {attributeOf} from '../names';
import {foldName, readBoolean} from '../schema/compare-scalars';

/** A user as a service shows it. `email` is the name that users are found by: userName, folded. */
export interface ScimPerson extends Person<string> {
  /** Undefined where none was given. */
  readonly externalId: string | undefined;
  readonly resource: JsonObject;
  /** True: the service has deleted it during this sync. */
  readonly isGone: boolean;
}

/** Names of roles that may administer an account, in the words of any service. */
const ADMIN = /\b(?:admin|administrator|owner)\b/i;

/** Reads a user; throws a `data` Failure for one without an id. */
export function toPerson(resource: JsonObject, title: string): ScimPerson {
  const id = keyTextOf(attributeOf(resource, 'id'));
  if (id === undefined) throw withoutId(title);
  const userName = attributeOf(resource, 'userName');
  return {
    id,
    email: typeof userName === 'string' ? foldName(userName) : undefined,
    // Who is not shown as inactive may sign in.
    active: readBoolean(attributeOf(resource, 'active')) ?? true,
    admin: hasAdminRole(attributeOf(resource, 'roles')),
    externalId: keyTextOf(attributeOf(resource, 'externalId')),
    resource,
    isGone: false,
  };
}

/** The person once the service has deleted it. */
export function goneFrom(person: ScimPerson): ScimPerson {
  return {...person, email: undefined, externalId: undefined, active: false, isGone: true};
}

/** SCIM has no word for admins; where roles are shown, their names say it. */
export function hasAdminRole(shown: unknown): boolean {
  const roles: readonly unknown[] = Array.isArray(shown) ? shown : [shown];
  return roles.some((role) => {
    const texts = isJsonObject(role)
      ? [attributeOf(role, 'value'), attributeOf(role, 'display')]
      : [role];
    return texts.some((text) => typeof text === 'string' && ADMIN.test(text.replaceAll('_', ' ')));
  });
}

function withoutId(title: string): Failure {
  return new Failure({
    kind: 'data',
    message: `${title}'s SCIM service shows a user without an id, so nothing can be written safely. Run the sync again; report it if it happens again.`,
  });
}
