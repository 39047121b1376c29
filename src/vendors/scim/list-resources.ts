import type {JsonObject} from '../../core/json';
import type {HttpAnswer} from '../../http/request';
import {keyTextOf} from '../../read/listing/key-of';
import {listWhole, type ListEnd} from '../../read/listing/list-whole';
import type {ListPage, ListSource} from '../../read/listing/list-source';
import {absenceIn, missingPage, notAvailable, notReadable} from './absence';
import {readListPage} from './list-response';
import {attributeOf} from './names';
import type {ResourceKind} from './resource-kinds';
import type {ScimService} from './service';

/** The largest page that Pendo gives, and the usual one elsewhere. */
const PAGE_SIZE = 100;

/** A list to be read. */
export interface Listing {
  readonly service: ScimService;
  readonly kind: ResourceKind;
  readonly signal: AbortSignal;
}

/** By number (RFC 7644, 3.4.2.4), or by the cursor that a service gives (RFC 9865). */
type Place = {readonly startIndex: number} | {readonly cursor: string};

/**
 * Reads a list to its end, each resource once; see `listWhole`. The next page begins behind what
 * came: `itemsPerPage` may be the `count` that was asked for instead of the number of rows (Pendo
 * does so). A service that takes cursors only is asked for its first one.
 */
export function listResources(listing: Listing): AsyncGenerator<readonly JsonObject[], ListEnd> {
  return listWhole(sourceOf(listing));
}

function sourceOf(listing: Listing): ListSource<Place> {
  const {service, kind} = listing;
  /** True once the service has refused to count rows: behind its pages only cursors lead on. */
  const taken = {byCursor: false};
  return {
    vendor: `${service.profile.title}'s SCIM service`,
    purpose: `list ${kind.what}`,
    pageSize: PAGE_SIZE,
    first: {startIndex: 1},
    ask: (place, size) => askForPage({...listing, taken}, place, size),
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
  /** Called when the service took a cursor and no startIndex. */
  readonly onCursor?: () => void;
}

/** The first page; by a cursor where the service refuses to count rows (RFC 9865). */
export async function askForFirst(
  service: ScimService,
  {path, what}: ResourceKind,
  {count, signal = service.signal, onCursor}: FirstAsked,
): Promise<HttpAnswer> {
  const purpose = `list ${what}`;
  const query = {startIndex: 1, count};
  const answer = await service.get({path, query, purpose, signal, accept: [400]});
  if (answer.status !== 400) return answer;
  const first = await service.get({path, query: {cursor: '', count}, purpose, signal});
  onCursor?.();
  return first;
}

async function askForPage(
  listing: Listing & {readonly taken: {byCursor: boolean}},
  place: Place,
  size: number,
): Promise<ListPage<Place>> {
  const {service, kind, signal, taken} = listing;
  const {profile, account, mask} = service;
  const isFirst = 'startIndex' in place && place.startIndex === 1;
  const purpose = `list ${kind.what}`;
  const answer = isFirst
    ? await askForFirst(service, kind, {
        count: size,
        signal,
        onCursor: () => (taken.byCursor = true),
      })
    : await service.get({path: kind.path, query: {...place, count: size}, purpose, signal});
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
