import type {CursorPage} from '../reader';
import {askWholeList, type Answer} from './ask-whole-list';
import {findSkipped, noteFollowed, startFollowing} from './find-skipped';
import type {KeyOrder} from './key-order';
import {createKeyOrder} from './key-order';
import type {KeysetPlace, ListingPlace} from './keyset-position';
import type {KeysetRun} from './keyset-run';
import {keyedRows, keysOf, pageOf} from './keyset-run';

/**
 * Lists everything by key, from the place of the listing on. A server may give fewer rows than it is
 * asked for, so only an answer with nothing behind the last key is the end; then what it may have
 * stepped over is looked for.
 */
export async function* readListing(
  run: KeysetRun,
  listing: ListingPlace,
): AsyncGenerator<CursorPage, void, undefined> {
  const {options, context} = run;
  const {fetch, pageSize: limit} = options;
  const order = createKeyOrder(listing.afterKey, options.compareKeys);
  const start: KeysetPlace = {...run.place, listing, tie: undefined};
  run.place = start;
  const followed = startFollowing(listing.afterKey);
  for (let afterKey = listing.afterKey; ;) {
    const {rows} = await fetch.listing({afterKey, limit, signal: context.signal});
    const keys = keysOf(run, rows);
    const isLast = keys.length === 0 && rows.length < limit;
    // Without a key there is nothing to go on behind.
    const isStuck = keys.length === 0 && !isLast;
    if (isStuck || !order.accepts(keys)) {
      yield* passOnWholeList(run, {rows, isFromFirst: afterKey === null}, order);
      return;
    }
    afterKey = keys.at(-1) ?? afterKey;
    const place = {...start, listing: {...listing, afterKey}};
    yield pageOf(run, rows, place);
    noteFollowed(followed, keys, rows.length);
    if (!isLast) continue;
    const skipped = await findSkipped(run, followed);
    if (skipped.length > 0) yield pageOf(run, skipped, place);
    return;
  }
}

/**
 * Passes on a list whose pages cannot be followed, without what the page before already had. The
 * place stays where it was: only the end of the list is a place to go on from.
 */
async function* passOnWholeList(
  run: KeysetRun,
  answer: Answer,
  order: KeyOrder,
): AsyncGenerator<CursorPage, void, undefined> {
  const {keyOf, pageSize} = run.options;
  const whole = await askWholeList(run, answer);
  const byKey = new Map(keyedRows(run, whole).map(({key, row}) => [key, row]));
  for (const key of byKey.keys()) if (order.wasOnLastPage(key)) byKey.delete(key);
  const keyless = whole.filter((row) => keyOf(row) === undefined);
  const rows = [...byKey.values(), ...keyless];
  for (let at = 0; at < rows.length; at += pageSize) {
    yield pageOf(run, rows.slice(at, at + pageSize), run.place);
  }
}
