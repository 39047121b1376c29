import {hash, pick} from '../../shared/hash';
import type {People} from '../../shared/people';
import {idAt} from './ids';
import {LICENSES, microseconds, ROLES} from './pandadoc-user';
import type {Membership, PandadocUser} from './pandadoc-user';

/** What users are made from. */
interface UserDataOptions {
  readonly seed: number;
  readonly people: People;
  readonly dataEndMs: number;
  readonly workspaces: number;
  readonly overlapPercent: number;
}

const SALT = {look: 211, time: 212, joins: 213};
const YEAR_MS = 365 * 24 * 3_600_000;
/** Room for workspaces in the number of a membership. */
const WORKSPACES_MAX = 1000;

/** Users below this number own keys, or may: each is Admin of every workspace. */
function adminsOf(workspaces: number): number {
  return workspaces + 1;
}

/** Id of the membership of a user in a workspace. */
export function membershipIdOf(seed: number, userIndex: number, workspace: number): string {
  return idAt(seed, 'm', userIndex * WORKSPACES_MAX + workspace);
}

/** Number of the user whose membership has this number. */
export function userIndexOfMembership(number: number): number {
  return Math.floor(number / WORKSPACES_MAX);
}

/** The user that the seed gives for a number. */
export function createUser(options: UserDataOptions, index: number): PandadocUser {
  const {seed, people} = options;
  const look = hash(seed, SALT.look, index);
  const isAdmin = index < adminsOf(options.workspaces);
  const [first = '', ...rest] = people.name(index).split(' ');
  const unnamed = !isAdmin && look % 13 === 0;
  return {
    index,
    userId: idAt(seed, 'u', index),
    email: people.email(index),
    // Unknown names are empty texts (PandaDoc Q15).
    firstName: unnamed ? '' : first,
    lastName: unnamed ? '' : rest.join(' '),
    phone: look % 3 === 0 ? '' : `+49301${String(look % 1_000_000).padStart(6, '0')}`,
    license: isAdmin ? 'Full' : pick(LICENSES, look >>> 3),
    emailVerified: isAdmin || look % 5 !== 0,
    currentWorkspace: options.workspaces === 0 ? 0 : (index + (look % 2)) % options.workspaces,
    memberships: membershipsOf(options, index, isAdmin),
  };
}

function membershipsOf(
  options: UserDataOptions,
  index: number,
  isAdmin: boolean,
): readonly Membership[] {
  const {seed, workspaces, overlapPercent} = options;
  const memberships: Membership[] = [];
  for (let workspace = 0; workspace < workspaces; workspace += 1) {
    const number = index * WORKSPACES_MAX + workspace;
    const joins = hash(seed, SALT.joins, number) % 100 < overlapPercent;
    if (isAdmin || index % workspaces === workspace || joins) {
      memberships.push(membershipAt(options, {index, workspace, number, isAdmin}));
    }
  }
  return memberships;
}

function membershipAt(
  {seed, dataEndMs}: UserDataOptions,
  place: {
    readonly index: number;
    readonly workspace: number;
    readonly number: number;
    readonly isAdmin: boolean;
  },
): Membership {
  const look = hash(seed, SALT.look, place.number + 7);
  const ageMs = Math.floor((hash(seed, SALT.time, place.number) / 2 ** 32) * YEAR_MS);
  return {
    membershipId: membershipIdOf(seed, place.index, place.workspace),
    workspace: place.workspace,
    role: place.isAdmin ? 'Admin' : pick(ROLES.slice(1), look),
    isActive: place.isAdmin || look % 11 !== 0,
    isPending: false,
    created: microseconds(dataEndMs - ageMs - YEAR_MS, look),
    modified: look % 7 === 0 ? null : microseconds(dataEndMs - ageMs, look >>> 4),
  };
}
