import {DIGEST_LENGTH, digestOf} from '../change-detection/digest';
import {rowJson} from '../columns/text-row';
import {escapeKey, unescapeKey} from '../change-detection/escape-key';
import type {Row} from '../reader';

/**
 * Marks of rows that were passed on, by key, oldest entry first. A mark is the row's digest and its
 * cursor in base 36: a row may change twice within the resolution of its cursor.
 */
export type RecentKeys = Map<string, string>;

const RADIX = 36;

/** The mark of a row. */
export function markOf(row: Row, cursor: number): string {
  return digestOf(rowJson(row)) + cursor.toString(RADIX);
}

/** Remembers a key as the newest entry. */
export function remember(recent: RecentKeys, key: string, mark: string): void {
  recent.delete(key);
  recent.set(key, mark);
}

/**
 * Forgets keys whose cursor is before `keepFrom`, then the oldest entries beyond `max`. Returns how
 * many of those there were: their rows will be passed on again.
 */
export function forgetOld(recent: RecentKeys, keepFrom: number, max: number): number {
  for (const [key, mark] of recent) if (cursorIn(mark) < keepFrom) recent.delete(key);
  const tooMany = Math.max(0, recent.size - max);
  let left = tooMany;
  for (const key of recent.keys()) {
    if (left === 0) break;
    recent.delete(key);
    left -= 1;
  }
  return tooMany;
}

/** The keys as text: per entry the mark, a comma, the escaped key; spaces between. */
export function packRecent(recent: RecentKeys): string {
  const entries: string[] = [];
  for (const [key, mark] of recent) entries.push(`${mark},${escapeKey(key)}`);
  return entries.join(' ');
}

/** Reads `packRecent`'s text; undefined when it is not one. */
export function unpackRecent(packed: string): RecentKeys | undefined {
  const recent: RecentKeys = new Map();
  if (packed === '') return recent;
  for (const entry of packed.split(' ')) {
    const comma = entry.indexOf(',');
    const mark = entry.slice(0, comma);
    if (comma < 0 || !Number.isSafeInteger(cursorIn(mark))) return undefined;
    recent.set(unescapeKey(entry.slice(comma + 1)), mark);
  }
  return recent;
}

function cursorIn(mark: string): number {
  return Number.parseInt(mark.slice(DIGEST_LENGTH), RADIX);
}
