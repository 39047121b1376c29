import {jsonAnswer} from '../answer';
import type {Answer} from '../vendor-part';
import type {Account} from './account/account';

/** PagerDuty's number and words for a status. */
const ERRORS: Readonly<Record<number, {readonly code: number; readonly message: string}>> = {
  400: {code: 2001, message: 'Invalid Input Provided'},
  401: {code: 2006, message: 'Authentication Failed'},
  402: {code: 2014, message: 'Account Abilities Limit Reached'},
  403: {code: 2010, message: 'Access Denied'},
  404: {code: 2100, message: 'Not Found'},
  405: {code: 2100, message: 'Method Not Allowed'},
  408: {code: 2016, message: 'Request Timed Out'},
  429: {code: 2020, message: 'Rate Limit Exceeded'},
};

/** The vendor's error; `errors` are its further words. */
export function failure(status: number, errors: readonly string[] = [], code?: number): Answer {
  return jsonAnswer(status, failureBody(status, errors, code));
}

/** `{error: {message, code, errors?}}`, with the vendor's message and code for the status. */
export function failureBody(
  status: number,
  errors: readonly string[] = [],
  code?: number,
): Record<string, unknown> {
  const known = ERRORS[status] ?? {code: 2000, message: 'Internal Server Error'};
  return {
    error: {
      message: known.message,
      code: code ?? known.code,
      ...(errors.length > 0 && {errors}),
    },
  };
}

/** Nothing to say: a deletion, a membership. */
export function noContent(): Answer {
  return {status: 204, body: Buffer.alloc(0)};
}

/** A place in a list. */
interface Place {
  readonly offset: number;
  /** At most 100. */
  readonly limit: number;
}

const LIMIT_DEFAULT = 25;
const LIMIT_MAX = 100;

/** `limit` and `offset` of a request, or the refusal of what is above the cap (PagerDuty Q2, Q3). */
export function readPlace({settings}: Account, query: URLSearchParams): Place | Answer {
  const offset = wholeOr(query.get('offset'), 0);
  const limit = Math.min(LIMIT_MAX, Math.max(1, wholeOr(query.get('limit'), LIMIT_DEFAULT)));
  if (offset + limit > settings.offset_cap) {
    const words = `Offset+limit exceeds maximum allowed value of ${settings.offset_cap}`;
    return failure(400, [words], 2002);
  }
  return {offset, limit};
}

/** True for an answer, false for what `readPlace` and its like found. */
export function isAnswer(value: object): value is Answer {
  return 'status' in value;
}

/** What surrounds a page of `count` entries: `total` only for those who ask (PagerDuty Q1). */
export function pageFrame(
  {settings}: Account,
  query: URLSearchParams,
  {offset, limit}: Place,
  count: number,
): Readonly<Record<string, unknown>> {
  const asked = settings.total_always || query.get('total') === 'true';
  const total = asked && !settings.total_never ? count : null;
  return {limit, offset, more: offset + limit < count, total};
}

/** One page of a list that is at hand as a whole. */
export function pageAnswer<T>(
  account: Account,
  query: URLSearchParams,
  list: {
    readonly name: string;
    readonly items: ArrayLike<T>;
    readonly show: (item: T) => unknown;
  },
): Answer {
  const place = readPlace(account, query);
  if (isAnswer(place)) return place;
  const {name, items, show} = list;
  const end = Math.min(items.length, place.offset + place.limit);
  const shown: unknown[] = [];
  for (let at = place.offset; at < end; at += 1) {
    const item = items[at];
    if (item !== undefined) shown.push(show(item));
  }
  return jsonAnswer(200, {[name]: shown, ...pageFrame(account, query, place, items.length)});
}

function wholeOr(text: string | null, fallback: number): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : fallback;
}
