import type {RecordedRead} from '../../read/support/record-read';

/** A stream's table in a warehouse: records by key; those that are marked as deleted leave it. */
export type StreamTable = Map<string, Readonly<Record<string, unknown>>>;

/** Applies a read's records of one stream; records that no state covers count as well. */
export function followTable(
  table: StreamTable,
  read: RecordedRead,
  {stream, key}: {readonly stream: string; readonly key: readonly string[]},
): StreamTable {
  for (const record of read.records(stream)) {
    const name = JSON.stringify(key.map((column) => record[column]));
    if (record['_ab_cdc_deleted_at'] == null) table.set(name, withoutMarks(record));
    else table.delete(name);
  }
  return table;
}

function withoutMarks(
  record: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(record).filter(([name]) => !name.startsWith('_ab_cdc_')),
  );
}
