import type {SandboxRequest} from '../vendor-part';
import type {OAuthServer} from './oauth';
import type {Organization} from './organization/organization';
import {membershipIn} from './organization/pandadoc-user';
import type {PandadocUser} from './organization/pandadoc-user';

/** Who asks, and in which workspace. */
export interface Viewer {
  readonly user: PandadocUser;
  /** Number of the workspace that the credential belongs to. */
  readonly workspace: number;
  readonly environment: 'production' | 'sandbox';
  readonly isOrgAdmin: boolean;
}

interface Key {
  readonly workspace: number;
  /** Number of the user who made it. */
  readonly owner: number;
  readonly environment: 'production' | 'sandbox';
}

/** The key of a workspace. */
export function keyOf({settings}: Organization, workspace: number): string {
  return `${settings.api_key}-${workspace}`;
}

/**
 * The user behind a request's credential; undefined for one that is unknown, spent, or of a user
 * who has left the workspace (PandaDoc Q12).
 */
export function findViewer(
  organization: Organization,
  oauth: OAuthServer,
  {headers}: SandboxRequest,
): Viewer | undefined {
  const [, scheme = '', credential = ''] =
    /^(API-Key|Bearer) (.+)$/.exec(headers.authorization ?? '') ?? [];
  const key = scheme === 'Bearer' ? grantOf(oauth, credential) : findKey(organization, credential);
  if (!key) return undefined;
  const user = organization.users.at(key.owner);
  if (!user || membershipIn(user, key.workspace)?.isActive !== true) return undefined;
  return {
    user,
    workspace: key.workspace,
    environment: key.environment,
    isOrgAdmin: key.owner < organization.settings.org_admins,
  };
}

function grantOf(oauth: OAuthServer, accessToken: string): Key | undefined {
  const workspace = oauth.check(accessToken);
  return workspace === undefined
    ? undefined
    : {workspace, owner: workspace, environment: 'production'};
}

function findKey({settings, workspaces}: Organization, credential: string): Key | undefined {
  const {environment} = settings;
  switch (credential) {
    case settings.second_api_key:
      return {workspace: 0, owner: settings.workspaces, environment};
    case settings.sandbox_api_key:
      return {workspace: 0, owner: 0, environment: 'sandbox'};
  }
  const number = Number(credential.slice(settings.api_key.length + 1));
  const isKey = credential === `${settings.api_key}-${number}` && number < settings.workspaces;
  return isKey && workspaces[number]?.isActive === true
    ? {workspace: number, owner: number, environment}
    : undefined;
}
