import type {ListPage} from './list-source';
import {looksCut} from '../looks-cut';
import {metBy, usableCount, type Pass} from './pass';

/** What follows a page: ask on, or the pass is over. */
export type AfterPage =
  | {readonly type: 'ask_on'}
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
  /** Pages before it, in a row, that brought nothing. */
  readonly barrenBefore: number;
  /** True when the page before it said that more follows. */
  readonly wasPromised: boolean;
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
/** Without the vendor's word, only its count says that something lies behind an empty page. */
const EMPTY_BY_COUNT_MAX = 3;

/**
 * Judges a page. Nothing is believed that only one sign says: a list ends where two signs agree,
 * or where one more request has brought nothing.
 */
export function judgePage(pass: Pass, met: MetPage): AfterPage {
  const {page, hasWayOn} = met;
  if (page.items.length === 0) return afterEmpty(pass, met);
  if (!met.broughtNew) return afterRepeated(pass, met);
  if (saysMore(page)) return hasWayOn ? {type: 'ask_on'} : {type: 'stands_still'};
  if (!hasWayOn) return {type: 'end', proven: page.more === false || isReached(pass) !== false};
  if (isReached(pass) === false) return {type: 'ask_on'};
  return isProvenBySigns(pass, met) ? {type: 'end', proven: true} : {type: 'ask_on'};
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

function afterRepeated(pass: Pass, {page, barrenBefore, hasWayOn}: MetPage): AfterPage {
  if (saysMore(page)) {
    return hasWayOn && barrenBefore + 1 < BARREN_MAX ? {type: 'ask_on'} : {type: 'stands_still'};
  }
  const reached = isReached(pass);
  return reached === undefined ? {type: 'repeats'} : {type: 'end', proven: reached};
}

function saysMore({more, next}: ListPage<unknown>): boolean {
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
  return (isCounted || endSignSuffices) && !contradictsItsEnd(met);
}

/** A page that was cut somewhere looks like this, regardless of what the vendor says. */
function contradictsItsEnd({page, size, longestBefore}: MetPage): boolean {
  const rows = page.items.length;
  return rows === longestBefore || looksCut(rows, size);
}
