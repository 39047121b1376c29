import {createHash} from 'node:crypto';
import {jsonText} from '../../core/json-text';
import type {JsonObject} from '../../core/json';
import {judgePage, type AfterPage} from './after-page';
import {askForPage, type PageSize, type PlacedPage} from './ask-for-page';
import {standsStill} from './incomplete';
import {isWholeList} from './is-whole-list';
import type {ListPage, ListSource} from './list-source';
import {noteCount, noteRows, startPass, type Pass} from './pass';

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
  /** Rows of the longest page. */
  longest: number;
  /** Pages in a row that brought nothing new. */
  barren: number;
  /** The last page said that more follows. */
  promised: boolean;
}

/**
 * Reads a list once from its first page to its end and yields what was not passed on before.
 * Throws a Failure when the vendor refuses, or says that there is more and does not give it.
 */
export async function* readPass<Place>(
  source: ListSource<Place>,
  passes: Passes,
): AsyncGenerator<readonly JsonObject[], Pass> {
  const {size, passedOn, isFirst} = passes;
  const pass = startPass(isFirst ? passedOn : new Set());
  const course: Course = {
    asked: new Set(),
    firstLook: '',
    lastLook: '',
    longest: 0,
    barren: 0,
    promised: false,
  };
  for (let place: Place | undefined = source.first; place !== undefined;) {
    const hasBegun = !isFirst || course.asked.size > 0;
    const answer: PlacedPage<Place> = await askForPage(source, {place, size, hasBegun});
    const {page} = answer;
    course.asked.add(nameOf(answer.place, size));
    if (page.capped === true) {
      noteCount(pass, page);
      return {...pass, capped: true};
    }
    const {fresh, keys} = sortOut(source, page, passes);
    const look = lookOf(page);
    const isAgain = look === course.firstLook || look === course.lastLook;
    const broughtNew = isNew(keys, pass, {isAgain, rows: page.items.length});
    noteCount(pass, page);
    // A page that comes again is no news, and rows without a key can be told by nothing else.
    if (broughtNew || !isAgain) {
      noteRows(pass, page, keys);
      if (fresh.length > 0) yield fresh;
    }
    const next: Place | undefined = placeAfter(source, {...answer, course, size});
    const end = judge({source, pass, page, course, size, broughtNew, hasWayOn: next !== undefined});
    if (end.type === 'stands_still') throw standsStill(source);
    if (end.type === 'end') return {...pass, endIsProven: end.proven};
    if (end.type === 'repeats') {
      const isFirstAgain = look === course.firstLook;
      const holdsAll = new Set(keys).size >= pass.ids.size;
      const repeated = {holdsAll, page, size: size.now, longest: course.longest, isFirstAgain};
      if (!(await isWholeList(source, {...repeated, isAgain}))) throw standsStill(source);
      return {
        ...pass,
        endIsProven: true,
        repeatedWhole: isFirstAgain,
      };
    }
    move(course, {look, page, broughtNew});
    place = next;
  }
  return pass;
}

interface Judged<Place> {
  readonly source: ListSource<Place>;
  readonly pass: Pass;
  readonly page: ListPage<Place>;
  readonly course: Course;
  readonly size: PageSize;
  readonly broughtNew: boolean;
  readonly hasWayOn: boolean;
}

function judge<Place>({source, pass, course, size, ...met}: Judged<Place>): AfterPage {
  return judgePage(pass, {
    ...met,
    size: size.now,
    barrenBefore: course.barren,
    wasPromised: course.promised,
    longestBefore: course.longest,
    endSignSuffices: source.endSignSuffices === true,
  });
}

/** The rows that were not passed on before, and the keys of all; remembers them as passed on. */
function sortOut<Place>(
  {keyOf}: ListSource<Place>,
  {items}: ListPage<Place>,
  {passedOn, isFirst}: Passes,
): {readonly fresh: readonly JsonObject[]; readonly keys: readonly (string | undefined)[]} {
  const keys = items.map(keyOf);
  const fresh: JsonObject[] = [];
  const onThisPage = new Set<string>();
  for (const [at, item] of items.entries()) {
    const key = keys[at];
    if (key === undefined ? isFirst : !passedOn.has(key) && !onThisPage.has(key)) fresh.push(item);
    if (key !== undefined) onThisPage.add(key);
  }
  if (!isFirst) for (const key of onThisPage) passedOn.add(key);
  return {fresh, keys};
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

/** By what a page is known again. */
function lookOf({items}: ListPage<unknown>): string {
  return items.length === 0 ? '' : createHash('sha1').update(jsonText(items)).digest('base64');
}

function nameOf(place: unknown, {now}: PageSize): string {
  return jsonText([place, now]);
}

/** Where the vendor says, else behind what came; never a place that was asked for already. */
function placeAfter<Place>(
  source: ListSource<Place>,
  at: {place: Place; page: ListPage<Place>; course: Course; size: PageSize},
): Place | undefined {
  const {place, page, course, size} = at;
  // Behind an empty page by no more than pages were long so far: nothing may be stepped over.
  const rows = page.items.length > 0 ? page.items.length : Math.max(1, course.longest);
  const candidates = [page.next, source.behind(place, rows)];
  return candidates.find((next) => next !== undefined && !course.asked.has(nameOf(next, size)));
}

function move(
  course: Course,
  {look, page, broughtNew}: {look: string; page: ListPage<unknown>; broughtNew: boolean},
): void {
  if (look !== '') {
    if (course.firstLook === '') course.firstLook = look;
    course.lastLook = look;
  }
  course.longest = Math.max(course.longest, page.items.length);
  course.promised = page.more === true;
  course.barren = broughtNew ? 0 : course.barren + 1;
}
