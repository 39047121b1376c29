import {isJsonObject, type JsonObject} from '../../core/json';

/**
 * The rows of an answer's list. An entry that is no object becomes a row without any field, which is
 * set aside and counted like every row without a key; the others arrive. Undefined when there is no
 * list, or when it holds neither an object nor null: then it is a list of something else.
 */
export function rowsOf(list: unknown): readonly JsonObject[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const entries: readonly unknown[] = list;
  if (entries.length > 0 && !entries.some(isRow)) return undefined;
  return entries.map((entry) => (isJsonObject(entry) ? entry : {}));
}

/** Null stands where a service lost a row. */
function isRow(entry: unknown): boolean {
  return entry === null || isJsonObject(entry);
}
