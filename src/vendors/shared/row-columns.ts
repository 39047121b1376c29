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
  columns: RowColumns<Kind>,
  fit: Fit<Kind>,
): MutableRow {
  const row: MutableRow = {...columns.empty};
  let others: MutableRow | null = null;
  for (const name of Object.keys(record)) {
    const value = record[name];
    if (value === null || value === undefined) continue;
    const kind = columns.kinds.get(name);
    const fitted = kind === undefined ? undefined : fit(value, kind);
    if (fitted === undefined) (others ??= {})[name] = value;
    else row[name] = fitted;
  }
  row['other_fields'] = others;
  return row;
}

/** The declared columns of a stream. */
export interface RowColumns<Kind> {
  readonly kinds: ReadonlyMap<string, Kind>;
  /** A row with nothing in it: every row starts as a copy of it. */
  readonly empty: Readonly<Record<string, null>>;
}

/**
 * Declares columns, in their order. The empty row is made by the JSON parser: an object that grows
 * by computed names becomes a slow hash table after a dozen columns, and so do all its copies. For
 * the same reason it has the `derived` columns, which the stream fills in by itself.
 */
export function rowColumns<Kind>(
  kinds: readonly (readonly [string, Kind])[],
  derived: readonly string[] = [],
): RowColumns<Kind> {
  const members = [...kinds.map(([name]) => name), 'other_fields', ...derived];
  const text = `{${members.map((name) => `${JSON.stringify(name)}:null`).join(',')}}`;
  // The text is an object whose every value is null.
  const empty = JSON.parse(text) as Record<string, null>;
  return {kinds: new Map(kinds), empty};
}
