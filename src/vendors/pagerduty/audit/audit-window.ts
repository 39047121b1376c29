import type {Clock} from '../../../core/clock';
import {Failure} from '../../../core/failure';
import {isJsonObject} from '../../../core/json';
import type {HttpClient} from '../../../http/request';
import type {StreamColumns} from '../../../read/columns/stream-columns';
import {listWhole} from '../../../read/listing/list-whole';
import type {ListPage, ListSource} from '../../../read/listing/list-source';
import {signsOf} from '../../../read/listing/signs';
import type {Row} from '../../../read/reader';
import {vendorTimeOf} from '../../shared/vendor-time';
import {itemsOf, ownId} from '../lists/read-page';
import {toAuditRow} from '../rows';

/** A time between two moments, both included, epoch milliseconds. */
export interface AuditWindow {
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** A record with its time. */
interface AuditEntry {
  /** Undefined for a record without an id, which the engine sets aside. */
  readonly id: string | undefined;
  /** Epoch milliseconds; the end of the window for a record whose time is none. */
  readonly atMs: number;
  readonly row: Row;
}

/** A window, read whole. */
export interface AuditPage {
  /** Oldest first. */
  readonly entries: readonly AuditEntry[];
  /** PagerDuty's own time when it was first asked, epoch milliseconds; undefined where it does not tell. */
  readonly vendorMs: number | undefined;
}

/** What a window is read with. */
interface WindowRead {
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly columns: StreamColumns;
  readonly signal: AbortSignal;
  /** A window of more records than this is given up. */
  readonly entriesMax: number;
  /** False for the smallest window: what cannot be proven there cannot be read. */
  readonly canShrink: boolean;
}

/** How a window's list ended. */
interface WindowEnd {
  pages: number;
  /** Rows of its last page, and how many were asked for. */
  rows: number;
  size: number;
  /** True where PagerDuty said in so many words that nothing follows. */
  said: boolean;
}

/** Services cut their lists at round numbers, PagerDuty's default is 25. */
const CAPS_ARE_MULTIPLES_OF = 5;

const PAGE_SIZE = 100;
const PURPOSE = 'list audit records';

/**
 * All records of a window, oldest first; PagerDuty gives them newest first (PagerDuty Q14).
 * Undefined when a smaller window is to be read instead: there are more than `entriesMax`, or the
 * only page looks as if it was cut. Records outside the window are left out. Throws a `data` Failure
 * when not even the smallest window shows its end.
 */
export async function readAuditWindow(
  window: AuditWindow,
  read: WindowRead,
): Promise<AuditPage | undefined> {
  const entries: AuditEntry[] = [];
  const time: {vendorMs: number | undefined} = {vendorMs: undefined};
  const end: WindowEnd = {pages: 0, rows: 0, size: 0, said: false};
  for await (const records of listWhole(sourceOf(window, read, {time, end}))) {
    for (const record of records) {
      const row = toAuditRow(record, read.columns);
      const at = row['execution_time'];
      const atMs = typeof at === 'string' ? Date.parse(at) : window.untilMs;
      if (isWithin(window, atMs)) entries.push({id: ownId(record), atMs, row});
    }
    if (read.canShrink && entries.length > read.entriesMax) return undefined;
  }
  if (read.canShrink && looksCut(end)) return undefined;
  if (!end.said && end.rows >= end.size) throw endless();
  return {entries: entries.reverse().sort((a, b) => a.atMs - b.atMs), ...time};
}

/** A cursor that led on before is believed; a page of a round length without one may have been cut. */
function looksCut({pages, rows, size, said}: WindowEnd): boolean {
  if (rows === 0 || (said && pages > 1)) return false;
  return rows >= size || rows % CAPS_ARE_MULTIPLES_OF === 0;
}

function endless(): Failure {
  return new Failure({
    kind: 'data',
    message: `PagerDuty's answers to "${PURPOSE}" are full pages without a "next_cursor", so nothing tells whether there are more records, and the list would be incomplete. Check pagerduty.base_url and your proxies; if they are right, report it to PagerDuty.`,
  });
}

function isWithin({sinceMs, untilMs}: AuditWindow, atMs: number): boolean {
  return atMs >= sinceMs && atMs <= untilMs;
}

/** What the answers tell besides their records. */
interface Notes {
  readonly time: {vendorMs: number | undefined};
  readonly end: WindowEnd;
}

/** PagerDuty's cursor of the trail ends with null, which its documents say. */
function sourceOf(window: AuditWindow, read: WindowRead, notes: Notes): ListSource<string | null> {
  return {
    vendor: 'PagerDuty',
    purpose: PURPOSE,
    pageSize: PAGE_SIZE,
    first: null,
    ask: (cursor, size) => askForPage(window, read, {cursor, size, ...notes}),
    behind: () => undefined,
    keyOf: ownId,
    endSignSuffices: true,
  };
}

async function askForPage(
  {sinceMs, untilMs}: AuditWindow,
  {client, clock, signal}: WindowRead,
  {cursor, size, time, end}: {cursor: string | null; size: number} & Notes,
): Promise<ListPage<string | null>> {
  const askedMs = clock.now();
  const answer = await client.send({
    method: 'GET',
    path: '/audit/records',
    query: {
      since: new Date(sinceMs).toISOString(),
      until: new Date(untilMs).toISOString(),
      limit: size,
      ...(cursor !== null && {cursor}),
    },
    repeatable: true, // a read changes nothing
    signal,
    purpose: PURPOSE,
  });
  time.vendorMs ??= vendorTimeOf(answer, {askedMs, answeredMs: clock.now()});
  const {body} = answer;
  const items = itemsOf(body, 'records', PURPOSE);
  const signs = signsOf(isJsonObject(body) ? body : {});
  if (items.length > 0) end.pages += 1;
  end.rows = items.length;
  end.size = size;
  end.said = signs.more === false || (isJsonObject(body) && 'next_cursor' in body);
  return {
    items,
    more: signs.more === true ? true : signs.cursor === undefined ? false : undefined,
    next: signs.cursor,
  };
}
