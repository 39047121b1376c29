import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import {toIsoTime} from './time-text';

/** The type that a column's schema declares. */
export type ColumnKind = 'integer' | 'string' | 'boolean' | 'time' | 'array';

/** A row under construction. */
export type MutableRow = Record<string, unknown>;

/**
 * Turns a vendor record into a row that holds every declared column. What the schema does not name,
 * or what does not fit its column, is kept in `other_fields`: undeclared columns would be dropped
 * on the way to the warehouse. Throws a `data` Failure when the record has no id.
 */
export function toColumns(
  record: JsonObject,
  columns: ReadonlyMap<string, ColumnKind>,
  what: string,
): MutableRow {
  const row: MutableRow = {};
  for (const name of columns.keys()) row[name] = null;
  let others: MutableRow | null = null;
  for (const name of Object.keys(record)) {
    const value = record[name];
    if (value === null || value === undefined) continue;
    const kind = columns.get(name);
    const fitted = kind === undefined ? undefined : fit(value, kind);
    if (fitted === undefined) (others ??= {})[name] = value;
    else row[name] = fitted;
  }
  row['other_fields'] = others;
  if (row['id'] === null) throw missingId(what);
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

function missingId(what: string): Failure {
  return new Failure({
    kind: 'data',
    message: `Pipedrive listed a ${what} without a usable id, so the list cannot be trusted. Run the sync again; report it if it happens again.`,
  });
}
