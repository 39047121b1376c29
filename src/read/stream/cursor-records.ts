import {ExactNumber} from '../../core/exact-number';
import {rowJson} from '../columns/text-row';
import {DELETED_AT} from '../change-detection/change-stamp';
import type {CursorStream, Row} from '../reader';
import type {RecordTexts} from './stream-channel';

/**
 * Records that are made and passed on at once. A page may hold 50,000 rows: texts of all of them,
 * next to the next page that is already on its way, would set the memory of the whole read.
 */
const RECORDS_AT_ONCE = 500;

/**
 * Returns what turns pages of the stream into records, a part of the page at a time. Every row must
 * have its key; see `hasKey`.
 */
export function recordTextsOf(
  stream: CursorStream,
  onHalves: (count: number) => void,
): (rows: readonly Row[]) => Generator<RecordTexts> {
  const textOf = stream.marksDeletions === true ? markedText : rowJson;
  return function* (rows) {
    for (let from = 0; from < rows.length; from += RECORDS_AT_ONCE) {
      const part = rows.slice(from, from + RECORDS_AT_ONCE);
      const tombstones = stream.marksDeletions === true ? part.filter(isTombstone).length : 0;
      yield {records: part.map((row) => textOf(row, onHalves)), tombstones};
    }
  };
}

/** True when every key column of the row holds a text or a whole number. */
export function hasKey({primaryKey}: Pick<CursorStream, 'primaryKey'>, row: Row): boolean {
  return primaryKey.every((column) => {
    const value = row[column];
    if (typeof value === 'string') return value !== '';
    return value instanceof ExactNumber ? value.isInteger() : Number.isSafeInteger(value);
  });
}

function isTombstone(row: Row): boolean {
  const deletedAt = row[DELETED_AT];
  return deletedAt !== null && deletedAt !== undefined;
}

function markedText(row: Row, onHalves: (count: number) => void): string {
  const text = rowJson(row, onHalves);
  return DELETED_AT in row ? text : `${text.slice(0, -1)},"${DELETED_AT}":null}`;
}
