import {createHash, type Hash} from 'node:crypto';
import type {ListPage} from './list-source';
import type {Keys} from './tie-pages';

/**
 * How the pages of a pass hold together. calm: each began with just the last rows of the one before it.
 * tied: each had a row of one before it, so nobody who stayed in place was stepped over. loose: some page
 * had none, or rows came out of order.
 */
type Bond = 'calm' | 'tied' | 'loose';

/** What one reading of a list from its first page to its end has met. */
export interface Pass {
  /** Keys of the rows. */
  readonly ids: Set<string>;
  /** Rows with a key, repeated ones each time. */
  rows: number;
  /** Rows without a key. */
  keyless: number;
  /** Pages with rows that no page before them had. */
  pages: number;
  /** Answers that counted. */
  counts: number;
  /** Rows of the longest page. */
  longest: number;
  /** How well its pages hold together. */
  bond: Bond;
  /** True where the last page with rows said that nothing follows. */
  saidEnd: boolean;
  /** The vendor's counts; undefined where it never counted. */
  counted: {first: number; last: number; highest: number; lowest: number} | undefined;
  /** True while each count was just the number of rows in its answer. */
  countsAreOfPages: boolean;
  /** False where neither a sign nor a further request proved that nothing follows. */
  readonly endIsProven: boolean;
  /** True where the vendor gave the same whole list for another place: it knows no pages. */
  readonly repeatedWhole: boolean;
  /** True where the vendor refused to go on. */
  readonly capped: boolean;
  /** Keys in the order in which they came. */
  readonly order: Hash;
}

/** Begins a pass; `ids` is handed in where the first pass shares it with what was passed on. */
export function startPass(ids: Set<string>): Pass {
  return {
    ids,
    rows: 0,
    keyless: 0,
    pages: 0,
    counts: 0,
    longest: 0,
    bond: 'calm',
    saidEnd: false,
    counted: undefined,
    countsAreOfPages: true,
    endIsProven: false,
    repeatedWhole: false,
    capped: false,
    order: createHash('sha1'),
  };
}

/** Notes the rows of a page, by their keys; the first `known` ones were met as rows of the page before. */
export function noteRows(
  pass: Pass,
  {items, more}: ListPage<unknown>,
  {
    keys,
    known,
    twice,
  }: {readonly keys: Keys; readonly known: number; readonly twice: ReadonlySet<number>},
): void {
  if (items.length > 0) {
    pass.saidEnd = more === false;
    pass.longest = Math.max(pass.longest, items.length);
  }
  if (items.length > known) pass.pages += 1;
  const met: string[] = [];
  for (const [at, key] of keys.entries()) {
    const isOld = at < known;
    if (key === undefined) {
      if (!isOld) pass.keyless += 1;
    } else if (!isOld || twice.has(at) || !pass.ids.has(key)) {
      // Whoever comes again farther on has moved.
      if (pass.ids.has(key)) pass.bond = 'loose';
      pass.rows += 1;
      met.push(key, '\n');
      pass.ids.add(key);
    }
  }
  pass.order.update(met.join(''));
}

/** Notes what a page says of the whole list. */
export function noteCount(pass: Pass, {items, total}: ListPage<unknown>): void {
  if (total === undefined) return;
  pass.counts += 1;
  if (total !== items.length) pass.countsAreOfPages = false;
  const {first = total, highest = total, lowest = total} = pass.counted ?? {};
  pass.counted = {
    first,
    last: total,
    highest: Math.max(highest, total),
    lowest: Math.min(lowest, total),
  };
}

/** Rows of the list that the pass has met, each once. */
export function metBy(pass: Pass): number {
  return pass.ids.size + pass.keyless;
}

/**
 * The vendor's count as far as it can be one: a service that counts only the rows of each answer
 * says nothing of the list.
 */
export function usableCount(pass: Pass): Pass['counted'] {
  return pass.countsAreOfPages && pass.counts > 1 ? undefined : pass.counted;
}
