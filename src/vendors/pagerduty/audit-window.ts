import type {Clock} from '../../core/clock';
import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {HttpAnswer, HttpClient} from '../../http/request';
import type {Row} from '../../read/reader';
import {vendorTimeOf} from '../shared/vendor-time';
import {itemsOf} from './read-page';
import {toAuditRow} from './rows';

/** A time between two moments, both included, epoch milliseconds. */
export interface AuditWindow {
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** A record with its time, epoch milliseconds. */
export interface AuditEntry {
  readonly id: string;
  readonly atMs: number;
  readonly row: Row;
}

/** A window, read whole. */
export interface AuditPage {
  /** Oldest first. */
  readonly entries: readonly AuditEntry[];
  /** Records without id or time: nothing identifies or places them. */
  readonly setAside: number;
  /** PagerDuty's own time when it was first asked; undefined where it does not tell. */
  readonly vendorMs: number | undefined;
}

/** What a window is read with. */
export interface WindowRead {
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A window of more records than this is given up. */
  readonly entriesMax: number;
}

const PAGE_SIZE = 100;
const PURPOSE = 'list audit records';

/**
 * All records of a window, oldest first; PagerDuty gives them newest first (PagerDuty Q14).
 * Undefined when there are more than `entriesMax`. Records outside the window are left out. Throws a
 * `data` Failure when the vendor's cursor repeats itself or brings nothing new.
 */
export async function readAuditWindow(
  window: AuditWindow,
  read: WindowRead,
): Promise<AuditPage | undefined> {
  const entries = new Map<string, AuditEntry>();
  const askedMs = read.clock.now();
  let vendorMs: number | undefined;
  let setAside = 0;
  const seen = new Set<string>();
  const cursors = new Set<string>();
  let cursor: string | undefined;
  for (;;) {
    const page = await readPage(window, cursor, read);
    const knownBefore = seen.size;
    if (cursor === undefined) {
      vendorMs = vendorTimeOf(page.answer, {askedMs, answeredMs: read.clock.now()});
    }
    setAside += page.setAside;
    for (const entry of page.entries) {
      seen.add(entry.id);
      if (isWithin(window, entry)) entries.set(entry.id, entry);
    }
    if (entries.size > read.entriesMax) return undefined;
    cursor = page.next;
    if (cursor === undefined) return {entries: oldestFirst(entries), setAside, vendorMs};
    if (seen.size === knownBefore || cursors.has(cursor)) throw standsStill();
    cursors.add(cursor);
  }
}

function oldestFirst(entries: ReadonlyMap<string, AuditEntry>): readonly AuditEntry[] {
  return [...entries.values()].reverse().sort((a, b) => a.atMs - b.atMs);
}

function isWithin({sinceMs, untilMs}: AuditWindow, {atMs}: AuditEntry): boolean {
  return atMs >= sinceMs && atMs <= untilMs;
}

interface ReadPage {
  readonly answer: HttpAnswer;
  readonly entries: readonly AuditEntry[];
  readonly setAside: number;
  readonly next: string | undefined;
}

async function readPage(
  {sinceMs, untilMs}: AuditWindow,
  cursor: string | undefined,
  {client, signal}: WindowRead,
): Promise<ReadPage> {
  const answer = await client.send({
    method: 'GET',
    path: '/audit/records',
    query: {
      since: new Date(sinceMs).toISOString(),
      until: new Date(untilMs).toISOString(),
      limit: PAGE_SIZE,
      cursor,
    },
    repeatable: true, // a read changes nothing
    signal,
    purpose: PURPOSE,
  });
  const items = itemsOf(answer.body, 'records', PURPOSE);
  // True because itemsOf has found an array in it.
  const next = (answer.body as JsonObject)['next_cursor'];
  const usable = items.filter(isUsable);
  return {
    answer,
    entries: usable.map(toEntry),
    setAside: items.length - usable.length,
    next: typeof next === 'string' && next !== '' ? next : undefined,
  };
}

function isUsable({id, execution_time: at}: JsonObject): boolean {
  const isId = typeof id === 'string' ? id !== '' : typeof id === 'number';
  return isId && typeof at === 'string' && !Number.isNaN(Date.parse(at));
}

function toEntry(record: JsonObject): AuditEntry {
  const row = toAuditRow(record);
  // Both are there, the second one a time: such records only come here.
  return {id: String(row['id']), atMs: Date.parse(String(row['execution_time'])), row};
}

function standsStill(): Failure {
  return new Failure({
    kind: 'data',
    message:
      "PagerDuty's cursor for audit records does not move, so the list would be incomplete. Run the sync again; report it to PagerDuty if it happens again.",
  });
}
