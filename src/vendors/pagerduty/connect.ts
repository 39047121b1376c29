import {Failure} from '../../core/failure';
import {bearerAuth, headerAuth} from '../../http/auth/auth';
import type {AuthPolicy} from '../../http/auth/auth-policy';
import {createHttpClient, type TrackedHttpClient} from '../../http/http-client';
import {oauthRefreshAuth} from '../../http/auth/oauth-refresh';
import type {OauthTokens} from '../../http/auth/oauth-tokens';
import type {VendorKit} from '../../read/source-vendor';
import type {DestinationKit} from '../../write/object-writer';
import {pagerdutyPolicy} from './policy';
import type {OauthCredentials, PagerdutyConnection, PagerdutyRegion} from './settings';

/** Only a source is told of waits. */
type ConnectKit = DestinationKit & Partial<Pick<VendorKit, 'onRateLimited'>>;

/** Builds the client of one account; asks nobody anything before its first request. */
export function connectPagerduty(
  settings: PagerdutyConnection,
  kit: ConnectKit,
): TrackedHttpClient {
  const {onRateLimited} = kit;
  return createHttpClient({
    policy: pagerdutyPolicy(settings),
    baseUrl: settings.baseUrl,
    auth: authFor(settings, kit),
    kit,
    ...(onRateLimited && {onRateLimited}),
  });
}

/** `Token token=` is for keys, `Bearer` for OAuth only. */
function authFor({credentials, region}: PagerdutyConnection, kit: ConnectKit): AuthPolicy {
  switch (credentials.type) {
    case 'api_key':
      return headerAuth('authorization', `Token token=${credentials.apiKey}`);
    case 'access_token':
      return bearerAuth(credentials.accessToken);
    case 'oauth2':
      return appAuth(credentials, region, kit);
  }
}

/** An app's token lives for a day and has no refresh token: a new one is asked for. */
function appAuth(
  credentials: OauthCredentials,
  region: PagerdutyRegion,
  kit: ConnectKit,
): AuthPolicy {
  const account = `as_account-${region}.${credentials.subdomain}`;
  return oauthRefreshAuth({
    vendor: 'PagerDuty',
    tokenUrl: credentials.tokenUrl,
    tokenUrlField: 'pagerduty.credentials.token_url',
    clientId: credentials.clientId,
    clientSecret: credentials.clientSecret,
    clientAuth: 'body',
    grant: {type: 'client_credentials'},
    scope: `${account} ${credentials.scope}`,
    advice:
      'Check client ID, client secret, subdomain and region; the app must be a scoped OAuth app (PagerDuty > Integrations > App Registration).',
    kit,
    onTokens: (tokens) => {
      compareScopes(tokens, `${account} ${credentials.scope}`, kit);
    },
  });
}

/**
 * Scopes that PagerDuty does not know or does not grant are left out without a word (PagerDuty Q18),
 * so what came is compared with what was asked for. Without `users.read` nothing can be read.
 */
function compareScopes({scope}: OauthTokens, wanted: string, kit: ConnectKit): void {
  if (scope === undefined) return;
  const granted = new Set(scope.split(/[\s,]+/));
  const missing = wanted.split(/\s+/).filter((one) => !granted.has(one));
  if (missing.length === 0) return;
  if (missing.includes('users.read')) {
    throw new Failure({
      kind: 'auth',
      message: `PagerDuty gave an access token without the scopes ${missing.join(', ')}. Check that the app has them, and that subdomain and region are those of the account.`,
    });
  }
  kit.log(
    'WARN',
    `PagerDuty gave an access token without the scopes ${missing.join(', ')}: streams and objects that need them will fail. Add them to the app, or remove them from pagerduty.credentials.scope.`,
  );
}
