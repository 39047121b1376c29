import type {JsonObject} from '../../core/json';
import {takeUnseen} from '../change-detection/digest-table';
import type {CursorPage, ReadContext} from '../reader';
import type {KeysetOptions} from './keyset-options';
import type {ListingPlace, PositionFlaw} from './keyset-position';
import {emptyMemory, parsePosition} from './keyset-position';
import type {KeysetRun} from './keyset-run';
import {lastPage, startOf, startRun} from './keyset-run';
import {readListing} from './read-listing';
import type {WindowEnd} from './read-window';
import {readTie, readWindow} from './read-window';

/** A position may be this far ahead of the clock that it is held against, or the lookback if that is more. */
const AHEAD_MAX_MS = 60_000;

/** When the vendor's clock is this far ahead of ours, the time between is read as well. */
const BEHIND_MIN_MS = 10_000;

const NEW_LISTING: ListingPlace = {afterKey: null, startedAtMs: undefined, newest: undefined};

/** Reads from a position of an earlier read to the start of this one; see `createKeysetReader`. */
export async function* readKeyset(
  options: KeysetOptions,
  position: JsonObject | undefined,
  context: ReadContext,
): AsyncGenerator<CursorPage, void, undefined> {
  const run = await openRun(options, position, context);
  const {listing, since} = run.place;
  if (listing !== undefined) {
    yield* listAll(run, listing);
    return;
  }
  if (!isListingDue(run)) {
    const end = yield* readChanges(run);
    if (isAheadOfVendor(run, since)) {
      yield* listAll(startOver(options, context, 'is in the future'), NEW_LISTING);
      return;
    }
    if (end !== 'unfollowable') {
      yield lastPage(run);
      return;
    }
    context.log?.(
      'WARN',
      `${options.stream.name}: the vendor's answers ignore the filter by time; the whole list ` +
        `is read instead.`,
    );
  }
  yield* listAll(run, NEW_LISTING);
}

/** Begins where the position says, or, when it cannot be right, at the beginning. */
async function openRun(
  options: KeysetOptions,
  position: JsonObject | undefined,
  context: ReadContext,
): Promise<KeysetRun> {
  if (position === undefined) return startRun(options, context, emptyMemory());
  const memory = parsePosition(position, context.syncStartMs);
  if (typeof memory === 'string') return startOver(options, context, memory);
  const run = startRun(options, context, memory);
  const {since} = memory.place;
  if (since === undefined || since <= context.syncStartMs) return run;
  // Ahead of our clock: either that is behind, which the vendor can say, or the position is wrong.
  const nowMs = context.syncStartMs;
  await run.options.fetch.window({from: nowMs, to: nowMs, limit: 1, signal: context.signal});
  return isAheadOfVendor(run, since) ? startOver(options, context, 'is in the future') : run;
}

function startOver(options: KeysetOptions, context: ReadContext, flaw: PositionFlaw): KeysetRun {
  context.log?.(
    'WARN',
    `The saved position of ${options.stream.name} ${flaw} and is not used: the stream is read from ` +
      `the beginning.`,
  );
  return startRun(options, context, emptyMemory());
}

/**
 * True when the position lies ahead of the vendor's clock: what changes until then would never be
 * found. Where the vendor does not tell its time, ours decides, for rows that come twice are better
 * than rows that never come.
 */
function isAheadOfVendor(run: KeysetRun, since = Number.NEGATIVE_INFINITY): boolean {
  return since > startOf(run) + Math.max(AHEAD_MAX_MS, run.options.lookbackMs);
}

function isListingDue({options, context, place}: KeysetRun): boolean {
  if (place.listedAtMs === undefined) return true;
  return context.syncStartMs - place.listedAtMs >= options.fullListingEveryMs;
}

/** Everything by key; rows without a cursor that a whole listing no longer has are forgotten. */
async function* listAll(
  run: KeysetRun,
  listing: ListingPlace,
): AsyncGenerator<CursorPage, void, undefined> {
  yield* readListing(run, {...listing, newest: run.place.listing?.newest});
  if (listing.afterKey === null) takeUnseen(run.undated, Number.POSITIVE_INFINITY);
  yield lastPage(run);
}

/** What changed since the last run, in our time and then, should ours be behind, in the vendor's. */
async function* readChanges(run: KeysetRun): AsyncGenerator<CursorPage, WindowEnd, undefined> {
  const to = Math.max(run.context.syncStartMs, run.place.since ?? 0);
  const end = yield* readUpTo(run, to);
  const vendorNowMs = startOf(run);
  if (end !== 'read' || vendorNowMs - to < BEHIND_MIN_MS) return end;
  return yield* readWindow(run, {from: to + 1, to: vendorNowMs});
}

/** First what lies around a time that was broken off. */
async function* readUpTo(
  run: KeysetRun,
  to: number,
): AsyncGenerator<CursorPage, WindowEnd, undefined> {
  const {place} = run;
  if (place.tie === undefined) return yield* readWindow(run, {from: run.from, to});
  const {at} = place.tie;
  let end = yield* readWindow(run, {from: run.from, to: at - 1});
  if (end === 'read') end = yield* readTie(run, place.tie);
  if (end === 'read') end = yield* readWindow(run, {from: at + 1, to});
  return end;
}
