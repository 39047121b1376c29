import {Failure} from '../../core/failure';
import {isJsonObject, type JsonObject} from '../../core/json';
import type {HttpClient, HttpRequest} from '../../http/request';

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
  readonly idOf: (item: JsonObject) => string | undefined;
  /** True: a list that is longer than the offset cap is left after its first page. */
  readonly leavesLong?: boolean;
  /** PagerDuty's own unless given. */
  readonly rules?: PagingRules;
  readonly signal: AbortSignal;
}

/** One answer. */
export interface Page {
  readonly items: readonly JsonObject[];
  readonly more: boolean | undefined;
  readonly total: number | undefined;
}

/** Ids of this reading, and of all readings that belong together. */
export interface KnownIds {
  readonly ids: Set<string>;
  readonly seen: Set<string>;
}

/** Reads one page; the first one with `total=true`, without which PagerDuty does not count (Q1). */
export async function readPage(listing: Listing, offset: number): Promise<Page> {
  const {client, path, query, purpose, signal, rules = pagingRules} = listing;
  const answer = await client.send({
    method: 'GET',
    path,
    query: {
      ...query,
      limit: Math.min(rules.pageSize, rules.offsetCap - offset),
      offset,
      ...(offset === 0 && {total: true}),
    },
    repeatable: true, // a read changes nothing
    signal,
    purpose,
  });
  const items = itemsOf(answer.body, listing.itemsAt, purpose);
  // True because itemsOf has found an array in it.
  const {more, total} = answer.body as JsonObject;
  return {
    items,
    more: typeof more === 'boolean' ? more : undefined,
    total: typeof total === 'number' ? total : undefined,
  };
}

/** A server that does not say whether more follows is asked until a page is empty. */
export function goesOn({more, items}: Page): boolean {
  return more ?? items.length > 0;
}

/** The items whose id is not in `seen`; puts ids into both sets. */
export function takeNew(
  {idOf, purpose}: Listing,
  items: readonly JsonObject[],
  {ids, seen}: KnownIds,
): readonly JsonObject[] {
  const fresh: JsonObject[] = [];
  for (const item of items) {
    const id = idOf(item);
    if (id === undefined) throw missingId(purpose);
    ids.add(id);
    if (seen.has(id)) continue;
    seen.add(id);
    fresh.push(item);
  }
  return fresh;
}

/** The objects of the array `name` in an answer; throws a `data` Failure when there is none. */
export function itemsOf(body: unknown, name: string, purpose: string): readonly JsonObject[] {
  const items: unknown = isJsonObject(body) ? body[name] : undefined;
  if (Array.isArray(items) && items.every(isJsonObject)) return items;
  throw new Failure({
    kind: 'data',
    message: `PagerDuty's answer to "${purpose}" cannot be used: it has no list "${name}". Check pagerduty.base_url; run the sync again if it is right.`,
  });
}

/** The item's own id, where it has one. */
export function ownId({id}: JsonObject): string | undefined {
  return typeof id === 'string' && id !== '' ? id : undefined;
}

function missingId(purpose: string): Failure {
  return new Failure({
    kind: 'data',
    message: `PagerDuty gave an entry without an id when asked to ${purpose}, so the list cannot be trusted. Run the sync again; report it if it happens again.`,
  });
}
