import {Failure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import {checkHeaderValue} from './auth';
import type {Authorization, AuthPolicy} from './auth-policy';
import {checkBaseUrl} from '../base-url';
import {createHttpClient, type TrackedHttpClient} from '../http-client';
import {type OauthTokens, readTokens} from './oauth-tokens';
import type {HttpPolicy} from '../policy';
import type {HttpAnswer} from '../request';
import {reportsError} from '../verdict/useless-answer';
import {vendorWords} from '../verdict/vendor-words';

/** What OAuth 2.0 needs (RFC 6749, sections 4.4 and 6). */
export interface OauthRefreshOptions {
  /** As users know the vendor. */
  readonly vendor: string;
  /** The token endpoint; https, or http on this machine. */
  readonly tokenUrl: string;
  /** The option's name, for messages. Default `token_url`. */
  readonly tokenUrlField?: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /**
   * Where the client's credentials go: `basic` in the Authorization header (default, as the
   * standard prefers), `body` for vendors that document form fields (PagerDuty, PandaDoc).
   */
  readonly clientAuth?: 'basic' | 'body';
  readonly grant: OauthGrant;
  /** Asked for in the request. */
  readonly scope?: string;
  /** The next step when the vendor refuses the credentials, such as where to authorize again. */
  readonly advice: string;
  readonly kit: Kit;
  /**
   * Called when the refresh token has changed, awaited before the new access token is used: the
   * old refresh token may be dead already, and if the new one were lost, so would be the access.
   */
  readonly onRotated?: (tokens: OauthTokens) => Promise<void>;
  /** Called with each new set of tokens; may throw a Failure, such as for a missing scope. */
  readonly onTokens?: (tokens: OauthTokens) => void;
}

/** How access tokens are obtained. */
type OauthGrant =
  | {
      readonly type: 'refresh_token';
      readonly refreshToken: string;
      /** An access token that is known already; used until it ends or is refused. */
      readonly accessToken?: string;
      /** Epoch milliseconds. */
      readonly expiresAtMs?: number;
    }
  | {readonly type: 'client_credentials'};

/** A token is renewed this long before it ends, so that none ends on the way. */
const RENEW_BEFORE_MS = 60_000;

interface Current {
  readonly authorization: Authorization;
  /** From then on it is renewed before use. */
  readonly renewAtMs: number;
}

interface State {
  current: Current | undefined;
  refreshToken: string | undefined;
  /** A new refresh token that `onRotated` has not kept yet. */
  unsaved: OauthTokens | undefined;
  underWay: Promise<void> | undefined;
}

/**
 * Creates an auth policy that obtains and renews access tokens: before they end, and after a 401.
 * Simultaneous callers share one refresh. Refused credentials become an `auth` Failure; the token
 * endpoint's other troubles are retried like any request. Every token goes into the kit's mask
 * before anything can be logged; tokens are never logged.
 */
export function oauthRefreshAuth(options: OauthRefreshOptions): AuthPolicy {
  const {kit, grant} = options;
  const endpoint = openEndpoint(options);
  for (const secret of secretsOf(options)) kit.mask.add(secret);
  const state: State = {
    current: knownToken(options),
    refreshToken: grant.type === 'refresh_token' ? grant.refreshToken : undefined,
    unsaved: undefined,
    underWay: undefined,
  };
  const renewOnce = (): Promise<void> => {
    state.underWay ??= obtain(options, endpoint, state).finally(() => {
      state.underWay = undefined;
    });
    return state.underWay;
  };
  return {
    authorize: async () => {
      const {current} = state;
      if (current && kit.clock.now() < current.renewAtMs) return current.authorization;
      await renewOnce();
      return authorizationOf(state, options.vendor);
    },
    renew: async (_signal, refused) => {
      // Somebody else's refresh came first when the refused token is not the current one.
      const isNewer = refused !== undefined && state.current?.authorization !== refused;
      if (!isNewer || !state.current) await renewOnce();
      return true;
    },
  };
}

async function obtain(
  options: OauthRefreshOptions,
  endpoint: Endpoint,
  state: State,
): Promise<void> {
  const tokens = state.unsaved ?? (await askForTokens(options, endpoint, state));
  if (tokens.refreshToken !== undefined && tokens.refreshToken !== state.refreshToken) {
    // Kept in memory even if keeping it for good fails: the next try must save it, not ask again
    // with a refresh token that is dead.
    state.unsaved = tokens;
    await options.onRotated?.(tokens);
    state.refreshToken = tokens.refreshToken;
  }
  state.unsaved = undefined;
  options.onTokens?.(tokens);
  state.current = currentFrom(tokens, options.kit.clock.now());
}

async function askForTokens(
  options: OauthRefreshOptions,
  endpoint: Endpoint,
  state: State,
): Promise<OauthTokens> {
  const {kit, vendor} = options;
  const answer = await endpoint.client.send({
    method: 'POST',
    path: endpoint.path,
    headers: {'content-type': 'application/x-www-form-urlencoded', ...endpoint.headers},
    body: {text: formOf(options, state.refreshToken)},
    // Asking twice can lose nothing: if the first answer was lost on the way, a rotated refresh
    // token is lost with it whether we ask again or not.
    repeatable: true,
    accept: [400, 401, 403],
    purpose: 'obtain an access token',
  });
  if (answer.status >= 400 || reportsError(answer.body)) throw refused(options, answer);
  const tokens = readTokens(answer.body, kit.clock.now());
  if (!tokens) {
    throw new Failure({
      kind: 'data',
      message: `${vendor}'s token endpoint answered without an access token. Check ${options.tokenUrlField ?? 'token_url'}.`,
      detail: `HTTP ${answer.status}, body ${answer.bodyKind}`,
      status: answer.status,
    });
  }
  kit.mask.add(tokens.accessToken);
  if (tokens.refreshToken !== undefined) kit.mask.add(tokens.refreshToken);
  return tokens;
}

function formOf(
  {grant, scope, clientAuth, clientId, clientSecret}: OauthRefreshOptions,
  refreshToken: string | undefined,
): string {
  const form = new URLSearchParams({grant_type: grant.type});
  if (refreshToken !== undefined) form.set('refresh_token', refreshToken);
  if (scope !== undefined) form.set('scope', scope);
  if (clientAuth === 'body') {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
  }
  return form.toString();
}

/** 400 and 401 mean the same here: RFC 6749, section 5.2, leaves the choice to the vendor. */
function refused({vendor, advice, kit}: OauthRefreshOptions, answer: HttpAnswer): Failure {
  const words = vendorWords(answer.body, kit.mask);
  return new Failure({
    kind: 'auth',
    message: `${vendor} refused to renew the access token${words === undefined ? '' : ` ("${words}")`}. ${advice}`,
    detail: `HTTP ${answer.status} from the token endpoint, body ${answer.bodyKind}`,
    status: answer.status,
  });
}

interface Endpoint {
  readonly client: TrackedHttpClient;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

function openEndpoint(options: OauthRefreshOptions): Endpoint {
  const {vendor, advice, kit, tokenUrl, tokenUrlField = 'token_url'} = options;
  const url = new URL(checkBaseUrl(tokenUrl, tokenUrlField));
  const noAuth: AuthPolicy = {authorize: () => Promise.resolve(NOTHING)};
  return {
    client: createHttpClient({
      policy: tokenPolicy(vendor, advice),
      baseUrl: url.origin,
      auth: noAuth,
      kit,
    }),
    path: url.pathname,
    headers: options.clientAuth === 'body' ? {} : {authorization: basicOf(options)},
  };
}

const NOTHING: Authorization = {};

function tokenPolicy(vendor: string, authAdvice: string): HttpPolicy {
  return {
    vendor: `${vendor}'s sign-in server`,
    timeoutMs: 30_000,
    retry: {
      retriesMax: 4,
      baseMs: 500,
      capMs: 10_000,
      statuses: [408, 500, 502, 503, 504],
      limitWaitMaxMs: 120_000,
      limitWaitMs: 5_000,
      limitTotalMaxMs: 300_000,
    },
    limits: [],
    concurrencyMax: 1,
    // A refusal (RFC 6749, section 5.2) says the same with a status of success.
    classify: ({status, body}) =>
      status < 300 && reportsError(body) ? {type: 'accept'} : undefined,
    authAdvice,
  };
}

/** RFC 6749, section 2.3.1: both parts are form-encoded before they are joined. */
function basicOf({clientId, clientSecret}: OauthRefreshOptions): string {
  const encode = (text: string): string => new URLSearchParams({v: text}).toString().slice(2);
  const pair = `${encode(clientId)}:${encode(clientSecret)}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

function secretsOf(options: OauthRefreshOptions): readonly string[] {
  const {grant, clientSecret} = options;
  const known = grant.type === 'refresh_token' ? [grant.refreshToken, grant.accessToken] : [];
  const basic = basicOf(options);
  return [clientSecret, basic, basic.slice('Basic '.length), ...known].filter(
    (secret) => secret !== undefined,
  );
}

function knownToken({grant}: OauthRefreshOptions): Current | undefined {
  if (grant.type !== 'refresh_token' || grant.accessToken === undefined) return undefined;
  const {accessToken, expiresAtMs = Number.POSITIVE_INFINITY} = grant;
  return {authorization: bearer(accessToken), renewAtMs: expiresAtMs - RENEW_BEFORE_MS};
}

function currentFrom(tokens: OauthTokens, nowMs: number): Current {
  const {accessToken, expiresAtMs = Number.POSITIVE_INFINITY} = tokens;
  // Of a token that lives for less than two margins, the first half is used.
  const marginMs = Math.min(RENEW_BEFORE_MS, (expiresAtMs - nowMs) / 2);
  return {authorization: bearer(accessToken), renewAtMs: expiresAtMs - marginMs};
}

function bearer(accessToken: string): Authorization {
  checkHeaderValue('authorization', accessToken);
  return {headers: {authorization: `Bearer ${accessToken}`}};
}

function authorizationOf(state: State, vendor: string): Authorization {
  if (state.current) return state.current.authorization;
  throw new Failure({
    kind: 'system',
    message: `No access token for ${vendor} after a refresh. This is a bug; please report it.`,
  });
}
