import {Failure} from '../../../core/failure';
import {isJsonObject, type JsonObject} from '../../../core/json';
import type {SentList} from '../../../core/records/sent-list';
import type {HttpClient, HttpRequest} from '../../../http/request';
import {keyTextOf} from '../../../read/listing/key-of';
import type {ListPage} from '../../../read/listing/list-source';
import {rowsOf} from '../../../read/listing/rows-of';
import {signsOf} from '../../../read/listing/signs';
import {isBeyondOffsetCap} from '../classify-answer';

/** How far PagerDuty's classic lists can be read. */
export interface PagingRules {
  /** Largest `limit`. */
  readonly pageSize: number;
  /** Largest offset + limit. */
  readonly offsetCap: number;
}

/** Without `limit` a page is 25 (PagerDuty Q3); more than 10,000 is refused (PagerDuty Q2). */
export const pagingRules: PagingRules = {pageSize: 100, offsetCap: 10_000};

/** A classic list of PagerDuty's: offset, limit, more, total. */
export interface Listing {
  readonly client: HttpClient;
  readonly path: string;
  /** Name of the array in the answer, such as `users`. */
  readonly itemsAt: string;
  readonly query?: NonNullable<HttpRequest['query']>;
  /** For messages: "list users". */
  readonly purpose: string;
  /** Undefined for an item that lacks its id. */
  readonly idOf: (item: JsonObject) => string | undefined;
  /** Why the list cannot be empty, where it cannot. */
  readonly neverEmpty?: string;
  /** True for the list of one team, of which there are many. */
  readonly isPartOfMany?: boolean;
  /**
   * False: each page begins behind the one before it, not with its last row, so that a list costs no more
   * requests than it has pages. One who is passed over then counts as somebody who is not there.
   */
  readonly pagesOverlap?: boolean;
  /** True: a list that is longer than the offset cap is left after its first page. */
  readonly leavesLong?: boolean;
  /** PagerDuty's own unless given. */
  readonly rules?: PagingRules;
  /** Makes rows of the records in an answer's text, where it can; they then stand in place of records. */
  readonly list?: SentList;
  /** Reads a page in place of `readPage`. */
  readonly read?: (listing: Listing, place: Place, size: number) => Promise<ListPage<Place>>;
  readonly signal: AbortSignal;
}

/** Classic lists count rows; a cursor is followed where a server gives one. */
export type Place = {readonly offset: number} | {readonly cursor: string};

/**
 * Reads one page; the first one with `total=true`, without which PagerDuty does not count (Q1).
 * `capped` where the offset cap is reached: the documented one, or a lower one of the server's.
 */
export async function readPage(
  listing: Listing,
  place: Place,
  size: number,
): Promise<ListPage<Place>> {
  const {client, path, query, purpose, list, signal, rules = pagingRules} = listing;
  const offset = 'offset' in place ? place.offset : 0;
  if (offset >= rules.offsetCap) return {items: [], capped: true};
  try {
    const {body} = await client.send({
      method: 'GET',
      path,
      query: {
        ...query,
        limit: Math.min(size, rules.offsetCap - offset),
        ...place,
        ...(offset === 0 && {total: true}),
      },
      repeatable: true, // a read changes nothing
      list,
      signal,
      purpose,
    });
    return pageOf(listing, body, offset);
  } catch (error) {
    if (offset > 0 && isBeyondOffsetCap(error)) return {items: [], capped: true};
    throw error;
  }
}

function pageOf(listing: Listing, body: unknown, offset: number): ListPage<Place> {
  const {rules = pagingRules, leavesLong, itemsAt, purpose} = listing;
  const items = itemsOf(body, itemsAt, purpose);
  const {more, cursor, total} = signsOf(isJsonObject(body) ? body : {});
  const isLeft = offset === 0 && leavesLong === true && (total ?? 0) > rules.offsetCap;
  return {
    items,
    total,
    more,
    ...(cursor !== undefined && {next: {cursor}}),
    ...(isLeft && {capped: true}),
  };
}

/** The objects of the array `name` in an answer; throws a `data` Failure when there is none. */
export function itemsOf(body: unknown, name: string, purpose: string): readonly JsonObject[] {
  const items = rowsOf(isJsonObject(body) ? body[name] : undefined);
  if (items !== undefined) return items;
  throw new Failure({
    kind: 'data',
    message: `PagerDuty's answer to "${purpose}" cannot be used: it has no list "${name}". Check pagerduty.base_url; run the sync again if it is right.`,
  });
}

/** The item's own id, where it has one. */
export function ownId({id}: JsonObject): string | undefined {
  return keyTextOf(id);
}
