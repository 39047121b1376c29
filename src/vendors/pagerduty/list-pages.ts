import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import {goesOn, pagingRules, readPage, takeNew, type Listing} from './read-page';

/** How often a list is read again when it moved while it was read. */
const PASSES_MAX = 3;

/** How a list ended. */
export interface ListingEnd {
  /** False when the offset cap was reached before the end. */
  readonly complete: boolean;
  /** As the vendor counted on the first page; undefined when it did not say. */
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
  const {offsetCap} = listing.rules ?? pagingRules;
  let total: number | undefined;
  for (let offset = 0; offset < offsetCap;) {
    const page = await readPage(listing, offset);
    if (offset === 0) total = page.total;
    const knownBefore = ids.size;
    yield takeNew(listing, page.items, {ids, seen});
    if (!goesOn(page)) return {complete: true, total};
    if (ids.size === knownBefore) throw standsStill(listing, offset);
    if (listing.leavesLong === true && (total ?? 0) > offsetCap) break;
    // By what came: a server may give less than was asked for.
    offset += page.items.length;
  }
  return {complete: false, total};
}

function standsStill({purpose, path}: Listing, offset: number): Failure {
  return new Failure({
    kind: 'data',
    message: `PagerDuty says that there is more but gave nothing new when asked to ${purpose}, so the list would be incomplete. Run the sync again; report it to PagerDuty if it happens again.`,
    detail: `${path} stands still at offset=${offset}`,
  });
}
