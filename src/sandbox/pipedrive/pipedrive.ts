import type {Fields} from '../shared/parse-json';
import type {SandboxVendorInfo} from '../sandbox';
import type {SandboxVendor} from '../vendor-part';
import {createCompanyChanger} from './company/change-company';
import {createCompany} from './company/company';
import type {Company} from './company/company';
import {dealRoutes} from './deal-routes';
import {failure, failureBody} from './envelope';
import {guardRoutes} from './guard';
import {createLimits} from './limits';
import {createOAuthServer} from './oauth';
import {permissionRoutes, showPermissionSet} from './permission-routes';
import {PERMISSION_SETS} from './company/permission-sets';
import {recentsRoutes} from './recents-routes';
import {roleRoutes} from './role-routes';
import {showAssignment, showRole} from './show-role';
import {showPermissions, showUser} from './show-user';
import type {Viewer} from './company/tokens';
import {userRoutes} from './user-routes';

/** Pipedrive: users, roles and rights of one company, as vendor and guide describe them. */
export const pipedrive: SandboxVendor = {
  name: 'pipedrive',
  create: (options) => {
    const company = createCompany(options);
    const {settings, now} = company;
    const oauth = createOAuthServer(settings, now);
    const limits = createLimits(settings, now, company.seats.bought);
    const routes = [
      ...userRoutes(company),
      ...roleRoutes(company),
      ...permissionRoutes(company),
      ...recentsRoutes(company),
      ...dealRoutes(company),
    ];
    return {
      routes: [...guardRoutes({company, oauth, limits}, routes), ...oauth.routes],
      refuse: (status) =>
        failure(status, status === 404 ? 'Unknown method .' : 'Method not allowed.'),
      errorBody: (status) => failureBody(`Error ${status}`),
      info: (url) => describe(company, url),
      change: createCompanyChanger(company),
      dump: () => dump(company),
    };
  },
};

function describe({settings}: Company, url: string): SandboxVendorInfo {
  const {api_token, plain_api_token, client_id, client_secret, refresh_token} = settings;
  const {few_scopes_refresh_token, authorization_code, company_domain} = settings;
  const prefix = settings.host === 'company' ? '/api/v1' : '/v1';
  const tokenUrl = `${url}/oauth/token`;
  const credentials =
    settings.auth === 'api_token'
      ? {auth_type: 'api_token', api_token}
      : {auth_type: 'oauth2', client_id, client_secret, refresh_token, token_url: tokenUrl};
  const config = {credentials, company_domain, base_url: `${url}${prefix}`};
  return {
    baseUrl: config.base_url,
    otherUrls: {
      shared_host: `${url}/v1`,
      company_host: `${url}/api/v1`,
      v2: `${url}/api/v2`,
      token: tokenUrl,
      authorize: `${url}/oauth/authorize`,
    },
    credentials: {
      api_token,
      plain_api_token,
      client_id,
      client_secret,
      refresh_token,
      few_scopes_refresh_token,
      authorization_code,
    },
    sourceConfig: config,
    destinationConfig: config,
  };
}

/** What the owner of the API token sees, and what only the company itself knows. */
function dump(company: Company): Record<string, readonly Fields[]> {
  const users = [...company.users.all()];
  const owner = users[0];
  const viewer: Viewer | undefined = owner && {
    user: owner,
    admin: true,
    scopes: undefined,
    limitKey: '',
    seesModified: company.settings.modified_visible,
  };
  return {
    users: viewer ? users.map((user) => showUser(company, user, viewer)) : [],
    roles: company.roles.all().map((role) => showRole(company, role)),
    role_assignments: users.map((user) => showAssignment(company, user)),
    user_permissions: users.map((user) => ({
      user_id: user.id,
      ...showPermissions(company, user),
    })),
    permission_sets: PERMISSION_SETS.map((one) => showPermissionSet(company, one)),
    deals: company.deals.list(() => true).map((deal) => ({...deal})),
    invitations: company.invitations.map((one) => ({...one})),
    seats: [{...company.seats}],
  };
}
