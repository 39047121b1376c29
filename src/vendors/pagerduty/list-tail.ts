import type {JsonObject} from '../../core/json';
import {goesOn, pagingRules, readPage, takeNew, type Listing} from './read-page';

/** How far a list was read from its end. */
export type TailEnd =
  /** Every entry was seen. */
  | 'whole'
  /** Entries may be unseen; the list fits below the offset cap. */
  | 'partial'
  /** The list is longer than the offset cap; only its first page was seen. */
  | 'too long';

/**
 * Reads a part of a list, narrowed by a team or a search, for what the whole list had above the
 * offset cap. Lists keep their order, so that is at the end: the first page tells the length, then
 * pages are read from the last one backwards for as long as they bring somebody new. Nothing is
 * proven by that; it only finds most for few requests.
 */
export async function* listTail(
  listing: Listing,
  seen: Set<string>,
): AsyncGenerator<readonly JsonObject[], TailEnd> {
  const {pageSize, offsetCap} = listing.rules ?? pagingRules;
  const ids = new Set<string>();
  const first = await readPage(listing, 0);
  yield takeNew(listing, first.items, {ids, seen});
  if (!goesOn(first)) return 'whole';
  const {total} = first;
  if (total === undefined) return 'partial';
  if (total > offsetCap) return 'too long';
  const start = first.items.length;
  for (let behind = total; behind > start;) {
    const offset = Math.max(start, behind - pageSize);
    const {items} = await readPage(listing, offset);
    const fresh = takeNew(listing, items, {ids, seen});
    yield fresh;
    if (fresh.length === 0) break;
    behind = offset;
  }
  // A server may have given less than was asked for.
  return ids.size >= total ? 'whole' : 'partial';
}
