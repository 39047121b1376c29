import type {Answer} from '../vendor-part';
import {allUsers} from './account/account';
import type {Account} from './account/account';
import type {PagerdutyUser} from './account/records';
import {failure, pageAnswer} from './answers';
import type {PagerdutyRoute} from './guard';
import {showTeam, toReference, userReference, type Shown} from './show';

/** The escalation policy that a user is on. */
interface Policy {
  /** Serial of the user. */
  readonly user: number;
  /** Serial of its team, undefined for a policy without one. */
  readonly team: number | undefined;
}

/** Everybody who is on call is on a policy of their own, which belongs to the first of their teams. */
export function policyOf({onCall, serial, memberships}: PagerdutyUser): Policy | undefined {
  return onCall ? {user: serial, team: memberships[0]?.team} : undefined;
}

/** Who is on which escalation policy, and who is on call. */
export function dutyRoutes(account: Account): readonly PagerdutyRoute[] {
  return [
    {
      method: 'GET',
      path: '/escalation_policies',
      scope: 'escalation_policies.read',
      handle: ({query}) => listPolicies(account, query),
    },
    {
      method: 'GET',
      path: '/oncalls',
      scope: 'oncalls.read',
      handle: ({query}) => listOncalls(account, query),
    },
  ];
}

function listPolicies(account: Account, query: URLSearchParams): Answer {
  const users = usersIn(account, query);
  if (users === undefined) return failure(400, ['User Not Found']);
  const items = users.filter(({onCall}) => onCall);
  const show = (user: PagerdutyUser): Shown => showPolicy(account, user);
  return pageAnswer(account, query, {name: 'escalation_policies', items, show});
}

function listOncalls(account: Account, query: URLSearchParams): Answer {
  const users = usersIn(account, query);
  if (users === undefined) return failure(400, ['User Not Found']);
  const items = users.filter(({onCall}) => onCall);
  const show = (user: PagerdutyUser): Shown => ({
    user: userReference(account, user),
    schedule: null,
    escalation_policy: toReference(showPolicy(account, user)),
    escalation_level: 1,
    start: null,
    end: null,
  });
  return pageAnswer(account, query, {name: 'oncalls', items, show});
}

/** The users whom `user_ids[]` names, or all; undefined when one of them does not exist. */
function usersIn(account: Account, query: URLSearchParams): readonly PagerdutyUser[] | undefined {
  const ids = query.getAll('user_ids[]');
  if (ids.length === 0) return [...allUsers(account)];
  const users: PagerdutyUser[] = [];
  for (const id of ids) {
    const serial = account.ids.serialOf('user', id);
    const user = serial === undefined ? undefined : account.users.at(serial);
    if (!user) return undefined;
    users.push(user);
  }
  return users;
}

function showPolicy(account: Account, user: PagerdutyUser): Shown {
  const number = String(user.serial).padStart(6, '0');
  const name = `On call ${number}`;
  const team = account.teams.at(policyOf(user)?.team ?? -1);
  return {
    id: `PEP${number}`,
    type: 'escalation_policy',
    summary: name,
    self: `https://api.pagerduty.com/escalation_policies/PEP${number}`,
    html_url: `https://${account.settings.subdomain}.pagerduty.com/escalation_policies/PEP${number}`,
    name,
    teams: team ? [toReference(showTeam(account, team))] : [],
    escalation_rules: [
      {
        id: `PER${number}`,
        escalation_delay_in_minutes: 30,
        targets: [userReference(account, user)],
      },
    ],
  };
}
