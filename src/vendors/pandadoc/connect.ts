import type {JsonObject} from '../../core/json';
import {bearerAuth, headerAuth} from '../../http/auth/auth';
import type {AuthPolicy} from '../../http/auth/auth-policy';
import {createHttpClient, type TrackedHttpClient} from '../../http/http-client';
import {oauthRefreshAuth} from '../../http/auth/oauth-refresh';
import type {VendorKit} from '../../read/source-vendor';
import type {DestinationKit} from '../../write/object-writer';
import {nameOf, pandadocPolicy} from './policy';
import type {OauthCredentials, PandadocSettings, WorkspaceSettings} from './settings';
import {createTokenSaver, type TokenSaver} from './token-saver';

/** A workspace with the client that reaches it. */
export interface Workspace {
  readonly settings: WorkspaceSettings;
  readonly client: TrackedHttpClient;
}

/** Only a source is told of waits. */
type ConnectKit = DestinationKit & Partial<Pick<VendorKit, 'onRateLimited'>>;

/** Builds a client per workspace: a credential sees one workspace. Asks nobody anything. */
export function connectPandadoc(
  settings: PandadocSettings,
  section: JsonObject,
  kit: ConnectKit,
): readonly Workspace[] {
  const {onRateLimited} = kit;
  const saver = createTokenSaver(section, kit.saveSection);
  return settings.workspaces.map((workspace) => ({
    settings: workspace,
    client: createHttpClient({
      policy: pandadocPolicy({settings, workspace, mask: kit.mask}),
      baseUrl: settings.baseUrl,
      auth: authFor({workspace, saver, kit}),
      kit,
      ...(onRateLimited && {onRateLimited}),
    }),
  }));
}

interface AuthParts {
  readonly workspace: WorkspaceSettings;
  readonly saver: TokenSaver;
  readonly kit: ConnectKit;
}

function authFor(parts: AuthParts): AuthPolicy {
  const {credentials} = parts.workspace;
  switch (credentials.type) {
    case 'api_key':
      return headerAuth('authorization', `API-Key ${credentials.apiKey}`);
    case 'access_token':
      return bearerAuth(credentials.accessToken);
    case 'oauth2':
      return appAuth(credentials, parts);
  }
}

function appAuth(credentials: OauthCredentials, parts: AuthParts): AuthPolicy {
  const {workspace, saver, kit} = parts;
  return oauthRefreshAuth({
    vendor: nameOf(workspace),
    tokenUrl: credentials.tokenUrl,
    tokenUrlField: `${workspace.place.field}.token_url`,
    clientId: credentials.clientId,
    clientSecret: credentials.clientSecret,
    // PandaDoc documents form fields only.
    clientAuth: 'body',
    grant: {type: 'refresh_token', refreshToken: credentials.refreshToken},
    // PandaDoc's documents show the form field as `scope=read+write`, where + stands for a space.
    scope: credentials.scope.replace('+', ' '),
    advice:
      'Authorize the app again in that workspace and put the new refresh token into the configuration.',
    kit,
    // Whether a refresh gives a new refresh token is not said: everything that comes is kept.
    onRotated: ({refreshToken}) =>
      refreshToken === undefined ? Promise.resolve() : saver.save(workspace.place, refreshToken),
  });
}
