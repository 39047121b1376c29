import {allUsers} from './account';
import type {Account} from './account';
import type {AuditEvent} from './audit-trail';
import type {PagerdutyUser} from './records';
import {showTeam, toReference, userReference} from '../show';

/** Gives the user a role in a team, or takes him out of it (role undefined); for the trail. */
export function setMembership(
  account: Account,
  user: PagerdutyUser,
  {team, role}: {readonly team: number; readonly role: string | undefined},
): AuditEvent {
  const others = user.memberships.filter((each) => each.team !== team);
  const had = others.length < user.memberships.length;
  const memberships = role === undefined ? others : [...others, {team, role}];
  account.users.put({...user, memberships});
  const member = userReference(account, user);
  const record = account.teams.at(team);
  return {
    action: 'update',
    resource: record ? toReference(showTeam(account, record)) : {},
    references: [
      {
        name: 'members',
        description: null,
        added: role !== undefined && !had ? [member] : [],
        removed: role === undefined ? [member] : [],
      },
    ],
  };
}

/** Deletes a team and every place in it. */
export function removeTeam(account: Account, team: number): void {
  for (const user of [...allUsers(account)]) {
    const memberships = user.memberships.filter((each) => each.team !== team);
    if (memberships.length < user.memberships.length) account.users.put({...user, memberships});
  }
  account.teams.remove(team);
}
