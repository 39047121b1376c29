import {jsonText} from '../../core/json-text';
import {isJsonObject} from '../../core/json';
import {fitText} from './fit-scalar';

/**
 * Sorts lists of objects by the named members, in an order of our own: vendors list sets in any
 * order, and another order must not look like a change. Lists stay as they are without names.
 */
export function orderedBy(names: unknown): (items: readonly unknown[]) => readonly unknown[] {
  if (!Array.isArray(names)) return (items) => items;
  const members = names.map(String);
  const keyOf = (item: unknown): string => {
    if (!isJsonObject(item)) return jsonText(item);
    return members.map((name) => fitText(item[name]) ?? jsonText(item[name] ?? null)).join(' ');
  };
  return (items) => {
    if (items.length < 2) return items;
    return [...items].sort((a, b) => {
      const [first, second] = [keyOf(a), keyOf(b)];
      if (first === second) return 0;
      return first < second ? -1 : 1;
    });
  };
}
