import type {JsonObject} from '../../core/json';
import type {SentList} from '../../core/records/sent-list';
import type {HttpClient, QueryValue} from '../../http/request';
import {keyTextOf} from '../../read/listing/key-of';
import {listWhole} from '../../read/listing/list-whole';
import type {ListPage, ListSource} from '../../read/listing/list-source';
import type {Signs} from '../../read/listing/signs';
import {openEnvelope, recordsOf} from './envelope';
import {fillGap} from './fill-gap';

/** The largest page that Pipedrive gives. */
export const PAGE_SIZE = 500;

/** A list of Pipedrive's. */
interface Listing {
  readonly client: HttpClient;
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue | undefined>> | undefined;
  /** Budget tokens per request. */
  readonly cost: number;
  /** For messages: "list users". */
  readonly purpose: string;
  readonly signal: AbortSignal;
  /** What tells records apart; undefined for one that lacks it. Default: their `id`. */
  readonly keyOf?: (record: JsonObject) => string | undefined;
  /** Why the list cannot be empty, where it cannot. */
  readonly neverEmpty?: string | undefined;
  /** True for the list of one user or one role, of which there are many. */
  readonly isPartOfMany?: boolean;
  /** Makes rows of the records in an answer's text, where it can; they then stand in place of records. */
  readonly list?: SentList | undefined;
  /** What a 404 of the first page means; default: a failure. Called once, then the list is empty. */
  readonly onGone?: () => unknown;
}

/** Version 1 counts rows; version 2, and servers like it, hand out cursors. */
type Place = {readonly start: number} | {readonly cursor: string};

/**
 * Reads a list to its end, page by page; see `listWhole`. One form of request serves both readings
 * of `/users`: where lists are whole, start and limit are ignored and there is no pagination block;
 * where they are paged, the block is followed (Pipedrive Q4, Q20).
 */
export function listPages(listing: Listing): AsyncGenerator<readonly JsonObject[], unknown> {
  return listWhole(sourceOf(listing));
}

function sourceOf(listing: Listing): ListSource<Place> {
  const {purpose, keyOf = ownId, neverEmpty, isPartOfMany = false} = listing;
  return {
    vendor: 'Pipedrive',
    purpose,
    pageSize: PAGE_SIZE,
    first: {start: 0},
    ask: (place, size) => askWithoutGap(listing, place, size),
    behind: (place, rows) => ('start' in place ? {start: place.start + rows} : undefined),
    before: (place, rows) => {
      if (!('start' in place)) return undefined;
      const start = Math.max(0, place.start - rows);
      return {place: {start}, rows: place.start - start};
    },
    keyOf,
    endSignSuffices: isPartOfMany,
    ...(neverEmpty !== undefined && {neverEmpty}),
  };
}

const ownId = ({id}: JsonObject): string | undefined => keyTextOf(id);

/** A page; where its next start lies behind the rows that came, with those in between. */
async function askWithoutGap(
  listing: Listing,
  place: Place,
  size: number,
): Promise<ListPage<Place>> {
  const page = await askForPage(listing, place, size);
  const {items, next} = page;
  if (!('start' in place) || items.length === 0) return page;
  const from = place.start + items.length;
  if (next === undefined || !('start' in next) || next.start <= from) return page;
  const {keyOf = ownId, purpose} = listing;
  const filled = await fillGap(
    {items, from, to: next.start, keyOf, purpose},
    async (start, limit) => (await askForPage(listing, {start}, Math.min(size, limit))).items,
  );
  return {...page, items: filled.items, next: {start: filled.next}};
}

async function askForPage(listing: Listing, place: Place, size: number): Promise<ListPage<Place>> {
  const {client, path, query, cost, purpose, list, signal, onGone} = listing;
  const mayBeGone = onGone !== undefined && 'start' in place && place.start === 0;
  const answer = await client.send({
    method: 'GET',
    path,
    query: {...query, ...place, limit: size},
    repeatable: true, // a read changes nothing
    list,
    signal,
    cost,
    purpose,
    ...(mayBeGone && {accept: [404]}),
  });
  if (answer.status === 404) {
    onGone?.();
    return {items: [], more: false};
  }
  const envelope = openEnvelope(answer.body, purpose);
  const {more, cursor, start, total} = envelope.signs;
  return {items: recordsOf(envelope, purpose), total, more, next: nextPlace({more, cursor, start})};
}

/** A start beside the word that nothing follows is only the place behind the end. */
function nextPlace({more, cursor, start}: Omit<Signs, 'total'>): Place | undefined {
  if (cursor !== undefined) return {cursor};
  return start === undefined || more === false ? undefined : {start};
}
