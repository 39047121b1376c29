/** A user as the company keeps it, whoever looks at it. */
export interface PipedriveUser {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly default_currency: string;
  readonly locale: string;
  readonly timezone_name: string;
  readonly timezone_offset: string;
  readonly active_flag: boolean;
  readonly activated: boolean;
  readonly is_deleted: boolean;
  readonly role_id: number;
  readonly access: readonly AccessEntry[];
  /** Epoch milliseconds. */
  readonly lastLoginMs: number | null;
  readonly createdMs: number;
  readonly modifiedMs: number | null;
}

/** A right in one app. */
export interface AccessEntry {
  readonly app: string;
  readonly admin: boolean;
  readonly permission_set_id: string;
}

/** Text in place of a deleted user's name and e-mail (Pipedrive Q14). */
const DELETED = '(deleted user)';

/** Role of users who have no other. */
export const DEFAULT_ROLE_ID = 1;

/** True for a user with the admin right in the app `global`. */
export function isAdmin(user: PipedriveUser): boolean {
  return user.access.some(({app, admin}) => app === 'global' && admin);
}

/** What is left of a user who was deleted. */
export function deletedUser(user: PipedriveUser): PipedriveUser {
  return {
    ...user,
    name: DELETED,
    email: DELETED,
    phone: null,
    active_flag: false,
    is_deleted: true,
    role_id: DEFAULT_ROLE_ID,
    access: [],
    lastLoginMs: null,
    modifiedMs: null,
  };
}
