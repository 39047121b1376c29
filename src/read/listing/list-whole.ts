import type {JsonObject} from '../../core/json';
import {emptyList, incompleteList} from './incomplete';
import type {ListSource} from './list-source';
import {metBy, usableCount, type Pass} from './pass';
import {readPass, type Passes} from './read-pass';
import {looksCut} from '../looks-cut';

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
    const isFruitful = passes.passedOn.size > met;
    met = passes.passedOn.size;
    if (isComplete(source, done, {met, isFruitful})) return {complete: true, total};
    if (done.length >= (isFruitful ? FRUITFUL_PASSES_MAX : PASSES_MAX)) {
      throw incompleteList(source, done);
    }
    // What the first pass met must not grow with what later ones find: they are compared with it.
    if (passes.isFirst) passes.passedOn = new Set(passes.passedOn);
    passes.isFirst = false;
    // Rows that come twice are told by comparing passes of the same pages.
    const mayBeCut = pass.bond === 'loose' && pass.rows === pass.ids.size;
    if (mayBeCut || (usableCount(pass) === undefined && !pass.endIsProven)) {
      passes.size.now = Math.min(passes.size.now, smallerPages(pass) ?? passes.size.now);
    }
  }
}

/**
 * Pages that cannot be tied to each other are cut elsewhere in the next pass: smaller ones than came,
 * so that the last one is not full. An end that comes at the same row again is one of the list.
 * Undefined where no such size is left.
 */
function smallerPages({longest, ids}: Pass): number | undefined {
  for (let size = longest - 1; size > longest / 2; size -= 1) {
    if (!looksCut(ids.size % size, size)) return size;
  }
  return undefined;
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
  source: ListSource<Place>,
  passes: readonly Pass[],
  union: {readonly met: number; readonly isFruitful: boolean},
): boolean {
  const last = passes.at(-1);
  if (last === undefined) return false;
  const previous = passes.at(-2);
  const counted = usableCount(last);
  if (counted !== undefined) {
    if (isEnough(last) && (source.countSuffices === true || isTrusted(last, previous))) return true;
    const holdsAll = union.met + last.keyless === counted.highest && !union.isFruitful;
    return holdsAll && isCountedAlike(passes);
  }
  if (!last.endIsProven) return endsInOtherPages(last, previous) && isConfirmed(last, previous);
  if (isOneAnswer(last)) return true;
  const isDocumentedEnd = source.before === undefined || last.bond === 'calm';
  return (source.endSignSuffices === true && isDocumentedEnd) || isConfirmed(last, previous);
}

/** An end that comes in pages of another length as well, or that no other length can test. */
function endsInOtherPages(last: Pass, previous: Pass | undefined): boolean {
  return smallerPages(last) === undefined || last.longest < (previous?.longest ?? 0);
}

/** As many rows came as the vendor counts, and its count is one. */
function isEnough(pass: Pass): boolean {
  const counted = usableCount(pass);
  if (counted === undefined || !pass.endIsProven) return false;
  const isSteady = counted.lowest === counted.highest || counted.last === counted.highest;
  return isSteady && metBy(pass) >= counted.highest;
}

/** What holds together hides nobody; what was disturbed, or cannot be tied, takes two passes. */
function isTrusted(last: Pass, previous: Pass | undefined): boolean {
  if (last.bond === 'calm') return true;
  if (previous === undefined) return false;
  const areTied = last.bond === 'tied' && previous.bond !== 'loose' && isEnough(previous);
  return areTied || isConfirmed(last, previous);
}

/** An answer is of one moment; without the vendor's word that it was all, others may have followed. */
function isOneAnswer({pages, saidEnd, repeatedWhole, bond}: Pass): boolean {
  return pages === 0 || (pages === 1 && (repeatedWhole || (saidEnd && bond === 'calm')));
}

/**
 * All passes count alike and hold just so many rows together, and the last one has found no other: who
 * left does not stand in for somebody unseen, for that one would have come in the last pass.
 */
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
