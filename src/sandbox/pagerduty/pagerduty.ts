import type {Fields} from '../shared/parse-json';
import type {SandboxVendorInfo} from '../sandbox';
import type {SandboxVendor} from '../vendor-part';
import {allTeams, allUsers, createAccount} from './account/account';
import type {Account} from './account/account';
import {failure, failureBody} from './answers';
import {auditRoutes, keptRecords} from './audit-routes';
import {changeAccount} from './account/change-account';
import {dutyRoutes} from './duty-routes';
import {guardRoutes, OTHER_REGION} from './guard';
import {createLimits} from './limits';
import {createOauthServer} from './oauth';
import {partRoutes} from './part-routes';
import {licenseRoutes} from './license-routes';
import {showMember, showMethod, showRule, showTeam, showUser} from './show';
import {teamRoutes} from './team-routes';
import {userRoutes} from './user-routes';

/** PagerDuty: users, how they are reached, teams and the audit trail of one account. */
export const pagerduty: SandboxVendor = {
  name: 'pagerduty',
  create: (options) => {
    const account = createAccount(options);
    const {settings, now} = account;
    const oauth = createOauthServer(settings, now);
    const limits = createLimits(settings, now);
    const routes = [
      ...userRoutes(account),
      ...partRoutes(account),
      ...teamRoutes(account),
      ...auditRoutes(account),
      ...licenseRoutes(account),
      ...dutyRoutes(account),
    ];
    return {
      routes: [...guardRoutes({account, oauth, limits}, routes), ...oauth.routes],
      refuse: (status) => failure(status),
      errorBody: (status) => failureBody(status),
      info: (url) => describe(account, url),
      change: (change) => changeAccount(account, change),
      dump: () => dump(account),
    };
  },
};

function describe({settings}: Account, url: string): SandboxVendorInfo {
  const {api_key, read_only_key, user_key, admin_user_key, client_id, client_secret} = settings;
  const {refresh_token, access_token, subdomain, region} = settings;
  const tokenUrl = `${url}/oauth/token`;
  const credentials = {
    api_key: {auth_type: 'api_key', api_key},
    access_token: {auth_type: 'access_token', access_token},
    oauth2: {
      ...{auth_type: 'oauth2', client_id, client_secret, subdomain},
      token_url: tokenUrl,
    },
  }[settings.auth];
  return {
    baseUrl: url,
    otherUrls: {token: tokenUrl, other_region: `${url}${OTHER_REGION}`},
    credentials: {
      ...{api_key, read_only_key, user_key, admin_user_key},
      ...{client_id, client_secret, refresh_token, access_token},
    },
    sourceConfig: {credentials, region, base_url: url},
    destinationConfig: {credentials, region, base_url: url},
  };
}

/** Everything as the vendor lists it; what belongs to a user or team carries its id. */
function dump(account: Account): Record<string, readonly Fields[]> {
  const users = [...allUsers(account)];
  const {ids} = account;
  const ofUsers = (show: (user: (typeof users)[number]) => readonly Fields[]): readonly Fields[] =>
    users.flatMap((user) => {
      const user_id = ids.of('user', user.serial);
      return show(user).map((one) => ({...one, user_id}));
    });
  return {
    users: users.map((user) => showUser(account, user)),
    contact_methods: ofUsers((user) => user.methods.map((one) => showMethod(account, user, one))),
    notification_rules: ofUsers((user) =>
      user.rules.map((one) => showRule(account, user, one, false)),
    ),
    teams: [...allTeams(account)].map((team) => showTeam(account, team)),
    team_members: ofUsers((user) =>
      user.memberships.map(({team, role}) => ({
        ...showMember(account, user, role),
        team_id: ids.of('team', team),
      })),
    ),
    invitations: account.invitations.map((email) => ({email})),
    audit_records: keptRecords(account),
  };
}
