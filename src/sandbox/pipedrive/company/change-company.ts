import type {SandboxChange, SandboxChangeResult} from '../../sandbox';
import {hash} from '../../shared/hash';
import type {Company} from './company';
import {DEFAULT_ROLE_ID, deletedUser, isAdmin} from './pipedrive-user';
import type {PipedriveUser} from './pipedrive-user';
import {removeRole} from '../role-routes';
import {plainUserIndex} from './tokens';
import {userIdAt} from './user-data';

const PICK_SALT = 81;
const OTHER_ZONES = [
  {timezone_name: 'Australia/Sydney', timezone_offset: '+10:00'},
  {timezone_name: 'America/Chicago', timezone_offset: '-06:00'},
];

interface Counter {
  picks: number;
  turns: number;
}

/**
 * Makes the changer of a company. Kinds: `users` and `roles`. Changed users get, in turn, another
 * role, name, state or time zone, and a new `modified`. Of the users who left, every first is gone
 * from the list and every second stays in it as "(deleted user)", since the vendor shows both.
 * The owners of the tokens and the admins stay as they are.
 */
export function createCompanyChanger(
  company: Company,
): (change: SandboxChange) => SandboxChangeResult {
  const counter: Counter = {picks: 0, turns: 0};
  return (change) => {
    switch (change.kind) {
      case 'users':
        return changeUsers(company, counter, change);
      case 'roles':
        return changeRoles(company, counter, change);
      default:
        throw new RangeError(
          `the sandbox part pipedrive cannot change ${change.kind}; it can change users, roles`,
        );
    }
  };
}

function changeUsers(
  company: Company,
  counter: Counter,
  change: SandboxChange,
): SandboxChangeResult {
  const leaving = change.left ?? 0;
  const picked = pickUsers(company, counter, (change.changed ?? 0) + leaving);
  const leavers = picked.slice(0, leaving);
  const changed = picked.slice(leaving);
  for (const user of changed) {
    counter.turns += 1;
    const modifiedMs = company.nowWholeSeconds();
    company.users.put({...user, ...nextChange(company, user, counter.turns), modifiedMs});
  }
  for (const [at, user] of leavers.entries()) {
    if (at % 2 === 0) company.users.remove(user.id);
    else company.users.put(deletedUser(user));
  }
  return {
    changed: changed.map(({id}) => id),
    joined: Array.from({length: change.joined ?? 0}, () => join(company)),
    left: leavers.map(({id}) => id),
  };
}

function join(company: Company): number {
  const atMs = company.nowWholeSeconds();
  const user = {...company.nextUser(), active_flag: true, createdMs: atMs, modifiedMs: atMs};
  company.users.put(user);
  return user.id;
}

function nextChange({roles}: Company, user: PipedriveUser, turn: number): Partial<PipedriveUser> {
  const others = roles.all().filter(({id}) => id !== user.role_id && id !== DEFAULT_ROLE_ID);
  const role = others[turn % Math.max(1, others.length)];
  switch (turn % 4) {
    case 1:
      return role ? {role_id: role.id} : {active_flag: !user.active_flag};
    case 2:
      return {name: `${user.name} (${turn})`};
    case 3:
      return {active_flag: !user.active_flag};
    default:
      return OTHER_ZONES.find((zone) => zone.timezone_name !== user.timezone_name) ?? {};
  }
}

/** Up to `count` different users whom no token and no rule depends on. */
function pickUsers(company: Company, counter: Counter, count: number): readonly PipedriveUser[] {
  const picked = new Map<number, PipedriveUser>();
  while (picked.size < count) {
    const user = firstFree(company, next(company, counter), picked);
    if (!user) break;
    picked.set(user.id, user);
  }
  return [...picked.values()];
}

function firstFree(
  company: Company,
  start: number,
  picked: ReadonlyMap<number, PipedriveUser>,
): PipedriveUser | undefined {
  const {users} = company;
  const total = users.count();
  const plainId = userIdAt(plainUserIndex(company));
  for (let seen = 0; seen < total; seen += 1) {
    const user = users.at((start + seen) % total);
    if (!user || user.is_deleted || isAdmin(user)) continue;
    if (user.id !== plainId && !picked.has(user.id)) return user;
  }
  return undefined;
}

function changeRoles(
  company: Company,
  counter: Counter,
  change: SandboxChange,
): SandboxChangeResult {
  const {roles} = company;
  const free = roles.all().filter(({id}) => id !== DEFAULT_ROLE_ID);
  const start = free.length === 0 ? 0 : next(company, counter) % free.length;
  const ordered = [...free.slice(start), ...free.slice(0, start)];
  const leavers = ordered.slice(0, change.left ?? 0);
  const changed = ordered.slice(leavers.length, leavers.length + (change.changed ?? 0));
  for (const role of changed) {
    counter.turns += 1;
    roles.replace({...role, name: `${role.name} (${counter.turns})`});
  }
  for (const role of leavers) removeRole(company, role.id);
  const joined = Array.from({length: change.joined ?? 0}, () => {
    counter.turns += 1;
    return roles.add(`New Role ${counter.turns}`, undefined).id;
  });
  return {changed: changed.map(({id}) => id), joined, left: leavers.map(({id}) => id)};
}

function next({seed}: Company, counter: Counter): number {
  counter.picks += 1;
  return hash(seed, PICK_SALT, counter.picks);
}
