import type {Oddities} from '../stream/oddities';
import type {Row, SweptStream} from '../reader';
import {changeStamp} from './change-stamp';
import {digestOf} from './digest';
import type {DigestTable} from './digest-table';
import {packTable, putDigest, tableSize, takeUnseen} from './digest-table';
import {createKeyText} from './key-text';
import {rowTextOf} from './row-text';

/** Finds what changed in one stream since the table was last saved. */
export interface ChangeDetector {
  /** New and changed records of the rows as JSON texts, with the engine's columns. */
  take(rows: readonly Row[]): readonly string[];
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
  /** What was odd about the rows. */
  readonly oddities: Oddities;
}

/** Creates a detector; it owns the table from now on. */
export function createChangeDetector(options: {
  readonly stream: SweptStream;
  readonly table: DigestTable;
  /** Time of the changes, epoch milliseconds. */
  readonly stampMs: number;
}): ChangeDetector {
  const {stream, table} = options;
  const stamp = changeStamp(options.stampMs);
  const keyText = createKeyText(stream);
  const duplicates = {identical: 0, different: 0};
  const oddities: Oddities = {keyless: 0, halves: 0};
  const textOf = rowTextOf(stream, (halves) => (oddities.halves += halves));

  const takeRow = (row: Row, records: string[]): void => {
    const key = keyText.of(row);
    if (key === undefined) {
      oddities.keyless += 1;
      return;
    }
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
      for (const row of rows) takeRow(row, records);
      return records;
    },
    missing: () => table.unseen,
    tombstones: (max) =>
      takeUnseen(table, max).map((key) => `{${keyText.membersOf(key)}${stamp.deleted}`),
    pack: () => packTable(table),
    size: () => tableSize(table),
    duplicates,
    oddities,
  };
}
