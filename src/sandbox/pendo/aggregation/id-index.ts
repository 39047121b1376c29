import type {BaseData} from '../base-data';
import {radixOrder} from './radix-order';

/** Finds and orders rows by id. */
export interface IdIndex {
  /** The base row of this id, whether or not it was removed. */
  baseRowOf(id: string): number | undefined;
  /** All rows that exist, by id; kept until `forget`. */
  rows(members: Members): Uint32Array;
  /** To be called when rows come or go. */
  forget(): void;
}

/** Which rows exist beyond the base's. */
interface Members {
  readonly removed: ReadonlySet<number>;
  readonly extraRows: readonly number[];
}

/** Makes an index that orders the base's rows when it is first needed, and then keeps the order. */
export function createIdIndex(base: BaseData, idAt: (row: number) => string): IdIndex {
  let baseOrder: Uint32Array | undefined;
  let merged: Uint32Array | undefined;
  const order = (): Uint32Array => (baseOrder ??= orderBase(base));
  return {
    baseRowOf: (id) => {
      const rows = order();
      const row = rows[lowerBound(rows.length, (at) => idAt(rows[at] ?? 0) >= id)];
      return row !== undefined && idAt(row) === id ? row : undefined;
    },
    rows: (members) => (merged ??= merge(order(), members, idAt)),
    forget: () => {
      merged = undefined;
    },
  };
}

/** The first place from 0 to `length` for which `reached` holds, when it holds for all after it. */
export function lowerBound(length: number, reached: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (reached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function orderBase(base: BaseData): Uint32Array {
  const rows = new Uint32Array(base.rows);
  const keys = new Float64Array(base.rows);
  for (let row = 0; row < base.rows; row += 1) {
    rows[row] = row;
    keys[row] = base.idOrder(row);
  }
  return radixOrder(rows, keys);
}

function merge(
  base: Uint32Array,
  {removed, extraRows}: Members,
  idAt: (row: number) => string,
): Uint32Array {
  const kept = removed.size === 0 ? base : base.filter((row) => !removed.has(row));
  if (extraRows.length === 0) return kept;
  const added = extraRows
    .map((row) => ({row, id: idAt(row)}))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const all = new Uint32Array(kept.length + added.length);
  let read = 0;
  for (const [nth, {row, id}] of added.entries()) {
    const until = lowerBound(kept.length, (at) => idAt(kept[at] ?? 0) >= id);
    all.set(kept.subarray(read, until), read + nth);
    all[until + nth] = row;
    read = until;
  }
  all.set(kept.subarray(read), read + added.length);
  return all;
}
