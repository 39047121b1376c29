import {jsonText} from '../core/json-text';
import {badKey} from './change-detection/key-text';
import {DELETED_AT} from './change-detection/change-stamp';
import type {CursorStream, Row} from './reader';
import type {RecordTexts} from './stream-channel';

/**
 * Records that are made and passed on at once. A page may hold 50,000 rows: texts of all of them,
 * next to the next page that is already on its way, would set the memory of the whole read.
 */
const RECORDS_AT_ONCE = 500;

/**
 * Returns what turns pages of the stream into records, a part of the page at a time. It throws a
 * `data` Failure that names stream and column for a row without a key, before anything of its page
 * is passed on.
 */
export function recordTextsOf(
  stream: CursorStream,
  onHalves: (count: number) => void,
): (rows: readonly Row[]) => Generator<RecordTexts> {
  const textOf = stream.marksDeletions === true ? markedText : jsonText;
  return function* (rows) {
    for (const row of rows) checkKey(stream, row);
    for (let from = 0; from < rows.length; from += RECORDS_AT_ONCE) {
      const part = rows.slice(from, from + RECORDS_AT_ONCE);
      const tombstones = stream.marksDeletions === true ? part.filter(isTombstone).length : 0;
      yield {records: part.map((row) => textOf(row, onHalves)), tombstones};
    }
  };
}

function checkKey(stream: CursorStream, row: Row): void {
  for (const column of stream.primaryKey) {
    const value = row[column];
    if (typeof value === 'string') continue;
    if (typeof value === 'number' && Number.isSafeInteger(value)) continue;
    throw badKey(stream.name, column, value);
  }
}

function isTombstone(row: Row): boolean {
  const deletedAt = row[DELETED_AT];
  return deletedAt !== null && deletedAt !== undefined;
}

function markedText(row: Row, onHalves: (count: number) => void): string {
  const text = jsonText(row, onHalves);
  return DELETED_AT in row ? text : `${text.slice(0, -1)},"${DELETED_AT}":null}`;
}
