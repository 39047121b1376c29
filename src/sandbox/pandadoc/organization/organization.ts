import {hash} from '../../shared/hash';
import type {People} from '../../shared/people';
import type {PartOptions} from '../../vendor-part';
import {idAt, numberOfId} from './ids';
import {microseconds} from './pandadoc-user';
import type {PandadocUser} from './pandadoc-user';
import {readPandadocSettings} from '../settings';
import type {PandadocSettings} from '../settings';
import {createUser, userIndexOfMembership} from './user-data';
import {UserStore} from './user-store';

/** A workspace of the organization. */
export interface PandadocWorkspace {
  readonly number: number;
  readonly id: string;
  readonly name: string;
  /** Number of the user who owns it. */
  readonly owner: number;
  readonly created: string;
  readonly isActive: boolean;
}

/** A mail that the vendor would have sent. */
interface Mail {
  readonly to: string;
  readonly about: string;
}

/** One PandaDoc organization. */
export interface Organization {
  readonly settings: PandadocSettings;
  readonly seed: number;
  readonly limits: boolean;
  readonly now: () => number;
  readonly people: People;
  readonly users: UserStore;
  /** By number; deactivated ones stay. */
  readonly workspaces: PandadocWorkspace[];
  /** Free seats, and those that were bought since; mutable because users take them. */
  readonly seats: {free: number; bought: number};
  readonly mails: Mail[];
  /** People who have yet to join while members are listed. */
  readonly joining: {left: number};
  /** A user that the seed gives for the next number, not yet stored and without memberships. */
  nextUser(): PandadocUser;
}

const NAMES = ['Sales', 'Legal', 'People', 'Support', 'Finance', 'Partners'];
const DAY_MS = 24 * 3_600_000;
const AGE_SALT = 221;

/** Makes the organization of a seed; throws RangeError for wrong settings. */
export function createOrganization(options: PartOptions): Organization {
  const settings = readPandadocSettings(options.settings);
  const {seed, people, now, limits, dataEndMs} = options;
  const {workspaces, overlap_percent: overlapPercent} = settings;
  const make = {seed, people, dataEndMs, workspaces, overlapPercent};
  const users = new UserStore(settings.users, (index) => createUser(make, index));
  return {
    settings,
    seed,
    limits,
    now,
    people,
    users,
    workspaces: Array.from({length: workspaces}, (_, number) => createWorkspace(options, number)),
    seats: {free: settings.free_seats, bought: 0},
    mails: [],
    joining: {left: settings.joins_while_listed},
    nextUser: () => ({...createUser(make, users.count()), memberships: [], license: 'Full'}),
  };
}

/** The workspace that the seed gives for a number. */
export function createWorkspace(
  {seed, dataEndMs}: Pick<PartOptions, 'seed' | 'dataEndMs'>,
  number: number,
): PandadocWorkspace {
  const round = Math.floor(number / NAMES.length);
  const name = NAMES[number % NAMES.length] ?? '';
  const ageDays = 30 + (hash(seed, AGE_SALT, number) % 900);
  return {
    number,
    id: idAt(seed, 'w', number),
    name: round === 0 ? name : `${name} ${round + 1}`,
    owner: 0,
    created: microseconds(dataEndMs - ageDays * DAY_MS, number + 150),
    isActive: true,
  };
}

/** The workspace with this id; undefined when there is none, or it is deactivated. */
export function workspaceById(
  {workspaces}: Organization,
  id: string,
): PandadocWorkspace | undefined {
  return workspaces.find((one) => one.id === id && one.isActive);
}

/** The user with this id. */
export function userById({seed, users}: Organization, id: string): PandadocUser | undefined {
  const index = numberOfId(seed, 'u', id);
  return index === undefined ? undefined : users.at(index);
}

/** The user who has this membership now. */
export function userByMembership(
  {seed, users}: Organization,
  membershipId: string,
): PandadocUser | undefined {
  const number = numberOfId(seed, 'm', membershipId);
  const user = number === undefined ? undefined : users.at(userIndexOfMembership(number));
  return user?.memberships.some((one) => one.membershipId === membershipId) ? user : undefined;
}

/** Users who own keys or the organization stay as they are when changes are planted. */
export function ownsSomething({settings}: Organization, {index}: PandadocUser): boolean {
  return index <= settings.workspaces;
}
