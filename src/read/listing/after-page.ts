import type {ListPage} from './list-source';
import {looksCut} from '../looks-cut';
import {metBy, usableCount, type Pass} from './pass';

/** What follows a page: ask on, or the pass is over. */
export type AfterPage =
  | {readonly type: 'ask_on'}
  /** As `ask_on`, at the place behind the page and not at its last row. */
  | {readonly type: 'ask_plain'}
  /** `proven`: nothing can follow. */
  | {readonly type: 'end'; readonly proven: boolean}
  /** The page brought nothing new and nothing says that it should not: look what the server does. */
  | {readonly type: 'repeats'}
  /** The vendor says that there is more and does not give it. */
  | {readonly type: 'stands_still'};

/** A page as it was met. */
interface MetPage {
  readonly page: ListPage<unknown>;
  readonly size: number;
  /** False when every row of it had come before. */
  readonly broughtNew: boolean;
  /** True when it began with rows of the page before it, as it was asked to. */
  readonly overlaps: boolean;
  /** True when it is the first page once more. */
  readonly isFirstAgain: boolean;
  /** Pages before it, in a row, that brought nothing. */
  readonly barrenBefore: number;
  /** True when the page before it said that more follows. */
  readonly wasPromised: boolean;
  /** True when the page before it said that nothing follows. */
  readonly saidEndBefore: boolean;
  /** False when there is no place behind it to ask for. */
  readonly hasWayOn: boolean;
  /** Rows of the longest page before it. */
  readonly longestBefore: number;
  readonly endSignSuffices: boolean;
}

/** So many pages without anything new end a pass although the vendor says that there is more. */
const BARREN_MAX = 2;
/** Empty pages may lie between full ones where a service filters what it has cut already. */
const EMPTY_MAX = 20;
/** A first page that comes again is believed to be the whole list from this length on. */
const LENGTH_MIN = 10;
/** Without the vendor's word, only its count says that something lies behind an empty page. */
const EMPTY_BY_COUNT_MAX = 3;

/**
 * Judges a page. Nothing is believed that only one sign says: a list ends where two signs agree,
 * or where one more request has brought nothing.
 */
export function judgePage(pass: Pass, met: MetPage): AfterPage {
  const {page, hasWayOn} = met;
  if (page.items.length === 0) return afterEmpty(pass, met);
  if (!met.broughtNew) return met.overlaps ? afterKnown(pass, met) : afterRepeated(pass, met);
  if (saysMore(page)) return hasWayOn ? {type: 'ask_on'} : {type: 'stands_still'};
  if (!hasWayOn) return {type: 'end', proven: isEndWithoutWayOn(pass, met)};
  if (isReached(pass) === false) return {type: 'ask_on'};
  if (isProvenBySigns(pass, met)) return {type: 'end', proven: true};
  // Most lists: one page, and only the proof is wanted that it is all.
  const isLikelyAll = met.longestBefore === 0 && !looksCut(page.items.length, met.size);
  return {type: isLikelyAll ? 'ask_plain' : 'ask_on'};
}

function afterEmpty(pass: Pass, {page, barrenBefore, hasWayOn, wasPromised}: MetPage): AfterPage {
  if (saysMore(page)) {
    return hasWayOn && barrenBefore < EMPTY_MAX ? {type: 'ask_on'} : {type: 'stands_still'};
  }
  // Nothing, and no word of why, where rows were promised is no end.
  if (wasPromised && page.more === undefined) return {type: 'stands_still'};
  if (isReached(pass) !== false) return {type: 'end', proven: true};
  const goesOn = page.more === undefined && hasWayOn && barrenBefore < EMPTY_BY_COUNT_MAX;
  return goesOn ? {type: 'ask_on'} : {type: 'end', proven: false};
}

/**
 * The last rows of the page before it, and nothing behind them. A page may also be cut just there, so
 * that is the end only with a second sign; else the place behind them is asked for as well.
 */
function afterKnown(pass: Pass, met: MetPage): AfterPage {
  const {page, hasWayOn, size, isFirstAgain, saidEndBefore} = met;
  if (!hasWayOn) return afterRepeated(pass, met);
  if (saysMore(page)) return {type: 'ask_plain'};
  const reached = isReached(pass);
  const rows = page.items.length;
  if (reached !== false && page.more === false && (reached === true || saidEndBefore)) {
    return {type: 'end', proven: true};
  }
  const isWhole = isFirstAgain && reached === undefined && (rows > size || isOwnLength(rows, size));
  return isWhole ? {type: 'repeats'} : {type: 'ask_plain'};
}

/**
 * So few rows may come again because as many joined in front of them; just as many as services cut at,
 * because the service knows whole pages only.
 */
function isOwnLength(rows: number, size: number): boolean {
  return rows >= LENGTH_MIN && !looksCut(rows, size);
}

function afterRepeated(pass: Pass, {page, barrenBefore, hasWayOn}: MetPage): AfterPage {
  if (saysMore(page)) {
    return hasWayOn && barrenBefore + 1 < BARREN_MAX ? {type: 'ask_on'} : {type: 'stands_still'};
  }
  const reached = isReached(pass);
  return reached === undefined ? {type: 'repeats'} : {type: 'end', proven: reached};
}

/** True where an answer has a sign that more follows. */
export function saysMore({more, next}: ListPage<unknown>): boolean {
  return more === true || next !== undefined;
}

/** Whether as many rows came as the vendor counts; undefined where it does not count the list. */
function isReached(pass: Pass): boolean | undefined {
  const counted = usableCount(pass);
  return counted && metBy(pass) >= counted.highest;
}

function isProvenBySigns(pass: Pass, met: MetPage): boolean {
  const {page, endSignSuffices} = met;
  if (page.more !== false) return false;
  const isCounted = isReached(pass) === true;
  // A count above the rows of this answer is no count of the answer, so it is a sign of its own.
  if (isCounted && (page.total ?? pass.counted?.first ?? 0) > page.items.length) return true;
  return (isCounted || endSignSuffices) && !endLooksCut(page, met);
}

/**
 * The word alone, of a vendor whose pages only it can name. A last page that is as long as those before
 * it contradicts that, and a first one of a length at which services cut.
 */
function isEndWithoutWayOn(pass: Pass, {page, size, longestBefore, ...met}: MetPage): boolean {
  const reached = isReached(pass);
  if (reached !== undefined) return reached;
  const rows = page.items.length;
  if (met.endSignSuffices) return true;
  if (longestBefore > 0) return rows !== longestBefore && rows !== size;
  return rows > size || !looksCut(rows, size);
}

/** A page that was cut somewhere looks like this, regardless of what the vendor says. */
function endLooksCut(
  {items}: ListPage<unknown>,
  {size, longestBefore}: {readonly size: number; readonly longestBefore: number},
): boolean {
  return items.length === longestBefore || looksCut(items.length, size);
}
