import type {Clock} from '../../../core/clock';
import {CLOCK_SKEW_MAX_MS} from '../../../core/clock-skew';
import type {JsonObject} from '../../../core/json';
import type {HttpClient} from '../../../http/request';
import type {StreamColumns} from '../../../read/columns/stream-columns';
import type {CursorPage, CursorReader, ReadContext} from '../../../read/reader';
import {firstPlace, openPlace, OVERLAP_MS, placeJson, type AuditPlace} from './audit-place';
import {readAuditWindow, type AuditPage, type AuditWindow} from './audit-window';

const MINUTE_MS = 60_000;
/** PagerDuty refuses more than 31 days at once (PagerDuty Q14). */
const WINDOW_MAX_MS = 30 * 24 * 60 * MINUTE_MS;
/** When PagerDuty's clock is this far ahead of where the windows end, another one is read. */
const BEHIND_MIN_MS = 10_000;
/** Windows are not made smaller than this, however much is in them. */
const WINDOW_MIN_MS = MINUTE_MS;
/** Records that are held in memory to be turned round; a fuller window is made smaller. */
const ENTRIES_MAX = 5_000;

/** What the trail is read with. */
interface AuditParts {
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly columns: StreamColumns;
  readonly entriesMax?: number;
}

/**
 * The audit trail, oldest first. PagerDuty gives it newest first, so it is read in windows: each is
 * read whole and turned round, and the position moves only behind a complete window. The last five
 * minutes are read again the next time; ids tell what was passed on, so that nothing is lost or
 * repeated where records share a time or become visible late. A window of more than `entriesMax`
 * records is not held in memory but made smaller, down to a minute.
 *
 * The position is in PagerDuty's time, which its answers tell: a clock of ours that is ahead must not
 * move it behind records that are still to come, and one that is behind must not hold it back.
 */
export function auditReader(parts: AuditParts): CursorReader {
  return {
    kind: 'cursor',
    stream: {...parts.columns, cursorField: 'execution_time'},
    pages: (position, context) => pages({...parts, ...context}, position),
  };
}

/** A read under way. */
interface Reading extends AuditParts, ReadContext {}

async function* pages(
  reading: Reading,
  position: JsonObject | undefined,
): AsyncGenerator<CursorPage> {
  const {syncStartMs} = reading;
  const saved = savedPlace(reading, position);
  let place = saved ?? firstPlace(syncStartMs);
  let lengthMs = WINDOW_MAX_MS;
  // Our own time, until the first answer has told PagerDuty's.
  let nowMs = syncStartMs;
  let vendorMs: number | undefined;
  let isAsked = false;
  let isRead = false;
  while (!isRead || nowMs - place.throughMs > BEHIND_MIN_MS) {
    const window = windowAt(place, {lengthMs, nowMs});
    const page = await readWindow(reading, window, place);
    if (page === undefined) {
      const span = window.untilMs - place.throughMs;
      lengthMs = Math.max(WINDOW_MIN_MS, Math.floor(span / 2));
      continue;
    }
    if (!isAsked) {
      isAsked = true;
      vendorMs = page.vendorMs;
      nowMs = vendorMs ?? syncStartMs;
      const corrected = correctPlace(reading, {place, nowMs, isSaved: saved !== undefined});
      if (corrected !== undefined) {
        place = corrected;
        continue;
      }
      // The window before only asked for the time.
      if (place.throughMs > syncStartMs) continue;
    }
    isRead = true;
    yield pageOf(page, place, knownThrough(reading, page, {place, window, vendorMs}));
    place = placeAfter(page, window.untilMs);
    lengthMs = Math.min(WINDOW_MAX_MS, lengthMs * 2);
  }
}

/** The next window; when the place is ahead of the clock, a short one that tells PagerDuty's time. */
function windowAt(
  {throughMs}: AuditPlace,
  {lengthMs, nowMs}: {readonly lengthMs: number; readonly nowMs: number},
): AuditWindow {
  const fromMs = Math.min(throughMs, nowMs);
  return {sinceMs: fromMs - OVERLAP_MS, untilMs: Math.min(fromMs + lengthMs, nowMs)};
}

function readWindow(
  {client, clock, columns, signal, entriesMax = ENTRIES_MAX}: Reading,
  window: AuditWindow,
  {throughMs}: AuditPlace,
): Promise<AuditPage | undefined> {
  const canShrink = window.untilMs - throughMs > WINDOW_MIN_MS;
  return readAuditWindow(window, {client, clock, columns, signal, entriesMax, canShrink});
}

/** A place in the future, or a beginning that a wrong clock of ours has chosen, in PagerDuty's time. */
function correctPlace(
  reading: Reading,
  {place, nowMs, isSaved}: {place: AuditPlace; nowMs: number; isSaved: boolean},
): AuditPlace | undefined {
  if (isSaved && place.throughMs > nowMs + OVERLAP_MS) {
    warnOfPosition(reading, 'is in the future');
    return firstPlace(nowMs);
  }
  const first = firstPlace(nowMs);
  return !isSaved && first.throughMs < place.throughMs - MINUTE_MS ? first : undefined;
}

/**
 * Up to where everything is surely there. PagerDuty's clock says it; without that, a window's end is
 * only believed when it is long past, and else the newest record that was seen.
 */
function knownThrough(
  {syncStartMs}: Reading,
  {entries}: AuditPage,
  {
    place,
    window: {untilMs},
    vendorMs,
  }: {
    readonly place: AuditPlace;
    readonly window: AuditWindow;
    readonly vendorMs: number | undefined;
  },
): number {
  if (vendorMs !== undefined) return Math.min(untilMs, vendorMs);
  const newestMs = entries.at(-1)?.atMs ?? place.throughMs;
  const longPastMs = syncStartMs - CLOCK_SKEW_MAX_MS;
  return Math.min(untilMs, Math.max(place.throughMs, newestMs, longPastMs));
}

function pageOf(page: AuditPage, before: AuditPlace, throughMs: number): CursorPage {
  const {entries} = page;
  const passedOn = new Set(before.recentIds);
  return {
    rows: entries.filter(({id}) => id === undefined || !passedOn.has(id)).map(({row}) => row),
    rowsRead: entries.length,
    position: placeJson(placeAfter(page, throughMs)),
  };
}

function placeAfter({entries}: AuditPage, throughMs: number): AuditPlace {
  const recent = entries.filter(({atMs}) => atMs >= throughMs - OVERLAP_MS);
  return {throughMs, recentIds: recent.flatMap(({id}) => id ?? [])};
}

/** Undefined without a position, and for one that cannot be right: then the trail is read whole. */
function savedPlace(reading: Reading, position: JsonObject | undefined): AuditPlace | undefined {
  if (position === undefined) return undefined;
  const place = openPlace(position, reading.syncStartMs);
  if (typeof place !== 'string') return place;
  warnOfPosition(reading, place);
  return undefined;
}

function warnOfPosition({log, columns: {name}}: Reading, flaw: string): void {
  log?.(
    'WARN',
    `The saved position of ${name} ${flaw} and is not used: the audit trail is read from the beginning.`,
  );
}
