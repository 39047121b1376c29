import type {JsonObject} from '../../../core/json';
import type {ListPage} from '../../../read/listing/list-source';
import {pagingRules, readPage, type Listing} from '../lists/read-page';

/** How far a list was read. */
export interface TailEnd {
  /**
   * whole: every entry was seen. partial: entries may be unseen, and the list fits below the offset
   * cap. too_long: it does not fit, and only its first page was seen.
   */
  readonly reach: 'whole' | 'partial' | 'too_long';
  /** As the vendor counted on the first page; undefined when it did not say. */
  readonly total: number | undefined;
}

/**
 * Reads a part of a list, narrowed by a team or a search, for those whom the whole list has above
 * the offset cap. Lists keep their order, so they are at the end: the first page tells the length,
 * then pages are read from the last one backwards, through the same `share` (0 to 1) that the whole
 * list has above the cap, and on for as long as they bring somebody new. Nothing is proven by that;
 * it only finds most for few requests.
 */
export async function* listTail(
  listing: Listing,
  {seen, share}: {readonly seen: Set<string>; readonly share: number},
): AsyncGenerator<readonly JsonObject[], TailEnd> {
  const {rules: {pageSize, offsetCap} = pagingRules, read = readPage} = listing;
  const ids = new Set<string>();
  const first = await read(listing, {offset: 0}, pageSize);
  yield takeNew(listing, first.items, {ids, seen});
  const {total} = first;
  if (isWhole(first, ids.size)) return {reach: 'whole', total};
  if (total === undefined) return {reach: 'partial', total};
  if (total > offsetCap) return {reach: 'too_long', total};
  const start = first.items.length;
  for (let behind = total; behind > start;) {
    const offset = Math.max(start, behind - pageSize);
    const {items} = await read(listing, {offset}, pageSize);
    const fresh = takeNew(listing, items, {ids, seen});
    yield fresh;
    if (fresh.length === 0 && offset <= total * (1 - share)) break;
    behind = offset;
  }
  // A server may have given less than was asked for.
  return {reach: ids.size >= total ? 'whole' : 'partial', total};
}

/** A list of one page is whole where the vendor's word and its count agree. */
function isWhole({more, total, items}: ListPage<unknown>, met: number): boolean {
  return (more === false && met >= (total ?? 0)) || items.length === 0;
}

/** The items whose id is not in `seen`; puts ids into both sets. */
function takeNew(
  {idOf}: Listing,
  items: readonly JsonObject[],
  {ids, seen}: {readonly ids: Set<string>; readonly seen: Set<string>},
): readonly JsonObject[] {
  return items.filter((item) => {
    const id = idOf(item);
    if (id === undefined) return false;
    ids.add(id);
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}
