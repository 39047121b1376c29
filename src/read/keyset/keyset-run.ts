import {digestOf} from '../change-detection/digest';
import type {DigestTable} from '../change-detection/digest-table';
import {putDigest, tableSize} from '../change-detection/digest-table';
import {escapeKey} from '../change-detection/escape-key';
import {rowJson} from '../columns/text-row';
import {CLOCK_SKEW_MAX_MS} from '../../core/clock-skew';
import type {KeysetAnswer, KeysetFetch, KeysetOptions} from './keyset-options';
import type {CursorPage, ReadContext, Row} from '../reader';
import type {KeysetMemory, KeysetPlace, ListingPlace} from './keyset-position';
import {positionJson} from './keyset-position';
import type {RecentKeys} from './recent-keys';
import {forgetOld, markOf, remember} from './recent-keys';

/** One keyset read under way: what is remembered, and where it stands. */
export interface KeysetRun {
  readonly options: KeysetOptions;
  readonly context: ReadContext;
  readonly recent: RecentKeys;
  readonly undated: DigestTable;
  /** Rows with a cursor before this one are known; minus infinity in the first listing. */
  readonly from: number;
  /** When the reading began for the vendor; undefined until it has told, or where it never does. */
  readonly vendorTime: {startMs: number | undefined};
  /** Digests of the rows without a key that were passed on, to be counted. */
  readonly keyless: Set<string>;
  place: KeysetPlace;
  /** Greatest cursor seen in this run; minus infinity for none. */
  newest: number;
  /** Rows since the last page with a position. */
  unsaved: number;
  /** True once the user was told that rows will be repeated. */
  overflowed: boolean;
}

/**
 * How far the clock that stamps the vendor's rows may be behind the one that dates its answers: a read
 * begins at the last cursor that was seen, but, where nothing changes for long, no more than this before
 * the start of the read before. Where the vendor does not tell its time, ours may be off by more.
 */
const STAMPS_BEHIND_MAX_MS = 24 * 3_600_000;

const RECENT_KEYS_MAX = 50_000;

/** A position holds all recent and undated keys: it is made again after a quarter as many rows. */
const POSITION_SHARE = 4;

/** Begins a run where the memory stands. */
export function startRun(
  options: KeysetOptions,
  context: ReadContext,
  {place, recent, undated}: KeysetMemory,
): KeysetRun {
  const from = (place.since ?? Number.NEGATIVE_INFINITY) - options.lookbackMs;
  const newest = place.listing?.newest ?? Number.NEGATIVE_INFINITY;
  const vendorTime = {startMs: undefined};
  return {
    ...{context, recent, undated, from, place, newest, vendorTime},
    options: {...options, fetch: noteVendorTime(options.fetch, vendorTime)},
    keyless: new Set(),
    unsaved: 0,
    overflowed: false,
  };
}

/** The first answer tells when the reading began for the vendor. */
function noteVendorTime(fetch: KeysetFetch, time: KeysetRun['vendorTime']): KeysetFetch {
  const noted = async (asked: Promise<KeysetAnswer>): Promise<KeysetAnswer> => {
    const answer = await asked;
    time.startMs ??= answer.vendorMs;
    return answer;
  };
  return {
    listing: (request) => noted(fetch.listing(request)),
    window: (request) => noted(fetch.window(request)),
    tie: (request) => noted(fetch.tie(request)),
    ...(fetch.last && {last: fetch.last}),
  };
}

/** When this reading began: the vendor's time, or ours where it does not tell. */
export function startOf({vendorTime, context}: KeysetRun): number {
  return vendorTime.startMs ?? context.syncStartMs;
}

/** A row with its key. */
interface KeyedRow {
  readonly key: string;
  readonly row: Row;
}

/** The rows that have a key: only those say anything about an order. */
export function keyedRows({options}: KeysetRun, rows: readonly Row[]): readonly KeyedRow[] {
  const keyed: KeyedRow[] = [];
  for (const row of rows) {
    const key = options.keyOf(row);
    if (key !== undefined) keyed.push({key, row});
  }
  return keyed;
}

/** The keys of the rows that have one. */
export function keysOf({options}: KeysetRun, rows: readonly Row[]): readonly string[] {
  const keys: string[] = [];
  for (const row of rows) {
    const key = options.keyOf(row);
    if (key !== undefined) keys.push(key);
  }
  return keys;
}

/** The page to be passed on for an answer's rows, after which the read stands at `place`. */
export function pageOf(run: KeysetRun, rows: readonly Row[], place: KeysetPlace): CursorPage {
  const chosen = chooseNews(run, rows);
  run.unsaved += rows.length;
  run.place = place.listing ? {...place, listing: listingPlace(run, place.listing)} : place;
  forget(run, oldestKept(run));
  const page = {rows: chosen, rowsRead: rows.length};
  if (run.unsaved * POSITION_SHARE < run.recent.size + tableSize(run.undated)) return page;
  run.unsaved = 0;
  return {...page, position: positionJson(run)};
}

