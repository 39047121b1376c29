import type {SandboxVendorInfo} from '../sandbox';
import type {SandboxVendor} from '../vendor-part';
import {createOrganizationChanger} from './change-organization';
import {contactsOf} from './contacts';
import {errorBody, refusal} from './errors';
import {guardRoutes} from './guard';
import {guideRoutes} from './guide-routes';
import {createLimits} from './limits';
import {shown} from './list-members';
import {memberRoutes} from './member-routes';
import {createOAuthServer, refreshTokenOf} from './oauth';
import {createOrganization} from './organization/organization';
import type {Organization} from './organization/organization';
import {readRoutes} from './read-routes';
import {showUser, showWorkspace} from './show';
import {userRoutes} from './user-routes';
import {keyOf} from './viewers';

/** PandaDoc: members of several workspaces of one organization, as vendor and guide describe them. */
export const pandadoc: SandboxVendor = {
  name: 'pandadoc',
  create: (options) => {
    const organization = createOrganization(options);
    const {settings, now} = organization;
    const oauth = createOAuthServer(settings, now);
    const limits = createLimits(organization);
    const writes =
      settings.profile === 'guide'
        ? guideRoutes(organization)
        : [...memberRoutes(organization), ...userRoutes(organization)];
    const routes = [...readRoutes(organization), ...writes];
    return {
      routes: [...guardRoutes({organization, oauth, limits}, routes), ...oauth.routes],
      refuse: (status) => refusal(status),
      errorBody: (status) => errorBody(status),
      info: (url) => describe(organization, url),
      change: createOrganizationChanger(organization),
      dump: () => dump(organization),
    };
  },
};

function describe(organization: Organization, url: string): SandboxVendorInfo {
  const {settings, workspaces} = organization;
  const {client_id, client_secret, authorization_code} = settings;
  const baseUrl = `${url}/public/v1`;
  const tokenUrl = `${url}/oauth2/access_token`;
  const keyed = workspaces.slice(0, settings.workspaces);
  const credentialsOf = (number: number): Readonly<Record<string, string>> =>
    settings.auth === 'api_key'
      ? {auth_type: 'api_key', api_key: keyOf(organization, number)}
      : {
          auth_type: 'oauth2',
          client_id,
          client_secret,
          refresh_token: refreshTokenOf(settings, number),
          token_url: tokenUrl,
        };
  const config = {
    workspaces: keyed.map(({number, name, id}) => ({
      name,
      credentials: credentialsOf(number),
      environment: settings.environment,
      ...(settings.ids_in_config && {workspace_id: id}),
    })),
    base_url: baseUrl,
    requests_per_minute: 2000,
  };
  return {
    baseUrl,
    otherUrls: {token: tokenUrl, authorize: `${url}/oauth2/authorize`},
    credentials: {
      ...Object.fromEntries(
        keyed.flatMap(({number}) => [
          [`api_key_${number}`, keyOf(organization, number)],
          [`refresh_token_${number}`, refreshTokenOf(settings, number)],
        ]),
      ),
      second_api_key: settings.second_api_key,
      sandbox_api_key: settings.sandbox_api_key,
      client_id,
      client_secret,
      authorization_code,
    },
    sourceConfig: config,
    destinationConfig: config,
  };
}

type Rows = readonly Readonly<Record<string, unknown>>[];

/** What the keys' workspaces list, what an Organization Admin sees, and what only the vendor knows. */
function dump(organization: Organization): Record<string, Rows> {
  const {settings, users, workspaces, seats, mails} = organization;
  const members = (number: number): Rows =>
    users.membersOf(number).map((index) => shown(organization, number, index));
  const keyed = workspaces.slice(0, settings.workspaces).filter(({isActive}) => isActive);
  const accounts = [...users.all()];
  return {
    members: keyed.flatMap(({number}) => members(number)),
    memberships: keyed.flatMap(({number, id, name}) =>
      members(number).map(({membership_id}) => ({
        membership_id,
        workspace_id: id,
        workspace_name: name,
      })),
    ),
    workspaces: workspaces
      .filter(({isActive}) => isActive)
      .map((one) => showWorkspace(organization, one, one.number === users.at(0)?.currentWorkspace)),
    users: accounts
      .filter(({memberships}) => memberships.length > 0)
      .map((user) => showUser(organization, user)),
    removed_users: accounts
      .filter(({memberships}) => memberships.length === 0)
      .map((user) => showUser(organization, user)),
    contacts: contactsOf(organization, null),
    mails: mails.map((one) => ({...one})),
    seats: [{...seats}],
  };
}
