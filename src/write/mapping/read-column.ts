import type {Json, JsonObject} from '../../core/json';

/** Two columns differ only by case, and neither is spelled as asked. */
export const ambiguousColumn = Symbol('ambiguous column');

/** Reads one column of a record; undefined when the record lacks it. */
export type ColumnReader = (data: JsonObject) => Json | undefined | typeof ambiguousColumn;

/**
 * Creates a reader for a column: by its exact name, else by the one name that differs only by case,
 * because warehouses and PyAirbyte lower- or upper-case what the source wrote in mixed case.
 */
export function createColumnReader(column: string): ColumnReader {
  const lower = column.toLowerCase();
  // "constructor" and its kin would be found on every object.
  const inherited = column in Object.prototype;
  let alias = column;
  return (data) => {
    if (inherited && !Object.hasOwn(data, column)) return undefined;
    const exact = data[column];
    if (exact !== undefined) return exact;
    const known = data[alias];
    if (known !== undefined) return known;
    const found = findByCase(data, lower);
    if (typeof found !== 'string') return found;
    alias = found;
    return data[found];
  };
}

function findByCase(data: JsonObject, lower: string): string | undefined | typeof ambiguousColumn {
  let found: string | undefined;
  for (const name of Object.keys(data)) {
    if (name.toLowerCase() !== lower) continue;
    if (found !== undefined) return ambiguousColumn;
    found = name;
  }
  return found;
}
