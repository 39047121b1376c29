import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import {toColumns, type MutableRow, type RowColumns} from '../shared/row-columns';
import {toIsoTime} from './time-text';

/** The type that a column's schema declares. */
export type ColumnKind = 'integer' | 'string' | 'boolean' | 'time' | 'array';

/** What a kind of record looks like as a row. */
export interface RowShape {
  /** For messages: "user". */
  readonly what: string;
  readonly columns: RowColumns<ColumnKind>;
  readonly primaryKey: readonly string[];
}

/**
 * Turns a vendor record into a row that holds every declared column; see `toColumns` for what does
 * not fit. Throws a `data` Failure when the record lacks a part of its key.
 */
export function toRow(record: JsonObject, {what, columns, primaryKey}: RowShape): MutableRow {
  const row = toColumns(record, columns, fit);
  for (const column of primaryKey) if (row[column] === null) throw missingKey(what, column);
  return row;
}

/** The value in the column's type, or undefined when it does not fit. */
function fit(value: unknown, kind: ColumnKind): unknown {
  switch (kind) {
    case 'integer':
      return toInteger(value);
    case 'boolean':
      return toBoolean(value);
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'time':
      return typeof value === 'string' ? toIsoTime(value) : undefined;
    case 'array':
      return Array.isArray(value) ? value : undefined;
  }
}

/** Counts arrive as text (Pipedrive Q7), `is_admin` as 0 and 1 or as a boolean. */
function toInteger(value: unknown): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' && !/^-?\d{1,15}$/.test(value)) return undefined;
  const number = typeof value === 'string' ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}

function toBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 1) return true;
  return value === 0 ? false : undefined;
}

function missingKey(what: string, column: string): Failure {
  return new Failure({
    kind: 'data',
    message: `Pipedrive listed a ${what} without a usable ${column}, so the list cannot be trusted. Run the sync again; report it if it happens again.`,
  });
}
