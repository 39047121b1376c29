import type {SandboxChange, SandboxChangeResult} from '../sandbox';
import {hash} from '../shared/hash';
import {createWorkspace, ownsSomething} from './organization/organization';
import type {Organization} from './organization/organization';
import {membershipIn, microseconds, ROLES} from './organization/pandadoc-user';
import type {Membership, PandadocUser} from './organization/pandadoc-user';
import {dropMembership, joinWorkspace, putMembership} from './write-members';
import type {Joined} from './write-members';

const PICK_SALT = 231;

interface Counter {
  picks: number;
  turns: number;
}

/**
 * Makes the changer of an organization. Kinds: `members`, `users`, `workspaces`; ids are of the kind.
 * Changed members get, in turn, another role without a new `date_modified` (PandaDoc Q14), another
 * role with one, and another state. Who leaves as a user loses all memberships; who joins gets one.
 * The owners of keys stay as they are.
 */
export function createOrganizationChanger(
  organization: Organization,
): (change: SandboxChange) => SandboxChangeResult {
  const counter: Counter = {picks: 0, turns: 0};
  return (change) => {
    switch (change.kind) {
      case 'members':
        return changeMembers(organization, counter, change);
      case 'users':
        return changeUsers(organization, counter, change);
      case 'workspaces':
        return changeWorkspaces(organization, counter, change);
      default:
        throw new RangeError(
          `the sandbox part pandadoc cannot change ${change.kind}; it can change members, users, workspaces`,
        );
    }
  };
}

function changeMembers(
  organization: Organization,
  counter: Counter,
  change: SandboxChange,
): SandboxChangeResult {
  const leaving = change.left ?? 0;
  const picked = pickUsers(organization, counter, (change.changed ?? 0) + leaving);
  const changed: string[] = [];
  const left: string[] = [];
  for (const [at, user] of picked.entries()) {
    const [membership] = user.memberships;
    if (!membership) continue;
    if (at < leaving) {
      dropMembership(organization, user, membership.workspace);
      left.push(membership.membershipId);
    } else {
      counter.turns += 1;
      putMembership(organization, user, nextMembership(organization, membership, counter.turns));
      changed.push(membership.membershipId);
    }
  }
  const joined = Array.from({length: change.joined ?? 0}, () => join(organization, counter));
  return {changed, joined: joined.map(({membershipId}) => membershipId), left};
}

/** A membership that differs from the one before. */
function nextMembership({now}: Organization, membership: Membership, turn: number): Membership {
  const others = ROLES.filter((role) => role !== membership.role && role !== 'Admin');
  const role = others[turn % others.length] ?? membership.role;
  switch (turn % 3) {
    case 0:
      return {...membership, isActive: !membership.isActive, modified: microseconds(now())};
    case 1:
      return {...membership, role};
    default:
      return {...membership, role, modified: microseconds(now())};
  }
}

function join(organization: Organization, counter: Counter): Joined {
  const workspace = nextPick(organization, counter) % organization.settings.workspaces;
  return joinWorkspace(organization, workspace);
}

function changeUsers(
  organization: Organization,
  counter: Counter,
  change: SandboxChange,
): SandboxChangeResult {
  const leaving = change.left ?? 0;
  const picked = pickUsers(organization, counter, (change.changed ?? 0) + leaving);
  const leavers = picked.slice(0, leaving);
  const changed = picked.slice(leaving);
  for (const user of leavers) organization.users.put({...user, memberships: []});
  for (const user of changed) {
    counter.turns += 1;
    organization.users.put({...user, firstName: `${user.firstName} (${counter.turns})`});
  }
  const joined = Array.from({length: change.joined ?? 0}, () => join(organization, counter));
  return {
    changed: changed.map(({userId}) => userId),
    joined: joined.map(({userId}) => userId),
    left: leavers.map(({userId}) => userId),
  };
}

/** Workspaces with a key are renamed only; those that joined may leave. */
function changeWorkspaces(
  organization: Organization,
  counter: Counter,
  change: SandboxChange,
): SandboxChangeResult {
  const {workspaces, settings, seed, now} = organization;
  const leavers = workspaces
    .filter(({number, isActive}) => isActive && number >= settings.workspaces)
    .slice(0, change.left ?? 0);
  for (const one of leavers) workspaces[one.number] = {...one, isActive: false};
  const changed = workspaces.filter(({isActive}) => isActive).slice(0, change.changed ?? 0);
  for (const one of changed) {
    counter.turns += 1;
    workspaces[one.number] = {...one, name: `${one.name} (${counter.turns})`};
  }
  const joined = Array.from({length: change.joined ?? 0}, () => {
    const fresh = createWorkspace({seed, dataEndMs: now()}, workspaces.length);
    workspaces.push(fresh);
    return fresh.id;
  });
  return {changed: changed.map(({id}) => id), joined, left: leavers.map(({id}) => id)};
}

/** Up to `count` different members whom no key depends on. */
function pickUsers(
  organization: Organization,
  counter: Counter,
  count: number,
): readonly PandadocUser[] {
  const picked = new Map<number, PandadocUser>();
  while (picked.size < count) {
    const user = firstFree(organization, nextPick(organization, counter), picked);
    if (!user) break;
    picked.set(user.index, user);
  }
  return [...picked.values()];
}

function firstFree(
  organization: Organization,
  start: number,
  picked: ReadonlyMap<number, PandadocUser>,
): PandadocUser | undefined {
  const {users, workspaces} = organization;
  const total = users.count();
  for (let seen = 0; seen < total; seen += 1) {
    const user = users.at((start + seen) % total);
    if (!user || picked.has(user.index) || ownsSomething(organization, user)) continue;
    if (workspaces.some(({number}) => membershipIn(user, number))) return user;
  }
  return undefined;
}

function nextPick({seed}: Organization, counter: Counter): number {
  counter.picks += 1;
  return hash(seed, PICK_SALT, counter.picks);
}
