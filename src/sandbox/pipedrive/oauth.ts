import {jsonAnswer} from '../answer';
import {authorizationRoutes} from '../shared/authorization-page';
import type {Answer, Route, SandboxRequest} from '../vendor-part';
import type {PipedriveSettings} from './settings';

/** Rights behind an access token. */
interface Grant {
  readonly id: string;
  readonly scopes: readonly string[];
}

/** Issues and checks access tokens. */
export interface OAuthServer {
  /** Undefined for a token that is unknown or too old. */
  check(accessToken: string): Grant | undefined;
  readonly routes: readonly Route[];
}

const ALL_SCOPES = ['base', 'users:read', 'admin', 'recents:read', 'search:read', 'deals:full'];
const CODE_MS = 5 * 60_000;
const IDLE_MS = 60 * 24 * 3_600_000;

interface RefreshGrant extends Grant {
  usedMs: number;
}

interface Code {
  readonly expiresMs: number;
  /** The address that the exchange must repeat; undefined: any. */
  readonly redirectUri: string | undefined;
}

interface State {
  readonly settings: PipedriveSettings;
  readonly now: () => number;
  readonly refreshTokens: Map<string, RefreshGrant>;
  readonly accessTokens: Map<string, {readonly grant: Grant; readonly expiresMs: number}>;
  /** Those not used yet. */
  readonly codes: Map<string, Code>;
  issued: number;
}

/** Makes the server; the settings name its one client and its refresh tokens. */
export function createOAuthServer(settings: PipedriveSettings, now: () => number): OAuthServer {
  const usedMs = now();
  const state: State = {
    settings,
    now,
    refreshTokens: new Map([
      [settings.refresh_token, {id: 'full', scopes: ALL_SCOPES, usedMs}],
      [settings.few_scopes_refresh_token, {id: 'few', scopes: ['base'], usedMs}],
    ]),
    accessTokens: new Map(),
    codes: new Map([
      [settings.authorization_code, {expiresMs: usedMs + CODE_MS, redirectUri: undefined}],
    ]),
    issued: 0,
  };
  return {
    check: (token) => {
      const found = state.accessTokens.get(token);
      return found && found.expiresMs > now() ? found.grant : undefined;
    },
    routes: [
      {method: 'POST', path: '/oauth/token', handle: (request) => issue(state, request)},
      {method: 'POST', path: '/oauth/revoke', handle: (request) => revoke(state, request)},
      ...authorizationRoutes({
        path: '/oauth/authorize',
        vendor: 'Pipedrive',
        clientId: settings.client_id,
        redirectUri: settings.redirect_uri,
        allow: 'Allow and install',
        deny: 'Cancel',
        denial: 'user_denied',
        needsResponseType: false,
        issueCode: (redirectUri) => issueCode(state, redirectUri),
      }),
    ],
  };
}

function issue(state: State, request: SandboxRequest): Answer {
  const form = new URLSearchParams(request.body);
  if (!knowsClient(state.settings, request, form)) {
    return refused('Invalid client: client is invalid');
  }
  switch (form.get('grant_type')) {
    case null:
      return refused('Missing parameter: grant_type');
    case 'refresh_token': {
      const token = form.get('refresh_token');
      return token === null
        ? refused('Missing parameter: refresh_token')
        : refresh(state, token, request.url);
    }
    case 'authorization_code':
      return exchange(state, form, request.url);
    default:
      return refused('Unsupported grant type: grant_type is invalid');
  }
}

/** Codes live for five minutes. */
function issueCode(state: State, redirectUri: string): string {
  state.issued += 1;
  const code = `${state.settings.authorization_code}-${state.issued}`;
  state.codes.set(code, {expiresMs: state.now() + CODE_MS, redirectUri});
  return code;
}

/** A code works once; an app that was removed is installed again. */
function exchange(state: State, form: URLSearchParams, apiDomain: string): Answer {
  const {settings, codes, refreshTokens, now} = state;
  const text = form.get('code') ?? '';
  const code = codes.get(text);
  codes.delete(text);
  if (!code || code.expiresMs <= now()) {
    return refused('Invalid grant: authorization code is invalid');
  }
  if (code.redirectUri !== undefined && form.get('redirect_uri') !== code.redirectUri) {
    return refused('Invalid grant: redirect_uri is invalid');
  }
  refreshTokens.set(settings.refresh_token, {id: 'full', scopes: ALL_SCOPES, usedMs: now()});
  return refresh(state, settings.refresh_token, apiDomain);
}

/** The same refresh token comes back; it dies after 60 days without use (Pipedrive Q17). */
function refresh(state: State, refreshToken: string, apiDomain: string): Answer {
  const grant = state.refreshTokens.get(refreshToken);
  if (!grant || grant.usedMs + IDLE_MS < state.now()) {
    return refused('Invalid grant: refresh_token is invalid');
  }
  grant.usedMs = state.now();
  state.issued += 1;
  const accessToken = `v1u:sandbox-access-token-${state.issued}`;
  const seconds = state.settings.access_token_seconds;
  state.accessTokens.set(accessToken, {grant, expiresMs: state.now() + seconds * 1000});
  return jsonAnswer(200, {
    access_token: accessToken,
    token_type: 'Bearer',
    refresh_token: refreshToken,
    scope: grant.scopes.join(','),
    expires_in: Math.max(0, seconds - 1),
    api_domain: apiDomain,
  });
}

function revoke(state: State, request: SandboxRequest): Answer {
  const form = new URLSearchParams(request.body);
  if (!knowsClient(state.settings, request, form)) {
    return refused('Invalid client: client is invalid');
  }
  const token = form.get('token') ?? '';
  const grant = state.refreshTokens.get(token);
  state.refreshTokens.delete(token);
  for (const [access, entry] of state.accessTokens) {
    if (access === token || entry.grant === grant) state.accessTokens.delete(access);
  }
  return jsonAnswer(200, {success: true});
}

function knowsClient(
  {client_id, client_secret}: PipedriveSettings,
  {headers}: SandboxRequest,
  form: URLSearchParams,
): boolean {
  const basic = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1];
  const given =
    basic === undefined
      ? `${form.get('client_id') ?? ''}:${form.get('client_secret') ?? ''}`
      : Buffer.from(basic, 'base64').toString('utf8');
  return given === `${client_id}:${client_secret}`;
}

function refused(message: string): Answer {
  return jsonAnswer(400, {success: false, message, error: message.split(':')[0] ?? message});
}
