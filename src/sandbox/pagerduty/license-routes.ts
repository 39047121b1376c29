import {jsonAnswer} from '../answer';
import type {Account} from './account/account';
import {failure, noContent, pageAnswer} from './answers';
import type {PagerdutyRoute} from './guard';
import type {PagerdutyUser} from './account/records';
import {FULL, licenseOf, STAKEHOLDER} from './account/licenses';
import {userReference} from './show';
import {userOf} from './user-routes';

/** What the plan includes, and who has which license. */
export function licenseRoutes(account: Account): readonly PagerdutyRoute[] {
  return [
    {
      method: 'GET',
      path: '/abilities',
      scope: 'abilities.read',
      handle: () => jsonAnswer(200, {abilities: abilitiesOf(account)}),
    },
    {
      method: 'GET',
      path: '/abilities/:name',
      scope: 'abilities.read',
      handle: ({params}) => {
        const name = params['name'] ?? '';
        if (abilitiesOf(account).includes(name)) return noContent();
        return failure(KNOWN.includes(name) ? 402 : 404);
      },
    },
    {
      method: 'GET',
      path: '/licenses',
      scope: 'licenses.read',
      handle: () =>
        jsonAnswer(200, {
          licenses: [FULL, STAKEHOLDER].map((one) => ({
            ...showLicense(one),
            current_value: countOf(account, one.id),
            allocations_available: null,
          })),
        }),
    },
    {
      method: 'GET',
      path: '/license_allocations',
      scope: 'licenses.read',
      handle: ({query}) =>
        pageAnswer(account, query, {
          name: 'license_allocations',
          items: account.users.order(),
          show: (serial: number) => {
            const user = account.users.at(serial);
            return user && allocationOf(account, user);
          },
        }),
    },
    {
      method: 'GET',
      path: '/users/:id/license',
      scope: 'licenses.read',
      handle: (call) => {
        const user = userOf(account, call);
        return user ? jsonAnswer(200, {license: showLicense(licenseOf(user))}) : failure(404);
      },
    },
  ];
}

const KNOWN = ['teams', 'urgencies', 'advanced_permissions', 'sso'];

function abilitiesOf({settings}: Account): readonly string[] {
  const {plan_teams: teams, plan_urgencies: urgencies} = settings;
  return [...(teams ? ['teams'] : []), ...(urgencies ? ['urgencies'] : []), 'sso'];
}

function showLicense(license: typeof FULL): Record<string, unknown> {
  return {
    ...license,
    type: 'license',
    summary: license.name,
    self: null,
    html_url: null,
    description: '',
    valid_roles: license === FULL ? ['owner', 'admin', 'user'] : ['observer', 'read_only_user'],
  };
}

function countOf({users}: Account, id: string): number {
  let used = 0;
  for (const serial of users.order()) {
    const user = users.at(serial);
    if (user && licenseOf(user).id === id) used += 1;
  }
  return used;
}

function allocationOf(account: Account, user: PagerdutyUser): Record<string, unknown> {
  const {id, type} = userReference(account, user);
  return {
    user: {id, type},
    license: showLicense(licenseOf(user)),
    allocated_at: '2025-06-01T00:00:00-05:00',
  };
}
