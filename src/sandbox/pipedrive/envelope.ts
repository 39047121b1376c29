import {jsonAnswer} from '../answer';
import type {Answer} from '../vendor-part';

const ERROR_INFO = 'Please check developers.pipedrive.com';

/** A page's place in a list. */
interface Pagination {
  readonly start: number;
  readonly limit: number;
  readonly more_items_in_collection: boolean;
  readonly next_start?: number;
}

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 500;

/** The vendor's success envelope; without `additional` the key is left out. */
export function success(data: unknown, additional?: Readonly<Record<string, unknown>>): Answer {
  return jsonAnswer(200, {
    success: true,
    data,
    ...(additional && {additional_data: additional}),
  });
}

/** The vendor's error envelope. */
export function failure(
  status: number,
  error: string,
  extra: Readonly<Record<string, unknown>> = {},
): Answer {
  return jsonAnswer(status, failureBody(error, extra));
}

/** Pipedrive's envelope with `success: false` and no data; `extra` replaces its fields. */
export function failureBody(
  error: string,
  extra: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    success: false,
    error,
    error_info: ERROR_INFO,
    data: null,
    additional_data: null,
    ...extra,
  };
}

/** `start` and `limit` of a request: default 100, at most 500, nonsense ignored. */
export function readPlace(query: URLSearchParams): {
  readonly start: number;
  readonly limit: number;
} {
  const start = wholeOr(query.get('start'), 0);
  const limit = wholeOr(query.get('limit'), LIMIT_DEFAULT);
  return {start, limit: Math.min(Math.max(limit, 1), LIMIT_MAX)};
}

/** The pagination block for a page of `total` items. */
export function paginationOf(
  place: {readonly start: number; readonly limit: number},
  total: number,
): Pagination {
  const next = place.start + place.limit;
  const more = next < total;
  return {...place, more_items_in_collection: more, ...(more && {next_start: next})};
}

/** A list of which one page is sent. */
export function successPage(query: URLSearchParams, items: readonly unknown[]): Answer {
  const place = readPlace(query);
  const page = items.slice(place.start, place.start + place.limit);
  return success(page, {pagination: paginationOf(place, items.length)});
}

function wholeOr(text: string | null, fallback: number): number {
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : fallback;
}
