import type {CursorPage} from '../reader';
import {createKeyOrder} from './key-order';
import type {TiePlace} from './keyset-position';
import type {KeysetRun} from './keyset-run';
import {cursorOf, keyedRows, pageOf} from './keyset-run';

/**
 * How a part of a window ended: all its rows were passed on; or the server's pages cannot be followed
 * and everything must be listed.
 */
export type WindowEnd = 'read' | 'unfollowable';

/** Both ends included, epoch milliseconds. */
interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** An answer of one row cannot have been cut to its length. */
const CAP_MIN = 2;

/**
 * Reads the rows of a window by cursor. A server may give fewer rows than it is asked for, so the end
 * is an answer to "from the last time on" that has nothing but rows of the answer before, and fewer
 * than the server can give.
 */
export async function* readWindow(
  run: KeysetRun,
  {from, to}: TimeWindow,
): AsyncGenerator<CursorPage, WindowEnd, undefined> {
  const {fetch, pageSize: limit} = run.options;
  let before = new Set<string>();
  for (let longest = CAP_MIN; from <= to;) {
    const {rows} = await fetch.window({from, to, limit, signal: run.context.signal});
    const keyed = keyedRows(run, rows);
    const cursors = keyed.map(({row}) => cursorOf(run, row));
    const isShort = rows.length < limit;
    const isFresh = keyed.some(({key}) => !before.has(key));
    const isLast = isShort && !isFresh && keyed.length < longest;
    if (keyed.length === 0 && !isShort) return 'unfollowable';
    // Not even an answer that looks like everything is: a server that does not sort may cut it.
    if (!areWithin(cursors, {from, to}) || !ascend(cursors)) return 'unfollowable';
    const at = cursors.at(-1) ?? to;
    const atTheEnd = keyed.length - cursors.indexOf(at);
    yield pageOf(run, rows, {...run.place, since: sinceOf(run, isLast ? undefined : at)});
    if (isLast || keyed.length === 0) return 'read';
    before = new Set(keyed.map(({key}) => key));
    longest = Math.max(longest, keyed.length);
    if (isShort ? isFresh : atTheEnd * 2 <= keyed.length) {
      // The next page begins with the rows of the last time; the ones seen are remembered.
      from = at;
    } else {
      const keys = keyed.slice(-atTheEnd).map(({key}) => key);
      const end = yield* finishTie(run, at, keys);
      if (end !== 'read') return end;
      from = at + 1;
    }
  }
  return 'read';
}

/** Reads the rest of a time by key. */
export async function* readTie(
  run: KeysetRun,
  tie: TiePlace,
  order = createKeyOrder(tie.afterKey, run.options.compareKeys),
): AsyncGenerator<CursorPage, WindowEnd, undefined> {
  const {fetch, pageSize: limit} = run.options;
  const {at} = tie;
  for (let {afterKey} = tie; ;) {
    const {rows} = await fetch.tie({at, afterKey, limit, signal: run.context.signal});
    const keyed = keyedRows(run, rows);
    const keys = keyed.map(({key}) => key);
    const isOfTime = keyed.every(({row}) => cursorOf(run, row) === at);
    const isLast = keyed.length === 0;
    if (isLast && rows.length >= limit) return 'unfollowable';
    if (!isOfTime || !order.accepts(keys)) return 'unfollowable';
    afterKey = keys.at(-1) ?? afterKey;
    const place = {...run.place, since: sinceOf(run, at)};
    yield pageOf(run, rows, {...place, tie: isLast ? undefined : {at, afterKey}});
    if (isLast) return 'read';
  }
}

async function* finishTie(
  run: KeysetRun,
  at: number,
  keys: readonly string[],
): AsyncGenerator<CursorPage, WindowEnd, undefined> {
  const order = createKeyOrder(null, run.options.compareKeys);
  const afterKey = keys.at(-1);
  if (afterKey === undefined || !order.accepts(keys)) return 'unfollowable';
  run.place = {...run.place, tie: {at, afterKey}};
  return yield* readTie(run, {at, afterKey}, order);
}

function sinceOf({place}: KeysetRun, at: number | undefined): number | undefined {
  if (at === undefined || place.since === undefined) return place.since;
  return Math.max(place.since, at);
}

function areWithin(cursors: readonly (number | undefined)[], {from, to}: TimeWindow): boolean {
  return cursors.every((cursor) => cursor !== undefined && cursor >= from && cursor <= to);
}

function ascend(cursors: readonly (number | undefined)[]): boolean {
  let last = Number.NEGATIVE_INFINITY;
  for (const cursor of cursors) {
    if (cursor === undefined || cursor < last) return false;
    last = cursor;
  }
  return true;
}
