import {Failure} from '../core/failure';
import type {HttpRequest} from './request';

/** Segments that URL parsers take as "here" and "up", in each spelling. */
const DOT_SEGMENT = /(^|\/)(\.|%2e){1,2}(\/|$)/i;

/**
 * Joins the base URL (as `checkBaseUrl` gives it, its path kept), the path and the query. Throws
 * a `data` Failure when an id in the path is `.` or `..`, which would address something else
 * (Pendo Q5: ids hold anything), and a `system` one when the path is malformed.
 */
export function buildUrl(
  baseUrl: string,
  request: Pick<HttpRequest, 'path' | 'query' | 'purpose'>,
): string {
  const {path, query, purpose} = request;
  if ((path !== '' && !path.startsWith('/')) || /[?#]/.test(path)) {
    throw new Failure({
      kind: 'system',
      message: `Could not ${purpose}: the path of the request is not valid. This is a bug; please report it.`,
    });
  }
  if (DOT_SEGMENT.test(path)) {
    throw new Failure({
      kind: 'data',
      message: `Could not ${purpose}: the id is "." or "..", which cannot be part of an address. Leave this record out.`,
    });
  }
  const url = baseUrl + path;
  return query ? addQuery(url, query) : url;
}

/** The URL with parameters added; undefined values are left out, lists repeat the name. */
export function addQuery(url: string, query: NonNullable<HttpRequest['query']>): string {
  const pairs: string[] = [];
  for (const name in query) {
    const value = query[name];
    if (value === undefined) continue;
    for (const each of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(each))}`);
    }
  }
  if (pairs.length === 0) return url;
  return `${url}${url.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

/** The URL without these parameters: a redirect may repeat the credentials that it was sent. */
export function removeQuery(url: string, names: readonly string[]): string {
  if (names.length === 0) return url;
  const cleaned = new URL(url);
  for (const name of names) cleaned.searchParams.delete(name);
  return cleaned.href;
}
