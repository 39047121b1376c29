import type {JsonObject} from '../../core/json';
import type {KeysetOptions} from './keyset-options';
import type {CursorPage, ReadContext} from '../reader';
import {takeUnseen} from '../change-detection/digest-table';
import type {KeysetMemory} from './keyset-position';
import {emptyMemory, parsePosition} from './keyset-position';
import type {KeysetRun} from './keyset-run';
import {lastPage, startRun} from './keyset-run';
import {readListing} from './read-listing';
import type {WindowEnd} from './read-window';
import {readTie, readWindow} from './read-window';

/** Reads from a position of an earlier read to the start of this one; see `createKeysetReader`. */
export async function* readKeyset(
  options: KeysetOptions,
  position: JsonObject | undefined,
  context: ReadContext,
): AsyncGenerator<CursorPage, void, undefined> {
  const memory = openMemory(options, position, context);
  const run = startRun(options, context, memory);
  const {listing} = memory.place;
  if (listing !== undefined) {
    yield* listAll(run, listing.startedAtMs, listing.afterKey);
    return;
  }
  if (run.from > context.syncStartMs) {
    // The state is ahead of the clock: there is nothing to read yet, and nothing to forget.
    yield {rows: [], ...(position && {position})};
    return;
  }
  if (!isListingDue(run)) {
    const end = yield* readChanges(run);
    if (end !== 'unfollowable') {
      yield lastPage(run, context.syncStartMs);
      return;
    }
    context.log?.(
      'WARN',
      `${options.stream.name}: the vendor's answers do not follow the filter by time; everything ` +
        `is listed instead.`,
    );
  }
  yield* listAll(run, context.syncStartMs, null);
}

function openMemory(
  options: KeysetOptions,
  position: JsonObject | undefined,
  context: ReadContext,
): KeysetMemory {
  const memory = position && parsePosition(position);
  if (position !== undefined && memory === undefined) {
    context.log?.(
      'WARN',
      `The saved position of ${options.stream.name} cannot be understood and is not used: the ` +
        `stream is read from the beginning.`,
    );
  }
  return memory ?? emptyMemory(context.syncStartMs);
}

function isListingDue({options, context, place}: KeysetRun): boolean {
  if (place.listedAtMs === undefined) return true;
  return context.syncStartMs - place.listedAtMs >= options.fullListingEveryMs;
}

/** Everything by key; rows without a cursor that a whole listing no longer has are forgotten. */
async function* listAll(
  run: KeysetRun,
  startedAtMs: number,
  afterKey: string | null,
): AsyncGenerator<CursorPage, void, undefined> {
  const newest = run.place.listing?.newest;
  yield* readListing(run, {afterKey, startedAtMs, newest});
  if (afterKey === null) takeUnseen(run.undated, Number.POSITIVE_INFINITY);
  yield lastPage(run, startedAtMs);
}

/** What changed since the last run: first what lies around a time that was broken off. */
async function* readChanges(run: KeysetRun): AsyncGenerator<CursorPage, WindowEnd, undefined> {
  const {context, place} = run;
  const to = context.syncStartMs;
  if (place.tie === undefined) return yield* readWindow(run, {from: run.from, to});
  const {at} = place.tie;
  let end = yield* readWindow(run, {from: run.from, to: at - 1});
  if (end === 'read') end = yield* readTie(run, place.tie);
  if (end === 'read') end = yield* readWindow(run, {from: at + 1, to});
  return end;
}
