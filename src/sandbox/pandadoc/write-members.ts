import type {Fields} from '../shared/parse-json';
import type {Organization} from './organization/organization';
import {membershipIn, microseconds} from './organization/pandadoc-user';
import type {Membership, PandadocUser} from './organization/pandadoc-user';
import {membershipIdOf} from './organization/user-data';

/** A new membership of a user, not yet stored. */
export function newMembership(
  {seed, now}: Organization,
  user: PandadocUser,
  fields: Pick<Membership, 'workspace' | 'role' | 'isPending'>,
): Membership {
  return {
    ...fields,
    membershipId: membershipIdOf(seed, user.index, fields.workspace),
    isActive: true,
    created: microseconds(now()),
    modified: null,
  };
}

/** Puts a user with one membership added or replaced. */
export function putMembership(
  {users}: Organization,
  user: PandadocUser,
  membership: Membership,
): void {
  const others = user.memberships.filter((one) => one.workspace !== membership.workspace);
  const memberships = [...others, membership].sort((a, b) => a.workspace - b.workspace);
  users.put({...user, memberships});
}

/** Lets a new person join a workspace. */
export function joinWorkspace(organization: Organization, workspace: number): Joined {
  const user = organization.nextUser();
  const place = {workspace, role: 'Member', isPending: false};
  const membership = newMembership(organization, user, place);
  putMembership(organization, user, membership);
  return {membershipId: membership.membershipId, userId: user.userId};
}

/** Ids of somebody who joined. */
export interface Joined {
  readonly membershipId: string;
  readonly userId: string;
}

/** Takes a user out of a workspace; the account stays. */
export function dropMembership({users}: Organization, user: PandadocUser, workspace: number): void {
  const memberships = user.memberships.filter((one) => one.workspace !== workspace);
  users.put({...user, memberships});
}

/** True when nobody else is an Admin of the workspace. */
export function isLastAdmin({users}: Organization, user: PandadocUser, workspace: number): boolean {
  if (membershipIn(user, workspace)?.role !== 'Admin') return false;
  for (const index of users.membersOf(workspace)) {
    const other = users.at(index);
    if (!other || other.index === user.index) continue;
    if (membershipIn(other, workspace)?.role === 'Admin') return false;
  }
  return true;
}

/** Takes a free seat or buys one; false when none can be had. */
export function takeSeat({seats, settings}: Organization, license: string): boolean {
  if (license === 'Guest') return true;
  if (seats.free > 0) {
    seats.free -= 1;
    return true;
  }
  if (!settings.buys_seats) return false;
  seats.bought += 1;
  return true;
}

/**
 * A user as a role makes them: a Guest with any role but Collaborator becomes Full, which takes a seat.
 * Undefined when no seat can be had.
 */
export function promote(
  organization: Organization,
  user: PandadocUser,
  role: string,
): PandadocUser | undefined {
  if (user.license !== 'Guest' || role === 'Collaborator') return user;
  return takeSeat(organization, 'Full') ? {...user, license: 'Full'} : undefined;
}

/** The text of a field; empty when it is none. */
export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value.trim() : '';
}
