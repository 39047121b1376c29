import {isJsonObject, type JsonObject} from '../../core/json';
import type {Traffic} from '../../core/traffic';
import {headerAuth, queryAuth} from '../../http/auth/auth';
import type {AuthPolicy} from '../../http/auth/auth-policy';
import {createHttpClient, type TrackedHttpClient} from '../../http/http-client';
import {oauthRefreshAuth} from '../../http/auth/oauth-refresh';
import type {VendorKit} from '../../read/source-vendor';
import type {DestinationKit} from '../../write/object-writer';
import {pipedrivePolicy} from './policy';
import {sharedBaseUrl, type PipedriveConnection, type PipedriveCredentials} from './settings';

/** What a connection is made from. */
interface ConnectOptions {
  readonly settings: PipedriveConnection;
  /** The section as it came, into which a rotated refresh token is put. */
  readonly section: JsonObject;
  readonly kit: ConnectKit;
}

/** Only a source is told of waits. */
type ConnectKit = DestinationKit & Partial<Pick<VendorKit, 'onRateLimited'>>;

/** Builds the client of one company; asks nobody anything before its first request. */
export function connectPipedrive(options: ConnectOptions): TrackedHttpClient {
  const {settings, kit} = options;
  const {credentials, baseUrl = sharedBaseUrl} = settings;
  if (credentials.type === 'api_token') return clientFor(baseUrl, tokenAuth(credentials), kit);
  let apiDomain: string | undefined;
  const auth = oauth(options, credentials, (domain) => {
    apiDomain = domain;
  });
  if (settings.baseUrl !== undefined) return clientFor(settings.baseUrl, auth, kit);
  return afterSignIn(async () => {
    await auth.authorize(kit.signal);
    return clientFor(apiDomain === undefined ? sharedBaseUrl : `${apiDomain}/api/v1`, auth, kit);
  });
}

function clientFor(baseUrl: string, auth: AuthPolicy, kit: ConnectKit): TrackedHttpClient {
  const {onRateLimited} = kit;
  return createHttpClient({
    policy: pipedrivePolicy,
    baseUrl,
    auth,
    kit,
    ...(onRateLimited && {onRateLimited}),
  });
}

function tokenAuth({
  apiToken,
  tokenIn,
}: Extract<PipedriveCredentials, {type: 'api_token'}>): AuthPolicy {
  return tokenIn === 'query'
    ? queryAuth('api_token', apiToken)
    : headerAuth('x-api-token', apiToken);
}

function oauth(
  {section, kit}: ConnectOptions,
  credentials: Extract<PipedriveCredentials, {type: 'oauth2'}>,
  onDomain: (domain: string) => void,
): AuthPolicy {
  return oauthRefreshAuth({
    vendor: 'Pipedrive',
    tokenUrl: credentials.tokenUrl,
    tokenUrlField: 'pipedrive.credentials.token_url',
    clientId: credentials.clientId,
    clientSecret: credentials.clientSecret,
    grant: {type: 'refresh_token', refreshToken: credentials.refreshToken},
    // A refresh token dies after 60 days without use (Pipedrive Q17).
    advice:
      'Authorize the app in Pipedrive again and put the new refresh token into the configuration.',
    kit,
    // Pipedrive gives the same refresh token back (Q17); should it ever change, it is kept.
    onRotated: ({refreshToken}) =>
      refreshToken === undefined
        ? Promise.resolve()
        : kit.saveSection(withRefreshToken(section, refreshToken)),
    onTokens: ({answer}) => {
      if (typeof answer['api_domain'] === 'string') onDomain(answer['api_domain']);
    },
  });
}

function withRefreshToken(section: JsonObject, refreshToken: string): JsonObject {
  const credentials = isJsonObject(section['credentials']) ? section['credentials'] : {};
  return {...section, credentials: {...credentials, refresh_token: refreshToken}};
}

/**
 * A client whose address is only known once the first access token is there: OAuth tokens belong to a
 * company's own host (Pipedrive Q15). A failed sign-in is tried again by the next request.
 */
function afterSignIn(signIn: () => Promise<TrackedHttpClient>): TrackedHttpClient {
  let client: TrackedHttpClient | undefined;
  let underWay: Promise<TrackedHttpClient> | undefined;
  return {
    send: async (request) => {
      if (client !== undefined) return client.send(request);
      underWay ??= signIn().finally(() => {
        underWay = undefined;
      });
      const ready = (client = await underWay);
      return ready.send(request);
    },
    traffic: () => client?.traffic() ?? noTraffic,
  };
}

const noTraffic: Traffic = {requests: 0, retries: 0, waitedMs: 0};
