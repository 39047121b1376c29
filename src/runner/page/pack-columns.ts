/** A column whose values come again and again: each once, and the places of the rows' values. */
interface PackedColumn {
  readonly of: readonly string[];
  readonly at: readonly number[];
}

/** Below this a column is short anyway. */
const ROWS_MIN = 100;

/** A table by column, with those columns packed that become shorter; anything else as it is. */
export function packColumns(table: unknown): unknown {
  if (typeof table !== 'object' || table === null || Array.isArray(table)) return table;
  return Object.fromEntries(
    Object.entries(table).map(([name, column]) => [name, packColumn(column)]),
  );
}

function packColumn(column: unknown): unknown {
  if (!Array.isArray(column) || column.length < ROWS_MIN) return column;
  const places = new Map<string, number>();
  const at: number[] = [];
  for (const value of column as readonly unknown[]) {
    if (typeof value !== 'string') return column;
    const place = places.get(value) ?? places.size;
    if (place === places.size) places.set(value, place);
    if (places.size > column.length / 3) return column;
    at.push(place);
  }
  return {of: [...places.keys()], at} satisfies PackedColumn;
}
