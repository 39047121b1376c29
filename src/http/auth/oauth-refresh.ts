import {Failure} from '../../core/failure';
import {checkHeaderValue} from './auth';
import type {Authorization, AuthPolicy} from './auth-policy';
import type {OauthTokens} from './oauth-tokens';
import {
  openTokenEndpoint,
  type TokenEndpoint,
  type TokenEndpointOptions,
  type TokenGrant,
} from './token-endpoint';

/** What OAuth 2.0 needs (RFC 6749, sections 4.4 and 6). */
export interface OauthRefreshOptions extends TokenEndpointOptions {
  readonly grant: OauthGrant;
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
  const endpoint = openTokenEndpoint(options);
  if (grant.type === 'refresh_token') {
    kit.mask.add(grant.refreshToken);
    if (grant.accessToken !== undefined) kit.mask.add(grant.accessToken);
  }
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
  endpoint: TokenEndpoint,
  state: State,
): Promise<void> {
  const tokens = state.unsaved ?? (await endpoint.ask(grantNow(state)));
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

function grantNow({refreshToken}: State): TokenGrant {
  return refreshToken === undefined
    ? {type: 'client_credentials'}
    : {type: 'refresh_token', refreshToken};
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
