import type {Account} from './account';
import type {AuditEvent} from './audit-trail';
import type {Membership, PagerdutyUser} from './records';
import {toReference, showMethod, userReference} from '../show';
import {defaultMethod, PARTS_PER_USER} from './user-data';

/** What a new user brings along. */
type NewUser = Pick<PagerdutyUser, 'name' | 'email'> &
  Partial<PagerdutyUser> & {readonly memberships?: readonly Membership[]};

/** Adds a user with the default contact method and rules, and tells what the trail must say. */
export function addUser(
  account: Account,
  given: NewUser,
): {readonly user: PagerdutyUser; readonly events: readonly AuditEvent[]} {
  const createdMs = account.now();
  const user = account.users.add((serial) => {
    const first = serial * PARTS_PER_USER;
    const rule = {serial: first, delayMinutes: 0, method: first, createdMs};
    return {
      time_zone: null,
      color: 'green',
      role: 'user',
      description: null,
      job_title: null,
      invitation_sent: true,
      created_via_sso: false,
      billed: true,
      onCall: false,
      memberships: [],
      ...given,
      serial,
      createdMs,
      methods: [defaultMethod(first, given.email, createdMs)],
      rules: [
        {...rule, urgency: 'high'},
        {...rule, serial: first + PARTS_PER_USER - 1, urgency: 'low'},
      ],
    };
  });
  account.addresses.note(user.email, user.serial);
  const root = userReference(account, user);
  const [method] = user.methods;
  const events: AuditEvent[] = [{action: 'create', resource: root}];
  if (method) {
    const resource = toReference(showMethod(account, user, method));
    events.push({action: 'create', resource, root});
  }
  return {user, events};
}