function listingPlace(run: KeysetRun, listing: ListingPlace): ListingPlace {
  return {...listing, startedAtMs: listing.startedAtMs ?? startOf(run), newest: seen(run)};
}

/**
 * The last page of a run: everything up to now is read, and the next run looks for what changed
 * since the reading began.
 */
export function lastPage(run: KeysetRun): CursorPage {
  const startedAtMs = run.place.listing?.startedAtMs ?? startOf(run);
  const since = Math.max(seenUpTo(run, startedAtMs), oldestSince(run, startedAtMs));
  const listedAtMs = run.place.listing ? startedAtMs : run.place.listedAtMs;
  run.place = {since, listedAtMs, listing: undefined, tie: undefined};
  forget(run, since - run.options.lookbackMs);
  return {rows: [], position: positionJson(run)};
}

/** The row's cursor; undefined for none and for what cannot be a time. */
export function cursorOf(run: KeysetRun, row: Row): number | undefined {
  const cursor = run.options.cursorOf(row);
  return Number.isSafeInteger(cursor) ? cursor : undefined;
}

function chooseNews(run: KeysetRun, rows: readonly Row[]): readonly Row[] {
  const {options, recent} = run;
  return rows.filter((row) => {
    const key = options.keyOf(row);
    if (key === undefined) return isNewKeyless(run, row);
    const cursor = cursorOf(run, row);
    if (cursor === undefined) return isUndatedNews(run, key, row);
    if (cursor > run.newest) run.newest = cursor;
    if (cursor < run.from) return false;
    const isNeeded = cursor >= oldestNeeded(run);
    if (!isNeeded && !recent.has(key)) return true;
    const mark = markOf(row, cursor);
    const isKnown = recent.get(key) === mark;
    if (isNeeded && !isKnown) remember(recent, key, mark);
    return !isKnown;
  });
}

/** Whoever counts what is set aside must not be given a row of two overlapping answers twice. */
function isNewKeyless({keyless}: KeysetRun, row: Row): boolean {
  const digest = digestOf(JSON.stringify(row));
  if (keyless.has(digest)) return false;
  keyless.add(digest);
  return true;
}

function isUndatedNews(run: KeysetRun, key: string, row: Row): boolean {
  const result = putDigest(run.undated, escapeKey(key), digestOf(rowJson(row)));
  return result !== 'same' && result !== 'repeated';
}

/** Rows from here on may be read again by a later run, so their keys are remembered. */
function oldestNeeded(run: KeysetRun): number {
  const {options, place} = run;
  // A window that breaks off is begun again at the last cursor, however long ago that was; a
  // listing goes on by key, and a window follows it only when it is complete.
  const startedAtMs = place.listing?.startedAtMs ?? startOf(run);
  const seenMs = seenUpTo(run, startedAtMs);
  const since = place.listing ? Math.max(seenMs, oldestSince(run, startedAtMs)) : seenMs;
  return since - options.lookbackMs;
}

/** Where the next run begins at the earliest, regardless of what was seen. */
function oldestSince({vendorTime}: KeysetRun, startedAtMs: number): number {
  const isTold = vendorTime.startMs !== undefined;
  return startedAtMs - (isTold ? STAMPS_BEHIND_MAX_MS : CLOCK_SKEW_MAX_MS);
}

/** A listing meets rows in any order of time, so what was known when it began is kept to its end. */
function oldestKept(run: KeysetRun): number {
  const needed = oldestNeeded(run);
  const isLaterListing = run.place.listing !== undefined && Number.isFinite(run.from);
  return isLaterListing ? Math.min(run.from, needed) : needed;
}

/** The last cursor seen, as far as it does not lie behind the time when the reading began. */
function seenUpTo({place, newest}: KeysetRun, startedAtMs: number): number {
  return Math.max(place.since ?? Number.NEGATIVE_INFINITY, Math.min(startedAtMs, newest));
}

function seen({newest}: KeysetRun): number | undefined {
  return Number.isFinite(newest) ? newest : undefined;
}

function forget(run: KeysetRun, keepFrom: number): void {
  const {stream, pageSize, recentKeysMax = RECENT_KEYS_MAX} = run.options;
  // The rows of one page are always remembered: the next page may begin with them.
  const max = Math.max(recentKeysMax, pageSize);
  if (forgetOld(run.recent, keepFrom, max) === 0 || run.overflowed) return;
  run.overflowed = true;
  run.context.log?.(
    'INFO',
    `${stream.name}: more than ${max} records changed within the lookback time; the next sync reads ` +
      `and emits the others again.`,
  );
}
