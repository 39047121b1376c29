import type {JsonObject} from '../../core/json';
import type {HttpClient} from '../../http/request';
import type {StreamColumns} from '../../read/columns/stream-columns';
import type {CursorPage, CursorReader, ReadContext} from '../../read/reader';
import {readAuditWindow, type AuditEntry, type WindowRead} from './audit-window';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** PagerDuty refuses more than 31 days at once (PagerDuty Q14). */
const WINDOW_MAX_MS = 30 * DAY_MS;
/** Windows are not made smaller than this, however much is in them. */
const WINDOW_MIN_MS = MINUTE_MS;
/** Records become visible late, and clocks differ: so much of the last window is read again. */
const OVERLAP_MS = 5 * MINUTE_MS;
/** How long PagerDuty keeps the trail. */
const KEPT_MS = 365 * DAY_MS;
/** Before that there was no trail. */
const FIRST_MS = Date.UTC(2020, 11, 2);
/** Records that are held in memory to be turned round; a fuller window is made smaller. */
const ENTRIES_MAX = 5_000;

/** Where a read has come to. */
interface Place {
  /** Everything up to here was passed on, epoch milliseconds. */
  readonly throughMs: number;
  /** Ids that were passed on of the time that is read again. */
  readonly recentIds: readonly string[];
}

/**
 * The audit trail, oldest first. PagerDuty gives it newest first, so it is read in windows: each is
 * read whole and turned round, and the position moves only behind a complete window. The last five
 * minutes are read again the next time; ids tell what was passed on, so that nothing is lost or
 * repeated where records share a time or become visible late. A window of more than `entriesMax`
 * records is not held in memory but made smaller, down to a minute.
 */
export function auditReader(
  client: HttpClient,
  columns: StreamColumns,
  entriesMax = ENTRIES_MAX,
): CursorReader {
  return {
    kind: 'cursor',
    stream: {...columns, cursorField: 'execution_time'},
    pages: (position, context) => pages({client, columns, entriesMax}, position, context),
  };
}

async function* pages(
  {client, columns, entriesMax}: Omit<WindowRead, 'signal'>,
  position: JsonObject | undefined,
  {syncStartMs, signal}: ReadContext,
): AsyncGenerator<CursorPage> {
  let place = openPlace(position) ?? {throughMs: firstMs(syncStartMs), recentIds: []};
  let lengthMs = WINDOW_MAX_MS;
  while (place.throughMs < syncStartMs) {
    const sinceMs = place.throughMs - OVERLAP_MS;
    const untilMs = Math.min(place.throughMs + lengthMs, syncStartMs);
    const span = untilMs - place.throughMs;
    const canShrink = span > WINDOW_MIN_MS;
    const entries = await readAuditWindow(
      {sinceMs, untilMs},
      {client, columns, signal, entriesMax: canShrink ? entriesMax : Number.POSITIVE_INFINITY},
    );
    if (entries === undefined) {
      lengthMs = Math.max(WINDOW_MIN_MS, Math.floor(span / 2));
      continue;
    }
    const page = pageOf(entries, place, untilMs);
    yield page;
    place = page.place;
    lengthMs = Math.min(WINDOW_MAX_MS, lengthMs * 2);
  }
}

function pageOf(
  entries: readonly AuditEntry[],
  before: Place,
  throughMs: number,
): CursorPage & {readonly place: Place} {
  const passedOn = new Set(before.recentIds);
  const rows = entries.filter(({id}) => id === undefined || !passedOn.has(id)).map(({row}) => row);
  const recent = entries.filter(({atMs}) => atMs >= throughMs - OVERLAP_MS);
  const place: Place = {throughMs, recentIds: recent.flatMap(({id}) => id ?? [])};
  return {
    rows,
    rowsRead: entries.length,
    position: {through: new Date(throughMs).toISOString(), recent_ids: place.recentIds},
    place,
  };
}

/** Undefined for a position that cannot be understood: then the trail is read from its beginning. */
function openPlace(position: JsonObject | undefined): Place | undefined {
  const through = position?.['through'];
  const throughMs = typeof through === 'string' ? Date.parse(through) : Number.NaN;
  if (Number.isNaN(throughMs)) return undefined;
  const ids = position?.['recent_ids'];
  const recentIds = Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  return {throughMs, recentIds};
}

function firstMs(syncStartMs: number): number {
  return Math.max(syncStartMs - KEPT_MS, FIRST_MS);
}
