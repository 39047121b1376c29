import type {JsonObject} from '../../../core/json';
import {listWhole, type ListEnd} from '../../../read/listing/list-whole';
import type {ListSource} from '../../../read/listing/list-source';
import {pagingRules, readPage, type Listing, type Place} from './read-page';

/**
 * Reads a list page by page to its end, see `listWhole`; items whose id is in `seen` are left out
 * and new ids are put into it. `total=true` on the first page (PagerDuty Q1) tells how many there
 * must be. `complete` is false when the offset cap was reached before the end.
 */
export function listPages(
  listing: Listing,
  seen = new Set<string>(),
): AsyncGenerator<readonly JsonObject[], ListEnd> {
  return listWhole(sourceOf(listing), seen);
}

function sourceOf(listing: Listing): ListSource<Place> {
  const {
    purpose,
    idOf,
    neverEmpty,
    isPartOfMany = false,
    pagesOverlap = true,
    rules = pagingRules,
    read = readPage,
  } = listing;
  return {
    vendor: 'PagerDuty',
    purpose,
    pageSize: rules.pageSize,
    first: {offset: 0},
    ask: (place, size) => read(listing, place, size),
    behind: (place, rows) => ('offset' in place ? {offset: place.offset + rows} : undefined),
    ...(pagesOverlap ? {before: earlier} : {countSuffices: true}),
    keyOf: idOf,
    endSignSuffices: isPartOfMany,
    ...(neverEmpty !== undefined && {neverEmpty}),
  };
}

function earlier(
  place: Place,
  rows: number,
): {readonly place: Place; readonly rows: number} | undefined {
  if (!('offset' in place)) return undefined;
  const offset = Math.max(0, place.offset - rows);
  return {place: {offset}, rows: place.offset - offset};
}
