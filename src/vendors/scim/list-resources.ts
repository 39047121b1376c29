import type {JsonObject} from '../../core/json';
import type {HttpAnswer} from '../../http/request';
import {keyTextOf} from '../../read/listing/key-of';
import {listWhole, type ListEnd} from '../../read/listing/list-whole';
import type {ListPage, ListSource} from '../../read/listing/list-source';
import {absenceIn, missingPage, notAvailable, notReadable} from './absence';
import {readListPage} from './list-response';
import {attributeOf} from './names';
import {pageSizeOf, USUAL_PAGE_SIZE} from './page-size';
import type {ResourceKind} from './resource-kinds';
import type {ScimService} from './service';

/** A list to be read. */
export interface Listing {
  readonly service: ScimService;
  readonly kind: ResourceKind;
  readonly signal: AbortSignal;
}

/** By number (RFC 7644, 3.4.2.4), or by the cursor that a service gives (RFC 9865). */
type Place = {readonly startIndex: number} | {readonly cursor: string};

/** What the service has turned out to take. */
interface Taken {
  /** True once it has refused to count rows: behind its pages only cursors lead on. */
  byCursor: boolean;
  /** Rows of a page at most. */
  size: number;
}

/**
 * Reads a list to its end, each resource once; see `listWhole`. The next page begins behind what
 * came: `itemsPerPage` may be the `count` that was asked for instead of the number of rows (Pendo
 * does so). Pages are as long as the service says that they may be, and of the usual length where it
 * refuses those. A service that takes cursors only is asked for its first one.
 */
export async function* listResources(
  listing: Listing,
): AsyncGenerator<readonly JsonObject[], ListEnd> {
  const size = await pageSizeOf(listing.service, listing.signal);
  return yield* listWhole(sourceOf(listing, size));
}

function sourceOf(listing: Listing, pageSize: number): ListSource<Place> {
  const {service, kind} = listing;
  const taken: Taken = {byCursor: false, size: pageSize};
  return {
    vendor: `${service.profile.title}'s SCIM service`,
    purpose: `list ${kind.what}`,
    pageSize,
    first: {startIndex: 1},
    ask: (place, size) => askForPage({...listing, taken}, place, size),
    lengthAt: (_place, size) => Math.min(size, taken.size),
    behind: (place, rows) =>
      'startIndex' in place && !taken.byCursor ? {startIndex: place.startIndex + rows} : undefined,
    before: (place, rows) => {
      if (!('startIndex' in place)) return undefined;
      const startIndex = Math.max(1, place.startIndex - rows);
      return {place: {startIndex}, rows: place.startIndex - startIndex};
    },
    keyOf: (resource) => keyTextOf(attributeOf(resource, 'id')),
  };
}

interface FirstAsked {
  readonly count: number;
  readonly signal?: AbortSignal;
  /** Called when the service refused what it had told. */
  readonly onUsual?: () => void;
  /** Called when the service took a cursor and no startIndex. */
  readonly onCursor?: () => void;
}

/**
 * The first page; of the usual length where the service refuses another one, and by a cursor where it
 * refuses to count rows (RFC 9865).
 */
export async function askForFirst(
  service: ScimService,
  {path, what}: ResourceKind,
  {count, signal = service.signal, onUsual, onCursor}: FirstAsked,
): Promise<HttpAnswer> {
  const purpose = `list ${what}`;
  const query = {startIndex: 1, count};
  const answer = await service.get({path, query, purpose, signal, accept: [400]});
  if (answer.status !== 400) return answer;
  const usual = count > USUAL_PAGE_SIZE ? USUAL_PAGE_SIZE : count;
  if (usual < count) {
    onUsual?.();
    const shorter = {path, query: {startIndex: 1, count: usual}, purpose, signal, accept: [400]};
    const again = await service.get(shorter);
    if (again.status !== 400) return again;
  }
  const first = await service.get({path, query: {cursor: '', count: usual}, purpose, signal});
  onCursor?.();
  return first;
}

async function askForPage(
  listing: Listing & {readonly taken: Taken},
  place: Place,
  size: number,
): Promise<ListPage<Place>> {
  const {service, kind, signal, taken} = listing;
  const {profile, account, mask} = service;
  const count = Math.min(size, taken.size);
  const isFirst = 'startIndex' in place && place.startIndex === 1;
  const purpose = `list ${kind.what}`;
  const answer = isFirst
    ? await askForFirst(service, kind, {
        count,
        signal,
        onUsual: () => {
          taken.size = USUAL_PAGE_SIZE;
          service.told.pageSize = Promise.resolve(USUAL_PAGE_SIZE);
        },
        onCursor: () => (taken.byCursor = true),
      })
    : await service.get({path: kind.path, query: {...place, count}, purpose, signal});
  const absence = absenceIn(answer);
  if (absence !== undefined) {
    if (!isFirst) throw missingPage(profile, absence, answer.status);
    throw kind.isBasic
      ? notAvailable(profile, absence)
      : notReadable(profile, `${account}_${kind.what}`, absence);
  }
  const page = readListPage(answer.body, {title: profile.title, what: kind.what, mask});
  return {
    items: page.resources,
    total: page.total,
    next: page.cursor === undefined ? undefined : {cursor: page.cursor},
    // Within a list by cursors, no further cursor is the documented end.
    ...((taken.byCursor || 'cursor' in place) && page.cursor === undefined && {more: false}),
  };
}
