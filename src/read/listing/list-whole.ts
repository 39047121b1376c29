import type {JsonObject} from '../../core/json';
import {emptyList, incompleteList} from './incomplete';
import type {ListSource} from './list-source';
import {metBy, usableCount, type Pass} from './pass';
import {readPass, type Passes} from './read-pass';

/** How a list ended that was read as far as it goes. */
export interface ListEnd {
  /** False when the vendor refused to go on from some place (an offset cap). */
  readonly complete: boolean;
  /** As the vendor counted last; undefined where it does not count. */
  readonly total: number | undefined;
}

/** How often a list is read that does not come out whole. */
const PASSES_MAX = 3;
/** The same while each pass still finds rows that no other has. */
const FRUITFUL_PASSES_MAX = 6;

/**
 * Reads a list to its end and yields each row once, those without a key included. It ends without
 * an error only when the list is proven complete, or when `complete` is false because the vendor
 * lets nobody read on. Pages are places in a list, so whoever leaves or moves while it is read
 * shifts the others, and one may be missed. A list that does not add up is read again, and all
 * passes together must hold everybody whom the vendor counts. Where it does not count, a list of
 * several answers is complete when two passes in a row met the same rows.
 *
 * Throws a Failure that says which of the usual causes it was, and whether another try can help;
 * what the vendor refuses while the list is read is thrown as well, and is never the end of it.
 */
export async function* listWhole<Place>(
  source: ListSource<Place>,
  passedOn = new Set<string>(),
): AsyncGenerator<readonly JsonObject[], ListEnd> {
  const passes: Passes = {passedOn: new Set(), size: {now: source.pageSize}, isFirst: true};
  const done: Pass[] = [];
  let met = 0;
  for (;;) {
    const reading = readPass(source, passes);
    let next = await reading.next();
    for (; next.done !== true; next = await reading.next()) {
      const fresh = withoutKnown(source, next.value, passedOn);
      if (fresh.length > 0) yield fresh;
    }
    const pass = next.value;
    done.push(pass);
    const total = usableCount(pass)?.last;
    if (pass.capped) return {complete: false, total};
    if (metBy(pass) === 0 && done.length === 1 && source.neverEmpty !== undefined) {
      throw emptyList(source, source.neverEmpty);
    }
    if (isComplete(source, done, passes.passedOn)) return {complete: true, total};
    const isFruitful = passes.passedOn.size > met;
    met = passes.passedOn.size;
    if (done.length >= (isFruitful ? FRUITFUL_PASSES_MAX : PASSES_MAX)) {
      throw incompleteList(source, done);
    }
    // What the first pass met must not grow with what later ones find: they are compared with it.
    if (passes.isFirst) passes.passedOn = new Set(passes.passedOn);
    passes.isFirst = false;
  }
}

/** Rows that an earlier list of the same kind has passed on are left out. */
function withoutKnown<Place>(
  {keyOf}: ListSource<Place>,
  items: readonly JsonObject[],
  passedOn: Set<string>,
): readonly JsonObject[] {
  return items.filter((item) => {
    const key = keyOf(item);
    if (key === undefined) return true;
    if (passedOn.has(key)) return false;
    passedOn.add(key);
    return true;
  });
}

function isComplete<Place>(
  {endSignSuffices}: ListSource<Place>,
  passes: readonly Pass[],
  union: ReadonlySet<string>,
): boolean {
  const last = passes.at(-1);
  if (last === undefined) return false;
  const counted = usableCount(last);
  if (counted !== undefined) {
    const isSteady = counted.lowest === counted.highest || counted.last === counted.highest;
    if (isSteady && metBy(last) >= counted.highest) return true;
    return isCountedAlike(passes) && union.size + last.keyless >= counted.highest;
  }
  if (!last.endIsProven) return false;
  if (endSignSuffices === true || isOneAnswer(last)) return true;
  return isConfirmed(last, passes.at(-2));
}

/** An answer is of one moment; without the vendor's word that it was all, others may have followed. */
function isOneAnswer({pages, saidEnd, repeatedWhole}: Pass): boolean {
  return pages === 0 || (pages === 1 && (saidEnd || repeatedWhole));
}

/** Nobody left while the passes were made, so nobody who left stands in for somebody unseen. */
function isCountedAlike(passes: readonly Pass[]): boolean {
  const counts = passes.map(usableCount);
  const {highest} = counts[0] ?? {};
  return counts.every((count) => count?.highest === highest && count?.lowest === highest);
}

/** A pass with no row twice that met just whom the pass before it met. */
function isConfirmed(last: Pass, before: Pass | undefined): boolean {
  if (before === undefined || last.rows !== last.ids.size) return false;
  if (last.ids.size !== before.ids.size || last.keyless !== before.keyless) return false;
  for (const id of last.ids) if (!before.ids.has(id)) return false;
  return true;
}
