import type {ListSource} from './list-source';

/** Keys of rows in the order of the list; undefined for a row without one. */
export type Keys = readonly (string | undefined)[];

/** How a page begins where the one before it ended. */
export interface Tie {
  /** So many of its first rows were on the pages before. */
  readonly known: number;
  /** Those among them that a page before had once and this one has again. */
  readonly twice: ReadonlySet<number>;
  /** True where at least one was, see `tieTo`. */
  readonly isTied: boolean;
  /** True where they are just the rows that were asked for again: nothing moved in front of them. */
  readonly isExact: boolean;
}

/** Which page is asked for next. */
export interface Step<Place> {
  readonly place: Place;
  /** So many rows of the pages before it are asked for again; 0 where none can be. */
  readonly overlap: number;
}

/**
 * Compares a page with `tail`, the last rows of the pages before it.
 *
 * Places are numbers of rows, so whoever leaves in front of a place draws the others forward, and one
 * of them may be stepped over; one who joins at the same time hides it from every count. Therefore each
 * page begins with the last row of the page before it. Let the vendor keep its rows in some order in
 * which nobody changes places, and let everybody who stays be met, up to the last row A of a page. The
 * next page has a row R of those that were met; R stands at A or before it. A page is of one moment, so
 * it has everybody between R and its own last row B. Whoever stands between A and B was met by it,
 * whoever stands before A had been met, so everybody who stays is met up to B; the first page begins
 * at the first row. However many leave or join, wherever and whenever, nobody who stays is missed.
 *
 * One who changes places can still be missed: one who moves from behind A to the front of it. That
 * shifts the rows by one, so the next page does not begin with A, unless somebody leaves in front of A
 * between the same two requests; then there is one row less than the vendor counts, unless somebody
 * joins, too. A pass that is not `calm` is therefore not believed alone.
 */
export function tieTo(tail: Keys, keys: Keys, overlap: number): Tie {
  const before = new Set(tail);
  const known = keys.findLastIndex((key) => key !== undefined && before.has(key)) + 1;
  const twice = new Set<number>();
  if (known > overlap) noteTwice(twice, keys.slice(0, known), tail);
  const isExact =
    known > 0 && known === overlap && tail.slice(-overlap).every((key, at) => key === keys[at]);
  return {known, twice, isTied: known > 0, isExact};
}

/** Rows of a page that come more often than they did before. */
function noteTwice(twice: Set<number>, keys: Keys, tail: Keys): void {
  const left = new Map<string, number>();
  for (const key of tail) if (key !== undefined) left.set(key, (left.get(key) ?? 0) + 1);
  for (const [at, key] of keys.entries()) {
    if (key === undefined) continue;
    const times = left.get(key) ?? 1;
    if (times === 0) twice.add(at);
    else left.set(key, times - 1);
  }
}

/**
 * The page at `plain`, begun so much earlier that it holds the last row of `tail` that has a key; at `plain`
 * itself where the vendor's places do not allow that.
 */
export function stepTo<Place>(
  source: ListSource<Place>,
  plain: Place,
  {tail, wasAsked}: {readonly tail: Keys; readonly wasAsked: (place: Place) => boolean},
): Step<Place> {
  const last = tail.findLastIndex((key) => key !== undefined);
  const earlier = last < 0 ? undefined : source.before?.(plain, tail.length - last);
  if (earlier === undefined || earlier.rows > tail.length || wasAsked(earlier.place)) {
    return {place: plain, overlap: 0};
  }
  return {place: earlier.place, overlap: earlier.rows};
}

/** A step that begins earlier still, for a page that has no row of the pages before it. */
export function stepBack<Place>(
  source: ListSource<Place>,
  {place, overlap}: Step<Place>,
  tail: Keys,
): Step<Place> | undefined {
  const earlier = source.before?.(place, Math.ceil(tail.length / 2));
  return earlier && {place: earlier.place, overlap: overlap + earlier.rows};
}
