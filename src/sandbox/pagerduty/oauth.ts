import {jsonAnswer} from '../answer';
import type {Answer, Route, SandboxRequest} from '../vendor-part';
import type {PagerdutySettings} from './settings';
import {ALL_SCOPES} from './settings';

/** Issues and checks OAuth access tokens. */
export interface OauthServer {
  /** Scopes of the token; undefined when it is unknown or has ended. */
  check(accessToken: string): readonly string[] | undefined;
  readonly routes: readonly Route[];
}

interface State {
  readonly settings: PagerdutySettings;
  readonly now: () => number;
  readonly tokens: Map<string, {readonly scopes: readonly string[]; readonly endsMs: number}>;
  refreshToken: string;
  issued: number;
}

/** Makes the server; the settings name its one app. */
export function createOauthServer(settings: PagerdutySettings, now: () => number): OauthServer {
  const state: State = {
    settings,
    now,
    tokens: new Map([
      [
        settings.access_token,
        {scopes: settings.app_scopes.split(' '), endsMs: Number.POSITIVE_INFINITY},
      ],
    ]),
    refreshToken: settings.refresh_token,
    issued: 0,
  };
  return {
    check: (token) => {
      const found = state.tokens.get(token);
      return found && found.endsMs > now() ? found.scopes : undefined;
    },
    routes: [{method: 'POST', path: '/oauth/token', handle: (request) => issue(state, request)}],
  };
}

function issue(state: State, {body}: SandboxRequest): Answer {
  const form = new URLSearchParams(body);
  const {client_id, client_secret} = state.settings;
  if (form.get('client_id') !== client_id || form.get('client_secret') !== client_secret) {
    return refused(401, 'invalid_client');
  }
  switch (form.get('grant_type')) {
    case 'client_credentials':
      return grant(state, grantedScopes(state.settings, form.get('scope') ?? ''));
    case 'refresh_token': {
      if (form.get('refresh_token') !== state.refreshToken) return refused(400, 'invalid_grant');
      // The old one is dead from now on (PagerDuty Q18).
      state.refreshToken = `${state.settings.refresh_token}-${state.issued + 1}`;
      return grant(state, ALL_SCOPES.split(' '), state.refreshToken);
    }
    default:
      return refused(400, 'unsupported_grant_type');
  }
}

/** A scope that the app lacks, and an account that is another, are dropped silently (PagerDuty Q18). */
function grantedScopes(settings: PagerdutySettings, wanted: string): readonly string[] {
  const account = `as_account-${settings.region}.${settings.subdomain}`;
  const scopes = wanted.split(/\s+/);
  if (!scopes.includes(account)) return ['openid'];
  const own = settings.app_scopes.split(' ');
  return [account, ...scopes.filter((scope) => own.includes(scope))];
}

function grant(state: State, scopes: readonly string[], refreshToken?: string): Answer {
  state.issued += 1;
  const accessToken = `pdus+_sandbox-access-${state.issued}`;
  const seconds = state.settings.access_token_seconds;
  state.tokens.set(accessToken, {scopes, endsMs: state.now() + seconds * 1000});
  return jsonAnswer(200, {
    access_token: accessToken,
    ...(refreshToken !== undefined && {refresh_token: refreshToken}),
    token_type: 'bearer',
    scope: scopes.join(' '),
    expires_in: seconds,
  });
}

function refused(status: number, error: string): Answer {
  return jsonAnswer(status, {error, error_description: 'The provided credentials are not valid.'});
}
