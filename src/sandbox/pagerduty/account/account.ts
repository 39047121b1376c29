import {hash} from '../../shared/hash';
import {PageCache} from '../../shared/page-cache';
import type {People} from '../../shared/people';
import type {RollingWindow} from '../../shared/rolling-window';
import type {PartOptions} from '../../vendor-part';
import {AddressBook} from './address-book';
import {createAuditTrail} from './audit-trail';
import type {AuditTrail} from './audit-trail';
import {createIds} from './ids';
import type {Ids} from './ids';
import {RecordStore} from './record-store';
import type {PagerdutyUser, Team} from './records';
import {readPagerdutySettings} from '../settings';
import type {PagerdutySettings} from '../settings';
import {createUser} from './user-data';

/** One PagerDuty account. */
export interface Account {
  readonly settings: PagerdutySettings;
  readonly seed: number;
  readonly limits: boolean;
  readonly now: () => number;
  readonly people: People;
  readonly ids: Ids;
  readonly users: RecordStore<PagerdutyUser>;
  readonly teams: RecordStore<Team>;
  readonly trail: AuditTrail;
  readonly addresses: AddressBook;
  /** A number for a new contact method or rule, which no other ever had. */
  readonly nextPart: () => number;
  /** Counts users that were asked for, for locks. */
  readonly nextLock: () => number;
  /** Writes of contact methods, by the user's serial. */
  readonly methodActions: Map<number, RollingWindow>;
  /** Addresses that an invitation was mailed to, oldest first. */
  readonly invitations: string[];
  readonly pages: PageCache;
  /** Moves with every change of users and teams. */
  version(): string;
}

const TEAM_NAMES = ['Ops', 'Payments', 'Search', 'Mobile', 'Platform', 'Data', 'Support', 'Core'];
const TEAM_SALT = 131;
const TWIN_NAME = 'Twins';
/** New parts are numbered down from here, far above those that come with a user. */
const PART_SERIALS_END = 2 ** 28;

/** Makes the account of a seed; throws RangeError for wrong settings. */
export function createAccount(options: PartOptions): Account {
  const settings = readPagerdutySettings(options.settings);
  const {seed, people, now, dataEndMs, limits} = options;
  const ids = createIds(seed);
  const data = {
    seed,
    people,
    dataEndMs,
    teams: settings.teams,
    teamlessPercent: settings.teamless_percent,
  };
  const users = new RecordStore({
    initial: settings.users,
    create: (serial) => createUser(data, serial),
    addsFirst: settings.joins_first,
  });
  const teams = new RecordStore({
    initial: settings.teams,
    create: (serial) => createTeam(settings, seed, serial),
  });
  const trail = createAuditTrail({
    seed,
    initial: settings.audit_records,
    startMs: now(),
    now,
    hasRareFields: settings.rare_fields,
    resourceOf: (number) => ({
      id: ids.of('user', number % Math.max(1, settings.users)),
      type: 'user_reference',
      summary: people.name(number % Math.max(1, settings.users)),
    }),
  });
  let parts = PART_SERIALS_END;
  let locks = 0;
  return {
    settings,
    seed,
    limits,
    now,
    people,
    ids,
    users,
    teams,
    trail,
    addresses: new AddressBook(settings.users, (serial) => people.email(serial)),
    nextPart: () => (parts -= 1),
    nextLock: () => (locks += 1),
    methodActions: new Map(),
    invitations: [],
    pages: new PageCache(settings.page_cache_bytes),
    version: () => `${users.version()}.${teams.version()}`,
  };
}

/** All users in the order of the list. */
export function* allUsers({users}: Account): Generator<PagerdutyUser> {
  for (const serial of users.order()) {
    const user = users.at(serial);
    if (user) yield user;
  }
}

/** All teams in the order of the list. */
export function* allTeams({teams}: Account): Generator<Team> {
  for (const serial of teams.order()) {
    const team = teams.at(serial);
    if (team) yield team;
  }
}

function createTeam(
  {teams, twin_teams: twins}: PagerdutySettings,
  seed: number,
  serial: number,
): Team {
  const number = hash(seed, TEAM_SALT, serial);
  const base = TEAM_NAMES[serial % TEAM_NAMES.length] ?? 'Team';
  const own =
    serial < TEAM_NAMES.length ? base : `${base} ${Math.floor(serial / TEAM_NAMES.length)}`;
  return {
    serial,
    name: serial >= teams - twins && serial < teams ? TWIN_NAME : own,
    description: number % 2 === 0 ? null : `Team ${serial} on duty`,
    default_role: number % 4 === 0 ? 'none' : 'manager',
  };
}
