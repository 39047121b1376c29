import type {SandboxChange, SandboxChangeResult} from '../../sandbox';
import {hash} from '../../shared/hash';
import type {Account} from './account';
import {addUser} from './add-user';
import type {AuditEvent} from './audit-trail';
import {firstPlainUser} from '../keys';
import {removeTeam, setMembership} from './memberships';
import type {ContactMethod, PagerdutyUser, Team} from './records';
import {methodId, showMethod, showTeam, toReference, userReference} from '../show';

const PICK_SALT = 141;
const ORIGIN = {
  actors: [{id: 'PADMIN1', type: 'user_reference', summary: 'Admin'}],
  method: {type: 'browser', truncated_token: null, description: null},
};

/**
 * Plants changes as people make them in the web application, each with its audit records. Kinds:
 * `users`, `contact_methods`, `teams`, `team_members` (ids `TEAM:USER`). Who leaves takes contact
 * methods, rules and memberships along; the owner and the keys' users stay.
 */
export function changeAccount(account: Account, change: SandboxChange): SandboxChangeResult {
  switch (change.kind) {
    case 'users':
      return changeUsers(account, change);
    case 'contact_methods':
      return changeMethods(account, change);
    case 'teams':
      return changeTeams(account, change);
    case 'team_members':
      return changeMembers(account, change);
    default:
      throw new RangeError(
        `the sandbox part pagerduty cannot change ${change.kind}; it can change users, contact_methods, teams, team_members`,
      );
  }
}

function record({trail}: Account, ...events: readonly AuditEvent[]): void {
  trail.add(ORIGIN, events);
}

function changeUsers(account: Account, change: SandboxChange): SandboxChangeResult {
  const {changed = 0, joined = 0, left = 0} = change;
  const picked = pickUsers(account, changed + left, () => true);
  const leavers = picked.slice(0, left);
  const movers = picked.slice(left);
  const idOf = ({serial}: PagerdutyUser): string => account.ids.of('user', serial);
  for (const [at, user] of movers.entries()) {
    const job = `${user.job_title ?? 'Engineer'} ${at + 1}`;
    account.users.put({...user, job_title: job});
    const fields = [
      {name: 'job_title', description: null, before_value: user.job_title, value: job},
    ];
    record(account, {action: 'update', resource: userReference(account, user), fields});
  }
  for (const user of leavers) {
    account.users.remove(user.serial);
    record(account, {action: 'delete', resource: userReference(account, user)});
  }
  return {
    changed: movers.map(idOf),
    joined: Array.from({length: joined}, () => idOf(join(account))),
    left: leavers.map(idOf),
  };
}

/** The newcomer is the next person of the seed, and in the first team. */
function join(account: Account): PagerdutyUser {
  const {people, users, teams} = account;
  const number = account.settings.users + users.version();
  const [team] = teams.order();
  const {user, events} = addUser(account, {
    name: people.name(number),
    email: `new.${number}.${people.email(number)}`,
    memberships: team === undefined ? [] : [{team, role: 'responder'}],
  });
  record(account, ...events);
  return user;
}

function changeMethods(account: Account, change: SandboxChange): SandboxChangeResult {
  const {changed = 0, joined = 0, left = 0} = change;
  const result = {changed: [] as string[], joined: [] as string[], left: [] as string[]};
  const put = (
    action: AuditEvent['action'],
    user: PagerdutyUser,
    method: ContactMethod,
  ): string => {
    const resource = toReference(showMethod(account, user, method));
    record(account, {action, resource, root: userReference(account, user)});
    return methodId(account, method);
  };
  const users = pickUsers(account, changed + joined + left, ({methods}) => methods.length > 1);
  for (const [at, user] of users.entries()) {
    const method = user.methods[1];
    if (!method) continue;
    if (at < changed) {
      const moved = {...method, address: `17${String(method.serial).padStart(8, '0')}`};
      const methods = user.methods.map((each) => (each === method ? moved : each));
      account.users.put({...user, methods});
      result.changed.push(put('update', user, moved));
    } else if (at < changed + left) {
      const methods = user.methods.filter((each) => each !== method);
      const rules = user.rules.filter((rule) => rule.method !== method.serial);
      account.users.put({...user, methods, rules});
      result.left.push(put('delete', user, method));
    } else {
      const serial = account.nextPart();
      const added = {...method, serial, label: 'Second', address: `18${serial}`};
      account.users.put({...user, methods: [...user.methods, added]});
      result.joined.push(put('create', user, added));
    }
  }
  return result;
}

function changeTeams(account: Account, change: SandboxChange): SandboxChangeResult {
  const {changed = 0, joined = 0, left = 0} = change;
  const {teams, ids} = account;
  const all = [...teams.order()].flatMap((serial) => teams.at(serial) ?? []).reverse();
  const leavers = all.slice(0, left);
  const movers = all.slice(left, left + changed);
  const note = (action: AuditEvent['action'], team: Team): string => {
    record(account, {action, resource: toReference(showTeam(account, team))});
    return ids.of('team', team.serial);
  };
  for (const team of movers)
    teams.put({...team, description: `${team.description ?? 'Team'}, new`});
  const changedIds = movers.map((team) => note('update', team));
  const leftIds = leavers.map((team) => note('delete', team));
  for (const team of leavers) removeTeam(account, team.serial);
  const joinedIds = Array.from({length: joined}, () =>
    note(
      'create',
      teams.add((serial) => ({
        serial,
        name: `New Team ${serial}`,
        description: null,
        default_role: 'manager',
      })),
    ),
  );
  return {changed: changedIds, joined: joinedIds, left: leftIds};
}

function changeMembers(account: Account, change: SandboxChange): SandboxChangeResult {
  const {changed = 0, joined = 0, left = 0} = change;
  const result = {changed: [] as string[], joined: [] as string[], left: [] as string[]};
  const teams = [...account.teams.order()];
  const wanted = changed + joined + left;
  const users = pickUsers(
    account,
    wanted,
    ({memberships}) => memberships.length > 0 && memberships.length < teams.length,
  );
  for (const [at, user] of users.entries()) {
    const own = user.memberships[0];
    const free = teams.find((team) => user.memberships.every((each) => each.team !== team));
    if (!own || free === undefined) continue;
    const kind = at < changed ? 'changed' : at < changed + left ? 'left' : 'joined';
    const other = own.role === 'observer' ? 'responder' : 'observer';
    const place = {
      changed: {team: own.team, role: other},
      left: {team: own.team, role: undefined},
      joined: {team: free, role: 'responder'},
    }[kind];
    record(account, setMembership(account, user, place));
    const {ids} = account;
    result[kind].push(`${ids.of('team', place.team)}:${ids.of('user', user.serial)}`);
  }
  return result;
}

/** Up to `count` users who fit; the owner and the user of the plain key are left alone. */
function pickUsers(
  account: Account,
  count: number,
  fits: (user: PagerdutyUser) => boolean,
): readonly PagerdutyUser[] {
  const {users, seed} = account;
  const order = users.order();
  const plain = firstPlainUser(account, account.settings.users);
  const picked: PagerdutyUser[] = [];
  const start = hash(seed, PICK_SALT, users.version()) % Math.max(1, order.length);
  for (let seen = 0; seen < order.length && picked.length < count; seen += 1) {
    const user = users.at(order[(start + seen) % order.length] ?? -1);
    if (user && user.role !== 'owner' && user.serial !== plain && fits(user)) picked.push(user);
  }
  return picked;
}
