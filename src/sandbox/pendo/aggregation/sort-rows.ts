import type {SortKey} from './pipeline-parse';

/** Sorts by several paths; equal items keep their order. Absent values come first. */
export function sortBy<T>(
  items: readonly T[],
  keys: readonly SortKey[],
  read: (item: T, path: string) => unknown,
): readonly T[] {
  const decorated = items.map((item) => ({item, values: keys.map(({path}) => read(item, path))}));
  decorated.sort((a, b) => {
    for (const [at, {descending}] of keys.entries()) {
      const order = compareValues(a.values[at], b.values[at]);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
  return decorated.map(({item}) => item);
}

/** Order across types: nothing, booleans, numbers, texts, all else. */
function compareValues(a: unknown, b: unknown): number {
  const typeOrder = rankOf(a) - rankOf(b);
  if (typeOrder !== 0) return typeOrder;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return 0;
}

function rankOf(value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (typeof value === 'boolean') return 1;
  if (typeof value === 'number') return 2;
  return typeof value === 'string' ? 3 : 4;
}
