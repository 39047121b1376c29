import {hash, pick} from '../../shared/hash';
import type {People} from '../../shared/people';
import {defaultAccess} from './permission-sets';
import {DEFAULT_ROLE_ID, deletedUser} from './pipedrive-user';
import type {PipedriveUser} from './pipedrive-user';

/** What users are made from. */
interface UserDataOptions {
  readonly seed: number;
  readonly people: People;
  readonly dataEndMs: number;
  /** Ids of the roles that users have. */
  readonly roleIds: readonly number[];
  readonly specialUsers: boolean;
}

const SALT = {look: 51, time: 52, role: 53};
const YEAR_MS = 365 * 24 * 3_600_000;
const CURRENCIES = ['EUR', 'USD', 'GBP', 'JPY'];
const LOCALES = ['en_US', 'de_DE', 'pt_PT', 'es_ES'];
const FIRST_ID = 11;
const ID_STEP = 7;
/** The owner of the company and a second admin. */
const ADMINS = 2;

/** Numbers of the users who are not like the others; see the setting `special_users`. */
const SPECIAL = {
  deleted: [2, 3],
  withoutModified: 4,
  inactive: 5,
  upperCase: 6,
  caseTwin: 8,
  caseTwinOf: 7,
} as const;

/** The first user who is like most. */
export const FIRST_ORDINARY = 9;

/** Id of the user with this number; ids grow in steps and are never reused. */
export function userIdAt(index: number): number {
  return FIRST_ID + ID_STEP * index;
}

/** Number of the user with this id; undefined where no user can have it. */
export function indexOfUserId(id: number): number | undefined {
  const index = (id - FIRST_ID) / ID_STEP;
  return Number.isInteger(index) && index >= 0 ? index : undefined;
}

/** The user that the seed gives for a number. */
export function createUser(options: UserDataOptions, index: number): PipedriveUser {
  const {seed, people, dataEndMs} = options;
  const look = hash(seed, SALT.look, index);
  const ageMs = Math.floor((hash(seed, SALT.time, index) / 2 ** 32) * YEAR_MS);
  const zone = people.timeZone(index);
  const modifiedMs = wholeSeconds(dataEndMs - ageMs);
  const user: PipedriveUser = {
    id: userIdAt(index),
    name: people.name(index),
    email: people.email(index),
    phone: look % 3 === 0 ? null : `+49301${String(look % 1_000_000).padStart(6, '0')}`,
    default_currency: pick(CURRENCIES, look),
    locale: pick(LOCALES, look >>> 2),
    timezone_name: zone.name,
    timezone_offset: zone.offset,
    active_flag: index < ADMINS || look % 20 !== 0,
    activated: look % 17 !== 0,
    is_deleted: false,
    role_id: roleFor(options, index),
    access: defaultAccess(index < ADMINS),
    lastLoginMs: look % 11 === 0 ? null : wholeSeconds(dataEndMs - (look % 864_000_000)),
    createdMs: wholeSeconds(dataEndMs - ageMs - YEAR_MS),
    modifiedMs,
  };
  return options.specialUsers ? specialised(options, user, index) : user;
}

/** Time stamps of this vendor have no fraction. */
export function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

function roleFor({seed, roleIds}: UserDataOptions, index: number): number {
  return roleIds.length === 0 ? DEFAULT_ROLE_ID : pick(roleIds, hash(seed, SALT.role, index));
}

function specialised(options: UserDataOptions, user: PipedriveUser, index: number): PipedriveUser {
  switch (index) {
    case SPECIAL.deleted[0]:
    case SPECIAL.deleted[1]:
      return deletedUser(user);
    case SPECIAL.withoutModified:
      return {...user, modifiedMs: null};
    case SPECIAL.inactive:
      return {...user, active_flag: false};
    case SPECIAL.upperCase:
      return {...user, email: user.email.toUpperCase()};
    case SPECIAL.caseTwin: {
      const twin = options.people.email(SPECIAL.caseTwinOf);
      return {...user, email: `${twin.slice(0, 1).toUpperCase()}${twin.slice(1)}`};
    }
    default:
      return user;
  }
}
