import type {Clock} from '../../../core/clock';
import {isJsonObject} from '../../../core/json';
import type {HttpClient} from '../../../http/request';
import type {StreamColumns} from '../../../read/columns/stream-columns';
import {listWhole} from '../../../read/listing/list-whole';
import type {ListPage, ListSource} from '../../../read/listing/list-source';
import {signsOf} from '../../../read/listing/signs';
import type {Row} from '../../../read/reader';
import {vendorTimeOf} from '../../shared/vendor-time';
import {itemsOf, ownId} from '../read-page';
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
}

const PAGE_SIZE = 100;
const PURPOSE = 'list audit records';

/**
 * All records of a window, oldest first; PagerDuty gives them newest first (PagerDuty Q14).
 * Undefined when there are more than `entriesMax`. Records outside the window are left out.
 */
export async function readAuditWindow(
  window: AuditWindow,
  read: WindowRead,
): Promise<AuditPage | undefined> {
  const entries: AuditEntry[] = [];
  const time: {vendorMs: number | undefined} = {vendorMs: undefined};
  for await (const records of listWhole(sourceOf(window, read, time))) {
    for (const record of records) {
      const row = toAuditRow(record, read.columns);
      const at = row['execution_time'];
      const atMs = typeof at === 'string' ? Date.parse(at) : window.untilMs;
      if (isWithin(window, atMs)) entries.push({id: ownId(record), atMs, row});
    }
    if (entries.length > read.entriesMax) return undefined;
  }
  return {entries: entries.reverse().sort((a, b) => a.atMs - b.atMs), ...time};
}

function isWithin({sinceMs, untilMs}: AuditWindow, atMs: number): boolean {
  return atMs >= sinceMs && atMs <= untilMs;
}

/** PagerDuty's cursor of the trail ends with null, which its documents say. */
function sourceOf(
  window: AuditWindow,
  read: WindowRead,
  time: {vendorMs: number | undefined},
): ListSource<string | null> {
  return {
    vendor: 'PagerDuty',
    purpose: PURPOSE,
    pageSize: PAGE_SIZE,
    first: null,
    ask: (cursor, size) => askForPage(window, read, {cursor, size, time}),
    behind: () => undefined,
    keyOf: ownId,
    endSignSuffices: true,
  };
}

async function askForPage(
  {sinceMs, untilMs}: AuditWindow,
  {client, clock, signal}: WindowRead,
  {cursor, size, time}: {cursor: string | null; size: number; time: {vendorMs: number | undefined}},
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
  return {
    items,
    more: signs.more === true ? true : signs.cursor === undefined ? false : undefined,
    next: signs.cursor,
  };
}
