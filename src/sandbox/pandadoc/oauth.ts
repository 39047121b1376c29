import {jsonAnswer} from '../answer';
import {authorizationRoutes} from '../shared/authorization-page';
import type {Answer, Route, SandboxRequest} from '../vendor-part';
import type {PandadocSettings} from './settings';

/** Issues and checks access tokens. */
export interface OAuthServer {
  /** Number of the token's workspace; undefined for a token that is unknown or too old. */
  check(accessToken: string): number | undefined;
  readonly routes: readonly Route[];
}

interface State {
  readonly settings: PandadocSettings;
  readonly now: () => number;
  /** Number of the workspace by refresh token. */
  readonly refreshTokens: Map<string, number>;
  readonly accessTokens: Map<string, {readonly workspace: number; readonly expiresMs: number}>;
  /** Those not used yet. */
  readonly codes: Set<string>;
  issued: number;
}

/** The refresh token that a workspace starts with. */
export function refreshTokenOf({refresh_token}: PandadocSettings, workspace: number): string {
  return `${refresh_token}-${workspace}`;
}

/** Makes the server; the settings name its one client and its refresh tokens. */
export function createOAuthServer(settings: PandadocSettings, now: () => number): OAuthServer {
  const refreshTokens = new Map<string, number>();
  for (let number = 0; number < settings.workspaces; number += 1) {
    refreshTokens.set(refreshTokenOf(settings, number), number);
  }
  const accessTokens: State['accessTokens'] = new Map();
  const state: State = {
    settings,
    now,
    refreshTokens,
    accessTokens,
    codes: new Set([settings.authorization_code]),
    issued: 0,
  };
  return {
    check: (token) => {
      const found = accessTokens.get(token);
      return found && found.expiresMs > now() ? found.workspace : undefined;
    },
    routes: [
      {
        method: 'POST',
        path: '/oauth2/access_token',
        handle: (request) => issue(state, request),
      },
      ...authorizationRoutes({
        path: '/oauth2/authorize',
        vendor: 'PandaDoc',
        clientId: settings.client_id,
        redirectUri: settings.redirect_uri,
        allow: 'Authorize',
        deny: 'Cancel',
        denial: 'access_denied',
        needsResponseType: true,
        issueCode: () => issueCode(state),
      }),
    ],
  };
}

function issue(state: State, {body, headers}: SandboxRequest): Answer {
  const form = new URLSearchParams(body);
  const {settings} = state;
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  const knowsClient =
    form.get('client_id') === settings.client_id &&
    form.get('client_secret') === settings.client_secret;
  if (!isForm || !knowsClient) return refused('invalid_client');
  switch (form.get('grant_type')) {
    case 'refresh_token':
      return refresh(state, form.get('refresh_token') ?? '', form.get('scope'));
    case 'authorization_code':
      return exchange(state, form);
    default:
      return refused('unsupported_grant_type');
  }
}

function issueCode(state: State): string {
  state.issued += 1;
  const code = `${state.settings.authorization_code}-${state.issued}`;
  state.codes.add(code);
  return code;
}

/** A code works once; it is for the first workspace. */
function exchange(state: State, form: URLSearchParams): Answer {
  const {settings, refreshTokens, codes} = state;
  if (!codes.delete(form.get('code') ?? '')) return refused('invalid_grant');
  const refreshToken = refreshTokenOf(settings, 0);
  refreshTokens.set(refreshToken, 0);
  return refresh(state, refreshToken, form.get('scope'));
}

function refresh(state: State, refreshToken: string, scope: string | null): Answer {
  const {settings, refreshTokens, accessTokens, now} = state;
  const workspace = refreshTokens.get(refreshToken);
  if (workspace === undefined) return refused('invalid_grant');
  state.issued += 1;
  const accessToken = `sandbox-pandadoc-access-${workspace}-${state.issued}`;
  const seconds = settings.access_token_seconds;
  accessTokens.set(accessToken, {workspace, expiresMs: now() + seconds * 1000});
  let next = refreshToken;
  if (settings.rotate_refresh_tokens) {
    next = `${refreshTokenOf(settings, workspace)}-${state.issued}`;
    refreshTokens.delete(refreshToken);
    refreshTokens.set(next, workspace);
  }
  return jsonAnswer(200, {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: seconds,
    scope: scope === 'read' ? 'read' : 'read+write',
    refresh_token: next,
  });
}

function refused(error: string): Answer {
  return jsonAnswer(400, {error});
}
