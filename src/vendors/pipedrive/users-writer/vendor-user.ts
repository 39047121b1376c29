import {Failure} from '../../../core/failure';
import type {JsonObject} from '../../../core/json';
import {normalizeEmail, type Person} from '../../shared/people/people-directory';
import {isGlobalAdmin} from '../global-admin';

/**
 * A user as Pipedrive shows it, with what decisions need taken out. `email` is undefined for deleted
 * users, who share a text (Pipedrive Q14).
 */
export interface VendorUser extends Person<number> {
  readonly deleted: boolean;
  /** Undefined where the answer does not show it. */
  readonly roleId: number | undefined;
  /** All fields, under the vendor's names. */
  readonly fields: JsonObject;
}

const DELETED_TEXT = '(deleted user)';

/** Reads a user; throws a `data` Failure where it cannot be told who it is or whether it is active. */
export function toVendorUser(fields: JsonObject): VendorUser {
  const {id, email, role_id: roleId} = fields;
  const deleted = fields['is_deleted'] === true || email === DELETED_TEXT;
  const active = deleted ? false : readFlag(fields['active_flag']);
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) throw unusable('a usable id');
  if (active === undefined) throw unusable('active_flag');
  return {
    id,
    email: deleted || typeof email !== 'string' ? undefined : normalizeEmail(email),
    active,
    deleted,
    admin: isGlobalAdmin(fields['access']) ?? readFlag(fields['is_admin']),
    roleId: typeof roleId === 'number' ? roleId : undefined,
    fields,
  };
}

function readFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 1) return true;
  return value === 0 ? false : undefined;
}

function unusable(what: string): Failure {
  return new Failure({
    kind: 'data',
    message: `Pipedrive shows a user without ${what}, so nothing can be written safely. Run the sync again; report it if it happens again.`,
  });
}
