import type {JsonObject} from '../../core/json';

/** A row under construction. */
export type MutableRow = Record<string, unknown>;

/** The value as its column holds it; undefined when it does not fit. */
export type Fit<Kind> = (value: unknown, kind: Kind) => unknown;

/**
 * Turns a vendor record into a row that holds every declared column, null where nothing came. What
 * is not declared, or does not fit its column, is kept in `other_fields` (null when empty):
 * undeclared columns would be dropped on the way to the warehouse. Columns come in the declared
 * order, so that a vendor's change of order is no change of the record.
 */
export function toColumns<Kind>(
  record: JsonObject,
  columns: ReadonlyMap<string, Kind>,
  fit: Fit<Kind>,
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
  return row;
}
