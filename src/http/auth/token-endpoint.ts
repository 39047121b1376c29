import {Failure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import type {Authorization, AuthPolicy} from './auth-policy';
import {checkBaseUrl} from '../base-url';
import {createHttpClient, type TrackedHttpClient} from '../http-client';
import {type OauthTokens, readTokens} from './oauth-tokens';
import type {HttpPolicy} from '../policy';
import type {HttpAnswer} from '../request';
import {reportsError} from '../verdict/useless-answer';
import {vendorWords} from '../verdict/vendor-words';

/** A vendor's token endpoint (RFC 6749, section 3.2) and the app that asks it. */
export interface TokenEndpointOptions {
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
  /** Asked for in the request. */
  readonly scope?: string;
  /** The next step when the vendor refuses the credentials, such as where to authorize again. */
  readonly advice: string;
  readonly kit: Kit;
}

/** What tokens are asked for with (RFC 6749, sections 4.1.3, 4.4 and 6). */
export type TokenGrant =
  | {readonly type: 'refresh_token'; readonly refreshToken: string}
  | {readonly type: 'client_credentials'}
  | {readonly type: 'authorization_code'; readonly code: string; readonly redirectUri: string};

/** Asks for tokens. */
export interface TokenEndpoint {
  /**
   * Refused credentials become an `auth` Failure with the vendor's words; an answer without an access
   * token is a `data` Failure; other troubles are retried like those of any request. Every token is in
   * the kit's mask before it is given back.
   */
  ask(grant: TokenGrant): Promise<OauthTokens>;
}

/** Opens the endpoint; puts the client's secret into the kit's mask. Asks nobody anything. */
export function openTokenEndpoint(options: TokenEndpointOptions): TokenEndpoint {
  const {vendor, advice, kit, tokenUrl, tokenUrlField = 'token_url', clientSecret} = options;
  const url = new URL(checkBaseUrl(tokenUrl, tokenUrlField));
  const noAuth: AuthPolicy = {authorize: () => Promise.resolve(NOTHING)};
  const basic = basicOf(options);
  for (const secret of [clientSecret, basic, basic.slice('Basic '.length)]) kit.mask.add(secret);
  const endpoint: Endpoint = {
    client: createHttpClient({
      policy: tokenPolicy(vendor, advice),
      baseUrl: url.origin,
      auth: noAuth,
      kit,
    }),
    path: url.pathname,
    headers: options.clientAuth === 'body' ? {} : {authorization: basic},
  };
  return {ask: (grant) => askForTokens(options, endpoint, grant)};
}

interface Endpoint {
  readonly client: TrackedHttpClient;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const NOTHING: Authorization = {};

async function askForTokens(
  options: TokenEndpointOptions,
  endpoint: Endpoint,
  grant: TokenGrant,
): Promise<OauthTokens> {
  const {kit, vendor} = options;
  for (const secret of secretsOf(grant)) kit.mask.add(secret);
  const answer = await endpoint.client.send({
    method: 'POST',
    path: endpoint.path,
    headers: {'content-type': 'application/x-www-form-urlencoded', ...endpoint.headers},
    body: {text: formOf(options, grant)},
    // Asking twice can lose nothing: if the first answer was lost on the way, a rotated refresh
    // token or a code that works once is lost with it whether we ask again or not.
    repeatable: true,
    accept: [400, 401, 403],
    purpose: 'obtain an access token',
  });
  if (answer.status >= 400 || reportsError(answer.body)) throw refused(options, answer, grant);
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

function secretsOf(grant: TokenGrant): readonly string[] {
  switch (grant.type) {
    case 'refresh_token':
      return [grant.refreshToken];
    case 'client_credentials':
      return [];
    case 'authorization_code':
      return [grant.code];
  }
}

function formOf(
  {scope, clientAuth, clientId, clientSecret}: TokenEndpointOptions,
  grant: TokenGrant,
): string {
  const form = new URLSearchParams({grant_type: grant.type, ...fieldsOf(grant)});
  if (scope !== undefined) form.set('scope', scope);
  if (clientAuth === 'body') {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
  }
  return form.toString();
}

function fieldsOf(grant: TokenGrant): Readonly<Record<string, string>> {
  switch (grant.type) {
    case 'refresh_token':
      return {refresh_token: grant.refreshToken};
    case 'client_credentials':
      return {};
    case 'authorization_code':
      return {code: grant.code, redirect_uri: grant.redirectUri};
  }
}

/** 400 and 401 mean the same here: RFC 6749, section 5.2, leaves the choice to the vendor. */
function refused(
  {vendor, advice, kit}: TokenEndpointOptions,
  answer: HttpAnswer,
  {type}: TokenGrant,
): Failure {
  const words = vendorWords(answer.body, kit.mask);
  const said = words === undefined ? '' : ` ("${words}")`;
  return new Failure({
    kind: 'auth',
    message:
      type === 'authorization_code'
        ? `${vendor} refused to exchange the authorization code for tokens${said}. ${advice}`
        : `${vendor} refused to renew the access token${said}. ${advice}`,
    detail: `HTTP ${answer.status} from the token endpoint, body ${answer.bodyKind}`,
    status: answer.status,
  });
}

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
function basicOf({clientId, clientSecret}: TokenEndpointOptions): string {
  const encode = (text: string): string => new URLSearchParams({v: text}).toString().slice(2);
  const pair = `${encode(clientId)}:${encode(clientSecret)}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}
