import type {BaseData, ExtraRow} from './base-data';
import {idKeyOf} from './pendo-record';
import type {Kind, Metadata} from './pendo-record';

const {isNaN} = Number;

/** All visitors, or all accounts. A row number names one for as long as it exists. */
export interface EntityStore {
  readonly kind: Kind;
  /** How many exist. */
  size(): number;
  rowOf(id: string): number | undefined;
  idAt(row: number): string;
  /** Epoch milliseconds; NaN where the row has none. */
  lastUpdatedAt(row: number): number;
  /** The groups as they are now; a fresh object. */
  metadata(row: number): Metadata;
  /** The row as the aggregation lists it. */
  record(row: number): Record<string, unknown>;
  /** The same as JSON text. */
  recordText(row: number): string;
  /** Adds a row; its id must not exist. */
  add(extra: ExtraRow): void;
  /** Merges values into a group; `atMs` becomes its lastupdated, NaN for none. */
  write(row: number, change: {group: string; values: object; atMs: number}): void;
  remove(row: number): void;
  /** All rows, ordered by id. */
  byId(): Uint32Array;
  /** Moves with every change. */
  version(): number;
}

interface Rows {
  readonly base: BaseData;
  readonly extras: ExtraRow[];
  /** Values that were written, by row. */
  readonly patches: Map<number, Metadata>;
  /** lastupdated by row. */
  times: Float64Array;
}

/** Makes the store; nothing is computed for a base row but its time stamp until it is asked for. */
export function createEntityStore(kind: Kind, base: BaseData): EntityStore {
  const rows = createRows(base);
  const extraRows = new Map<string, number>();
  const removed = new Set<number>();
  const idOf = (row: number): string => idIn(rows, row);
  let baseRows: ReadonlyMap<string, number> | undefined;
  let order: Uint32Array | undefined;
  let version = 0;
  const add = (extra: ExtraRow): void => {
    extraRows.set(extra.id, append(rows, extra));
    order = undefined;
    version += 1;
  };
  base.extras.forEach(add);
  return {
    kind,
    size: () => base.rows + rows.extras.length - removed.size,
    rowOf: (id) => {
      baseRows ??= new Map(Array.from({length: base.rows}, (_, row) => [base.id(row), row]));
      const row = extraRows.get(id) ?? baseRows.get(id);
      return row === undefined || removed.has(row) ? undefined : row;
    },
    idAt: idOf,
    lastUpdatedAt: (row) => rows.times[row] ?? NaN,
    metadata: (row) => metadataIn(rows, row),
    record: (row) => ({[idKeyOf(kind)]: idOf(row), metadata: metadataIn(rows, row)}),
    recordText: (row) =>
      `{"${idKeyOf(kind)}":${JSON.stringify(idOf(row))},"metadata":${textIn(rows, row)}}`,
    add,
    write: (row, change) => {
      patch(rows, row, change);
      version += 1;
    },
    remove: (row) => {
      removed.add(row);
      rows.patches.delete(row);
      extraRows.delete(idOf(row));
      order = undefined;
      version += 1;
    },
    byId: () => (order ??= orderById(rows, removed)),
    version: () => version,
  };
}

function createRows(base: BaseData): Rows {
  const times = new Float64Array(base.rows + base.extras.length + 64);
  for (let row = 0; row < base.rows; row += 1) times[row] = base.lastUpdated(row);
  return {base, extras: [], patches: new Map(), times};
}

function idIn({base, extras}: Rows, row: number): string {
  return row < base.rows ? base.id(row) : (extras[row - base.rows]?.id ?? '');
}

/** Returns the new row's number. */
function append(rows: Rows, extra: ExtraRow): number {
  const row = rows.base.rows + rows.extras.length;
  rows.extras.push(extra);
  if (row >= rows.times.length) {
    const larger = new Float64Array(rows.times.length * 2);
    larger.set(rows.times);
    rows.times = larger;
  }
  rows.times[row] = extra.lastUpdated;
  return row;
}

/** Fresh objects, so that time stamp and written values can be put in place. */
function metadataIn(rows: Rows, row: number): Metadata {
  const time = rows.times[row] ?? NaN;
  const own =
    row < rows.base.rows
      ? // The base writes an object of groups.
        (JSON.parse(rows.base.metadataText(row, time)) as Metadata)
      : copyOf(rows.extras[row - rows.base.rows]?.metadata);
  if (!isNaN(time)) (own['auto'] ??= {})['lastupdated'] = time;
  const written = rows.patches.get(row);
  for (const group in written) own[group] = {...own[group], ...written[group]};
  return own;
}

/** The row's metadata as JSON; rows that nobody wrote to are not built as objects first. */
function textIn(rows: Rows, row: number): string {
  return row < rows.base.rows && !rows.patches.has(row)
    ? rows.base.metadataText(row, rows.times[row] ?? NaN)
    : JSON.stringify(metadataIn(rows, row));
}

function copyOf(metadata: Metadata | undefined): Metadata {
  const copy: Metadata = {};
  for (const group in metadata) copy[group] = {...metadata[group]};
  return copy;
}

function patch(
  {patches, times}: Rows,
  row: number,
  {group, values, atMs}: {readonly group: string; readonly values: object; readonly atMs: number},
): void {
  const known = patches.get(row);
  if (known) known[group] = {...known[group], ...values};
  else patches.set(row, {[group]: {...values}});
  times[row] = atMs;
}

function orderById(rows: Rows, removed: ReadonlySet<number>): Uint32Array {
  const ids: {readonly row: number; readonly id: string}[] = [];
  for (let row = 0; row < rows.base.rows + rows.extras.length; row += 1) {
    if (!removed.has(row)) ids.push({row, id: idIn(rows, row)});
  }
  ids.sort((a, b) => (a.id < b.id ? -1 : 1));
  return Uint32Array.from(ids, ({row}) => row);
}
