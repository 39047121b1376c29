import {createHash} from 'node:crypto';
import {jsonText} from '../../core/json-text';
import type {JsonObject} from '../../core/json';
import {rowJson} from '../columns/text-row';
import {judgePage, saysMore, type AfterPage} from './after-page';
import {askForPage, type PageSize} from './ask-for-page';
import {standsStill} from './incomplete';
import {isWholeList} from './is-whole-list';
import type {ListPage, ListSource} from './list-source';
import {noteCount, noteRows, startPass, type Pass} from './pass';
import {stepBack, stepTo, tieTo, type Keys, type Step, type Tie} from './tie-pages';

/** What passes of one list share. */
export interface Passes {
  /** Keys that were passed on; in the first pass also those that it has met. */
  passedOn: Set<string>;
  readonly size: PageSize;
  /** True in the first pass, which also passes on rows without a key. */
  isFirst: boolean;
}

/** Where a pass is. */
interface Course {
  readonly asked: Set<string>;
  /** The first page and the last one, as they are known again. */
  firstLook: string;
  lastLook: string;
  /** The last rows that came, as far back as a page is long. */
  tail: Keys;
  /** The page before made do with the place behind it. */
  goesPlain: boolean;
  /** Pages in a row that brought nothing new. */
  barren: number;
  /** The last page said that more follows. */
  promised: boolean;
  /** The last page said that nothing follows. */
  saidEnd: boolean;
}

/**
 * Reads a list once from its first page to its end and yields what was not passed on before.
 * Throws a Failure when the vendor refuses, or says that there is more and does not give it.
 */
export async function* readPass<Place>(
  source: ListSource<Place>,
  passes: Passes,
): AsyncGenerator<readonly JsonObject[], Pass> {
  const {passedOn, isFirst} = passes;
  const pass = startPass(isFirst ? passedOn : new Set());
  const course: Course = {
    asked: new Set(),
    firstLook: '',
    lastLook: '',
    tail: [],
    goesPlain: false,
    barren: 0,
    promised: false,
    saidEnd: false,
  };
  const reading: Reading<Place> = {source, passes, pass, course};
  let step: Step<Place> = {place: source.first, overlap: 0};
  for (;;) {
    const met: Met<Place> = await meetPage(reading, step);
    const {page, keys, isAgain} = met;
    if (page.capped === true) {
      noteCount(pass, page);
      return {...pass, capped: true};
    }
    const fresh = freshOf(reading, met);
    const broughtNew = isNew(keys, pass, {isAgain, rows: page.items.length});
    const longestBefore = pass.longest;
    noteCount(pass, page);
    // A page that comes again is no news, and rows without a key can be told by nothing else.
    if (broughtNew || !isAgain) {
      noteBond(reading, met);
      noteRows(pass, page, met);
      if (fresh.length > 0) yield fresh;
    }
    const plain: Place | undefined = placeAfter(reading, met);
    const hasWayOn = plain !== undefined;
    const end = judge({...reading, met, broughtNew, hasWayOn, longestBefore});
    if (end.type === 'stands_still') throw standsStill(source);
    if (end.type === 'end') return {...pass, endIsProven: end.proven};
    if (end.type === 'repeats') {
      if (!(await repeatsAtItsEnd(reading, met))) throw standsStill(source);
      return {...pass, endIsProven: true, repeatedWhole: met.isFirstAgain};
    }
    move(course, {met, broughtNew});
    if (plain === undefined) return pass;
    course.goesPlain = end.type === 'ask_plain';
    step = course.goesPlain ? {place: plain, overlap: 0} : stepTo(source, plain, at(reading));
  }
}

/** A pass while it is made. */
interface Reading<Place> {
  readonly source: ListSource<Place>;
  readonly passes: Passes;
  readonly pass: Pass;
  readonly course: Course;
}

/** A page as it came. */
interface Met<Place> extends Step<Place>, Tie {
  readonly page: ListPage<Place>;
  readonly keys: Keys;
  readonly look: string;
  /** It is the first page, or the one before it, once more. */
  readonly isAgain: boolean;
  readonly isFirstAgain: boolean;
}

function at<Place>({course, passes}: Reading<Place>): {
  readonly tail: Keys;
  readonly wasAsked: (place: Place) => boolean;
} {
  const wasAsked = (place: Place): boolean => course.asked.has(nameOf(place, passes.size));
  return {tail: course.tail, wasAsked};
}

/** Asks for a page; for an earlier one where it has no row of those before it, because some left. */
async function meetPage<Place>(reading: Reading<Place>, step: Step<Place>): Promise<Met<Place>> {
  const {pass, course} = reading;
  const met = await askAt(reading, step);
  if (met.isTied || course.tail.length === 0 || met.page.capped === true) return met;
  if (step.overlap === 0 && met.keys.length === 0) return met;
  const earlier = stepBack(reading.source, step, reading.course.tail);
  if (earlier === undefined) return met;
  const again = await askAt(reading, earlier);
  const bringsMore = again.keys.some((key) => key !== undefined && !pass.ids.has(key));
  return again.isTied && bringsMore ? again : met;
}

