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
  const lifetime = Number(body['expires_in'] ?? Number.NaN);
  return {
    accessToken,
    ...(refreshToken !== undefined && {refreshToken}),
    ...(Number.isFinite(lifetime) && {expiresAtMs: nowMs + lifetime * 1000}),
    ...(scope !== undefined && {scope}),
    answer: body,
  };
}

function textAt(body: JsonObject, key: string): string | undefined {
  const value = body[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
