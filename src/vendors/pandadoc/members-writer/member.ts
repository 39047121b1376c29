import {Failure} from '../../../core/failure';
import type {JsonObject} from '../../../core/json';
import {keyTextOf} from '../../../read/listing/key-of';
import {normalizeEmail, type Person} from '../../shared/people/people-directory';
import {licenseOf} from './licenses';

/** The role that may do everything. */
export const ADMIN = 'Admin';

/** Somebody's membership in one workspace, in either contract's shape; `id` is the membership's. */
export interface Member extends Person<string> {
  readonly userId: string | undefined;
  /** Undefined where the answer does not show it. */
  readonly role: string | undefined;
  /** As writes name it; undefined where the answer does not show it (guide). */
  readonly license: string | undefined;
  /** Empty where PandaDoc does not know it (PandaDoc Q15). */
  readonly firstName: string;
  readonly lastName: string;
  /** Invited, and has not accepted yet (guide). */
  readonly isPending: boolean;
}

/** What is left of somebody who is no member any more: nobody's address, and no admin. */
export function departed(member: Member): Member {
  return {...member, email: undefined, active: false, admin: false, isPending: false};
}

/** True for somebody who is a member, as far as is known. */
export function isThere(member: Member | undefined): member is Member {
  return member !== undefined && (member.email !== undefined || member.active || member.isPending);
}

/** Reads a row of `/members`; throws a `data` Failure where it cannot be told whose membership it is. */
export function toMember(row: JsonObject): Member {
  const id = keyTextOf(row['membership_id']);
  if (id === undefined) {
    throw new Failure({
      kind: 'data',
      message:
        'PandaDoc shows a member without membership_id, so nothing can be written safely. Run the sync again; report it if it happens again.',
    });
  }
  const status = textOf(row['status']);
  const role = textOf(row['role']);
  const email = textOf(row['email']);
  const isAdmin = row['is_admin'];
  return {
    id,
    userId: keyTextOf(row['user_id']),
    email: email === undefined ? undefined : normalizeEmail(email),
    active: status === undefined ? row['is_active'] !== false : status === 'active',
    admin: typeof isAdmin === 'boolean' ? isAdmin : role === undefined ? undefined : role === ADMIN,
    role,
    license: licenseOf(textOf(row['user_license']) ?? ''),
    firstName: textOf(row['first_name']) ?? '',
    lastName: textOf(row['last_name']) ?? '',
    isPending: status === 'pending',
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
