import {isJsonObject, type JsonObject} from '../../core/json';

/** What a token endpoint gave (RFC 6749, section 5.1). */
export interface OauthTokens {
  readonly accessToken: string;
  /** The one to be used next time; absent when the grant has none. */
  readonly refreshToken?: string;
  /** When the access token ends, epoch milliseconds; absent when the vendor does not say. */
  readonly expiresAtMs?: number;
  /** Scopes that were really granted, as the vendor writes them. */
  readonly scope?: string;
  /** The whole answer, for a vendor's own fields (Pipedrive's `api_domain`). Holds secrets. */
  readonly answer: JsonObject;
}

/** Reads a token answer; undefined when it has no access token. */
export function readTokens(body: unknown, nowMs: number): OauthTokens | undefined {
  if (!isJsonObject(body)) return undefined;
  const accessToken = textAt(body, 'access_token');
  if (accessToken === undefined) return undefined;
  const refreshToken = textAt(body, 'refresh_token');
  const scope = textAt(body, 'scope');
  const lifetime = lifetimeOf(body['expires_in']);
  return {
    accessToken,
    ...(refreshToken !== undefined && {refreshToken}),
    ...(lifetime !== undefined && {expiresAtMs: nowMs + lifetime * 1000}),
    ...(scope !== undefined && {scope}),
    answer: body,
  };
}

/**
 * Seconds, also as text. What is no time in the future is not believed: a token would be asked for
 * before each request.
 */
function lifetimeOf(value: unknown): number | undefined {
  const seconds = typeof value === 'string' ? Number(value) : value;
  const isTime = typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0;
  return isTime ? seconds : undefined;
}

function textAt(body: JsonObject, key: string): string | undefined {
  const value = body[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
