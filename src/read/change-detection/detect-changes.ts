import type {Failure} from '../../core/failure';
import {toFailure} from '../../core/failure';
import type {Row, SweptStream} from '../reader';
import {changeStamp} from './change-stamp';
import {digestOf} from './digest';
import type {DigestTable} from './digest-table';
import {packTable, putDigest, tableSize, takeUnseen} from './digest-table';
import {createKeyText} from './key-text';
import {rowTextOf} from './row-text';

/** Rows of a page that are worth passing on. */
export interface TakenRows {
  /** New and changed records as JSON texts, with the engine's columns. */
  readonly records: readonly string[];
  /** What ended the stream at a row; the records before it are to be passed on all the same. */
  readonly failure?: Failure;
}

/** Finds what changed in one stream since the table was last saved. */
export interface ChangeDetector {
  take(rows: readonly Row[]): TakenRows;
  /** Known records that the listing did not have so far. */
  missing(): number;
  /** Tombstones for up to `max` of them, which the table forgets; empty when there are no more. */
  tombstones(max: number): readonly string[];
  /** The table as it must be saved now. */
  pack(): string;
  /** Records in the table. */
  size(): number;
  /** Rows whose key came before in this read. */
  readonly duplicates: {identical: number; different: number};
}

/** What a detector works with. */
export interface ChangeDetectorOptions {
  readonly stream: SweptStream;
  readonly table: DigestTable;
  /** Time of the changes, epoch milliseconds. */
  readonly stampMs: number;
}

/** Creates a detector; it owns the table from now on. */
export function createChangeDetector(options: ChangeDetectorOptions): ChangeDetector {
  const {stream, table} = options;
  const stamp = changeStamp(options.stampMs);
  const keyText = createKeyText(stream);
  const textOf = rowTextOf(stream);
  const duplicates = {identical: 0, different: 0};

  const takeRow = (row: Row, records: string[]): void => {
    const key = keyText.of(row);
    const text = textOf(row);
    const result = putDigest(table, key, digestOf(text.digested));
    if (result === 'replaced') duplicates.different += 1;
    if (result === 'repeated') duplicates.identical += 1;
    else if (result !== 'same') {
      records.push(text.digested.slice(0, -1) + text.ignored + stamp.changed);
    }
  };
  return {
    take: (rows) => {
      const records: string[] = [];
      try {
        for (const row of rows) takeRow(row, records);
        return {records};
      } catch (error) {
        return {records, failure: toFailure(error)};
      }
    },
    missing: () => table.unseen,
    tombstones: (max) =>
      takeUnseen(table, max).map((key) => `{${keyText.membersOf(key)}${stamp.deleted}`),
    pack: () => packTable(table),
    size: () => tableSize(table),
    duplicates,
  };
}
