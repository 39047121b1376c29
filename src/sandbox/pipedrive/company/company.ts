import type {People} from '../../shared/people';
import type {PartOptions} from '../../vendor-part';
import {createDealStore} from './deal-store';
import type {DealStore} from './deal-store';
import {DEFAULT_ROLE_ID, isAdmin} from './pipedrive-user';
import type {PipedriveUser} from './pipedrive-user';
import {RoleStore} from './role-store';
import {readPipedriveSettings} from '../settings';
import type {PipedriveSettings} from '../settings';
import {createUser, userIdAt, wholeSeconds} from './user-data';
import {UserStore} from './user-store';

/** One Pipedrive company. */
export interface Company {
  readonly settings: PipedriveSettings;
  readonly seed: number;
  readonly limits: boolean;
  readonly now: () => number;
  readonly people: People;
  readonly users: UserStore;
  readonly roles: RoleStore;
  readonly deals: DealStore;
  /** Invitations that were mailed, oldest first. */
  readonly invitations: {readonly email: string; readonly atMs: number}[];
  /** Seats paid for; mutable because creating and activating users buys more. */
  readonly seats: {bought: number; boughtByApi: number};
  /** Now, as `modified` shows it. */
  nowWholeSeconds(): number;
  /** A user that the seed gives for the next free number, not yet stored. */
  nextUser(): PipedriveUser;
}

/** Makes the company of a seed; throws RangeError for wrong settings. */
export function createCompany(options: PartOptions): Company {
  const settings = readPipedriveSettings(options.settings);
  const {seed, people, now, dataEndMs, limits} = options;
  const roles = new RoleStore(settings.roles);
  const roleIds = roles.all().flatMap(({id}) => (id === DEFAULT_ROLE_ID ? [] : [id]));
  const userOptions = {seed, people, dataEndMs, roleIds, specialUsers: settings.special_users};
  const users = new UserStore(settings.users, (index) => createUser(userOptions, index));
  return {
    settings,
    seed,
    limits,
    now,
    people,
    users,
    roles,
    deals: createDealStore({seed, deals: settings.deals, users: settings.users}),
    invitations: [],
    seats: {bought: settings.users, boughtByApi: 0},
    nowWholeSeconds: () => wholeSeconds(now()),
    nextUser: () => ({
      ...createUser({...userOptions, specialUsers: false}, users.count()),
      id: userIdAt(users.count()),
    }),
  };
}

/** Active users who are admins. */
export function activeAdmins(company: Company): number {
  let admins = 0;
  for (const user of company.users.all()) {
    if (user.active_flag && isAdmin(user)) admins += 1;
  }
  return admins;
}

/** Active users, who each need a seat. */
export function activeUsers(company: Company): number {
  let active = 0;
  for (const user of company.users.all()) {
    if (user.active_flag) active += 1;
  }
  return active;
}