async function askAt<Place>(
  {source, passes, course}: Reading<Place>,
  {place, overlap}: Step<Place>,
): Promise<Met<Place>> {
  const {size, isFirst} = passes;
  const hasBegun = !isFirst || course.asked.size > 0;
  const answer = await askForPage(source, {place, size, hasBegun});
  const {page} = answer;
  course.asked.add(nameOf(answer.place, size));
  const keys = page.items.map(source.keyOf);
  const look = lookOf(page);
  const isFirstAgain = look === course.firstLook;
  const isAgain = isFirstAgain || look === course.lastLook;
  return {
    ...answer,
    overlap,
    keys,
    look,
    isAgain,
    isFirstAgain,
    ...tieTo(course.tail, keys, overlap),
  };
}

function lengthAt<Place>(source: ListSource<Place>, place: Place, {now}: PageSize): number {
  return source.lengthAt?.(place, now) ?? now;
}

function noteBond<Place>({pass, course}: Reading<Place>, met: Met<Place>): void {
  const {page, overlap, isTied, isExact} = met;
  if (course.firstLook === '') return;
  // Nothing behind the last row proves the end only where that row was looked at as well, for rows may
  // have been drawn forward; or where the page before it did not look cut.
  const isBehindLast = page.items.length === 0 && overlap === 0;
  if (isBehindLast && (course.goesPlain || saysMore(page))) return;
  if (!isTied) pass.bond = 'loose';
  else if (!isExact && pass.bond === 'calm') pass.bond = 'tied';
}

async function repeatsAtItsEnd<Place>(
  {source, passes, pass, course}: Reading<Place>,
  {place, page, keys, isFirstAgain, isAgain}: Met<Place>,
): Promise<boolean> {
  const holdsAll = new Set(keys).size >= pass.ids.size;
  const {longest} = pass;
  const lastKey = keys.at(-1);
  return isWholeList(source, {
    endsAlike: !isAgain && lastKey !== undefined && lastKey === course.tail.at(-1),
    page,
    size: lengthAt(source, place, passes.size),
    longest,
    holdsAll,
    isFirstAgain,
    isAgain,
  });
}

interface Judged<Place> extends Reading<Place> {
  readonly met: Met<Place>;
  readonly broughtNew: boolean;
  readonly hasWayOn: boolean;
  readonly longestBefore: number;
}

function judge<Place>(judged: Judged<Place>): AfterPage {
  const {source, passes, pass, course, met, ...rest} = judged;
  return judgePage(pass, {
    ...rest,
    page: met.page,
    isFirstAgain: met.isFirstAgain,
    overlaps: met.overlap > 0 && met.isTied,
    size: lengthAt(source, met.place, passes.size),
    barrenBefore: course.barren,
    wasPromised: course.promised,
    saidEndBefore: course.saidEnd,
    endSignSuffices: source.endSignSuffices === true,
  });
}

/** The rows that were not passed on before; remembers them as passed on. */
function freshOf<Place>(
  {passes: {passedOn, isFirst}}: Reading<Place>,
  {page, keys, known}: Met<Place>,
): readonly JsonObject[] {
  const fresh: JsonObject[] = [];
  const onThisPage = new Set<string>();
  for (const [place, item] of page.items.entries()) {
    const key = keys[place];
    const isFresh =
      key === undefined ? isFirst && place >= known : !passedOn.has(key) && !onThisPage.has(key);
    if (isFresh) fresh.push(item);
    if (key !== undefined) onThisPage.add(key);
  }
  if (!isFirst) for (const key of onThisPage) passedOn.add(key);
  return fresh;
}

/** A page of rows without keys is new unless it is one of the pages before once more. */
function isNew(
  keys: readonly (string | undefined)[],
  {ids}: Pass,
  {isAgain, rows}: {readonly isAgain: boolean; readonly rows: number},
): boolean {
  if (keys.some((key) => key !== undefined && !ids.has(key))) return true;
  return rows > 0 && !isAgain && keys.every((key) => key === undefined);
}

/** So many rows are written at once to be looked at. */
const ROWS_AT_ONCE = 500;

/** By what a page is known again. */
function lookOf({items}: ListPage<unknown>): string {
  if (items.length === 0) return '';
  const look = createHash('sha1');
  for (let from = 0; from < items.length; from += ROWS_AT_ONCE) {
    const part = items.slice(from, from + ROWS_AT_ONCE);
    look.update(part.map((item) => rowJson(item)).join('\n')).update('\n');
  }
  return look.digest('base64');
}

function nameOf(place: unknown, {now}: PageSize): string {
  return jsonText([place, now]);
}

/** Where the vendor says, else behind what came; never a place that was asked for already. */
function placeAfter<Place>(
  {source, passes, pass, course}: Reading<Place>,
  {place, page}: Met<Place>,
): Place | undefined {
  // Behind an empty page by no more than pages were long so far: nothing may be stepped over.
  const rows = page.items.length > 0 ? page.items.length : Math.max(1, pass.longest);
  const candidates = [page.next, source.behind(place, rows)];
  return candidates.find(
    (next) => next !== undefined && !course.asked.has(nameOf(next, passes.size)),
  );
}

function move<Place>(
  course: Course,
  {met, broughtNew}: {readonly met: Met<Place>; readonly broughtNew: boolean},
): void {
  const {page, look, keys, known, isTied} = met;
  if (look !== '') {
    if (course.firstLook === '') course.firstLook = look;
    course.lastLook = look;
  }
  const tail = isTied ? [...course.tail, ...keys.slice(known)] : keys;
  // An empty page may hide rows, so what follows it is tied to nothing.
  course.tail = keys.length === 0 ? [] : tail.slice(-Math.max(keys.length, 2));
  course.promised = page.more === true;
  course.saidEnd = page.more === false;
  course.barren = broughtNew ? 0 : course.barren + 1;
}
