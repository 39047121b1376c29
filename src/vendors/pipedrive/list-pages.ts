import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {HttpClient, QueryValue} from '../../http/request';
import {openEnvelope, recordsOf} from './envelope';

/** The largest page that Pipedrive gives. */
export const PAGE_SIZE = 500;

/** A list of Pipedrive's. */
export interface Listing {
  readonly client: HttpClient;
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue | undefined>>;
  /** Budget tokens per request. */
  readonly cost: number;
  /** For messages: "list users". */
  readonly purpose: string;
  readonly signal: AbortSignal;
  /** What tells records apart. Default: their `id`. */
  readonly keyOf?: (record: JsonObject) => unknown;
  /** What a 404 means; default: a failure. Called once, then the list is empty. */
  readonly onGone?: () => unknown;
}

/**
 * Reads a list to its end, page by page; ends without an error only when the vendor says that
 * nothing follows. One form of request serves both readings of `/users`: where lists are whole, start
 * and limit are ignored and there is no pagination block; where they are paged, the block is
 * followed (Pipedrive Q4, Q20). Records seen on an earlier page are left out.
 */
export async function* listPages(listing: Listing): AsyncGenerator<readonly JsonObject[]> {
  const {keyOf = idOf, onGone} = listing;
  const seen = new Set<unknown>();
  let start: number | undefined = 0;
  while (start !== undefined) {
    const answer = await listing.client.send({
      method: 'GET',
      path: listing.path,
      query: {...listing.query, start, limit: PAGE_SIZE},
      repeatable: true, // a read changes nothing
      signal: listing.signal,
      cost: listing.cost,
      purpose: listing.purpose,
      ...(onGone && {accept: [404]}),
    });
    if (answer.status === 404) {
      onGone?.();
      return;
    }
    const envelope = openEnvelope(answer.body, listing.purpose);
    const records = recordsOf(envelope, listing.purpose);
    const fresh = records.filter((record) => !seen.has(keyOf(record)));
    for (const record of fresh) seen.add(keyOf(record));
    const next = nextStart(envelope.pagination, start, records.length);
    if (next !== undefined && (fresh.length === 0 || next <= start))
      throw standsStill(listing, start);
    yield fresh;
    start = next;
  }
}

function idOf(record: JsonObject): unknown {
  return record['id'];
}

/** Where the next page starts; undefined at the end. */
function nextStart(
  pagination: JsonObject | undefined,
  start: number,
  count: number,
): number | undefined {
  if (pagination?.['more_items_in_collection'] !== true) return undefined;
  const next = Number(pagination['next_start'] ?? Number.NaN);
  // Without next_start, go on behind what came: a server may give less than was asked for.
  return Number.isSafeInteger(next) ? next : start + count;
}

function standsStill(listing: Listing, start: number): Failure {
  return new Failure({
    kind: 'data',
    message: `Pipedrive says that "${listing.purpose}" has more records but gave none that are new, so the list would be incomplete. Run the sync again; report it to Pipedrive if it happens again.`,
    detail: `${listing.path} stands still at start=${start}`,
  });
}
