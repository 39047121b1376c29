import {Failure} from '../../core/failure';
import {isJsonObject, type JsonObject} from '../../core/json';
import type {HttpClient, HttpRequest} from '../../http/request';

/** The largest page that PagerDuty gives; without `limit` it is 25 (PagerDuty Q3). */
const PAGE_SIZE = 100;
/** Above this, offset + limit is refused (PagerDuty Q2). */
export const OFFSET_CAP = 10_000;
/** How often a list is read again when it moved while it was read. */
const PASSES_MAX = 3;

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
  readonly signal: AbortSignal;
}

/** How a list ended. */
export interface ListingEnd {
  /** False when the offset cap was reached before the end. */
  readonly complete: boolean;
  /** As the vendor counted on the first page; undefined when it did not say. */
  readonly total: number | undefined;
}

interface Page {
  readonly items: readonly JsonObject[];
  readonly more: boolean | undefined;
  readonly total: number | undefined;
}

/**
 * Reads a list page by page; items whose id is in `seen` are left out and new ids are put into it.
 * `total=true` on the first page (PagerDuty Q1) tells how many there must be at the end: who is
 * deleted while a list is read makes another one skip from the page ahead to a page behind, so a
 * list that came out too short is read again. Throws a `data` Failure when `more` is true and
 * nothing new comes, and a `transient` one when the list never holds still.
 */
export async function* listPages(
  listing: Listing,
  seen: Set<string>,
): AsyncGenerator<readonly JsonObject[], ListingEnd> {
  for (let pass = 1; pass <= PASSES_MAX; pass += 1) {
    const ids = new Set<string>();
    const end = yield* onePass(listing, ids, seen);
    const {complete, total} = end;
    if (!complete || total === undefined || ids.size >= total) return end;
  }
  throw new Failure({
    kind: 'transient',
    message: `PagerDuty gave fewer entries than it counts when asked to ${listing.purpose}, ${PASSES_MAX} times: the list keeps changing while it is read. Run the sync again at a quieter time.`,
  });
}

async function* onePass(
  listing: Listing,
  ids: Set<string>,
  seen: Set<string>,
): AsyncGenerator<readonly JsonObject[], ListingEnd> {
  let total: number | undefined;
  for (let offset = 0; offset < OFFSET_CAP;) {
    const page = await readPage(listing, offset);
    if (offset === 0) total = page.total;
    const knownBefore = ids.size;
    yield takeNew(listing, page.items, {ids, seen});
    if (!goesOn(page)) return {complete: true, total};
    if (ids.size === knownBefore) throw standsStill(listing, offset);
    if (listing.leavesLong === true && (total ?? 0) > OFFSET_CAP) break;
    // By what came: a server may give less than was asked for.
    offset += page.items.length;
  }
  return {complete: false, total};
}

/** A server that does not say whether more follows is asked until a page is empty. */
function goesOn({more, items}: Page): boolean {
  return more ?? items.length > 0;
}

async function readPage(listing: Listing, offset: number): Promise<Page> {
  const {client, path, query, purpose, signal} = listing;
  const answer = await client.send({
    method: 'GET',
    path,
    query: {
      ...query,
      limit: Math.min(PAGE_SIZE, OFFSET_CAP - offset),
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

/** The objects of the array `name` in an answer; throws a `data` Failure when there is none. */
export function itemsOf(body: unknown, name: string, purpose: string): readonly JsonObject[] {
  const items: unknown = isJsonObject(body) ? body[name] : undefined;
  if (Array.isArray(items) && items.every(isJsonObject)) return items;
  throw new Failure({
    kind: 'data',
    message: `PagerDuty's answer to "${purpose}" cannot be used: it has no list "${name}". Check pagerduty.base_url; run the sync again if it is right.`,
  });
}

function takeNew(
  {idOf, purpose}: Listing,
  items: readonly JsonObject[],
  {ids, seen}: {readonly ids: Set<string>; readonly seen: Set<string>},
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

function standsStill({purpose, path}: Listing, offset: number): Failure {
  return new Failure({
    kind: 'data',
    message: `PagerDuty says that there is more but gave nothing new when asked to ${purpose}, so the list would be incomplete. Run the sync again; report it to PagerDuty if it happens again.`,
    detail: `${path} stands still at offset=${offset}`,
  });
}
