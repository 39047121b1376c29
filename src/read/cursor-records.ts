import {badKey} from './change-detection/key-text';
import {DELETED_AT} from './change-detection/change-stamp';
import type {CursorStream, Row} from './reader';
import type {RecordTexts} from './stream-channel';

/**
 * Returns what turns pages of the stream into records. It throws a `data` Failure that names
 * stream and column for a row without a key, before anything of its page is passed on.
 */
export function recordTextsOf(stream: CursorStream): (rows: readonly Row[]) => RecordTexts {
  const textOf = stream.marksDeletions === true ? markedText : JSON.stringify;
  return (rows) => {
    const records: string[] = [];
    let tombstones = 0;
    for (const row of rows) {
      checkKey(stream, row);
      records.push(textOf(row));
      if (stream.marksDeletions === true && isTombstone(row)) tombstones += 1;
    }
    return {records, tombstones};
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

function markedText(row: Row): string {
  const text = JSON.stringify(row);
  return DELETED_AT in row ? text : `${text.slice(0, -1)},"${DELETED_AT}":null}`;
}
