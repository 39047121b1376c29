import {DELETED_AT, UPDATED_AT} from '../../../../src/read/change-detection/change-stamp';
import type {ReaderStream} from '../../../../src/read/describe-stream';
import type {ReadRecord, RecordedRead} from '../../../read/support/record-read';

/** Records of a stream by key, as a warehouse keeps them; without the engine's columns. */
export type StreamTable = ReadonlyMap<string, ReadRecord>;

/** All streams' tables by name. */
export type Tables = ReadonlyMap<string, StreamTable>;

/** Text of a key, unique for its values. */
export function keyText(values: readonly unknown[]): string {
  return JSON.stringify(values);
}

/** Text of a record's key. */
export function keyOf({stream}: ReaderStream, record: ReadRecord): string {
  return keyText(stream.primaryKey.map((column) => record[column]));
}

/** True for a record that says that another one is gone. */
export function isTombstone(record: ReadRecord): boolean {
  return typeof record[DELETED_AT] === 'string';
}

/** The tables after a read: what its checkpoints cover, put into what there was. */
export function tablesAfter(
  read: RecordedRead,
  streams: readonly ReaderStream[],
  before: Tables = new Map(),
): Tables {
  return new Map(
    streams.map((stream) => {
      const {name} = stream.stream;
      const table = new Map(before.get(name));
      for (const record of read.covered(name)) {
        if (isTombstone(record)) table.delete(keyOf(stream, record));
        else table.set(keyOf(stream, record), withoutEngineColumns(record));
      }
      return [name, table];
    }),
  );
}

/** How two states of the streams differ, in sentences; empty when they are equal. */
export function differences(got: Tables, wanted: Tables): readonly string[] {
  return [...wanted].flatMap(([name, table]) => {
    const own = got.get(name) ?? new Map<string, ReadRecord>();
    const {joined: missing, left: extra, changed} = compare(own, table);
    const list = (what: string, keys: readonly string[]): readonly string[] =>
      keys.length === 0 ? [] : [`${name}: ${what} ${keys.slice(0, 3).join(' ')} (${keys.length})`];
    return [...list('lacks', missing), ...list('has', extra), ...list('differs in', changed)];
  });
}

/** Keys that joined, left and changed between two tables. */
export interface TableChanges {
  readonly joined: readonly string[];
  readonly left: readonly string[];
  readonly changed: readonly string[];
}

/** Compares two tables by their records' text. */
export function compare(before: StreamTable, after: StreamTable): TableChanges {
  const isChanged = (key: string): boolean => {
    const old = before.get(key);
    if (old === undefined) return false;
    const now = after.get(key);
    // Nearly all records are the same, in the same order.
    return JSON.stringify(old) !== JSON.stringify(now) && canonical(old) !== canonical(now);
  };
  return {
    joined: [...after.keys()].filter((key) => !before.has(key)),
    left: [...before.keys()].filter((key) => !after.has(key)),
    changed: [...after.keys()].filter(isChanged),
  };
}

const ENGINE_COLUMNS = new Set<string>([UPDATED_AT, DELETED_AT]);

function withoutEngineColumns(record: ReadRecord): ReadRecord {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !ENGINE_COLUMNS.has(name)));
}

/** A value as text that does not depend on the order of its members. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
