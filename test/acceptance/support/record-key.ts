import type {JsonObject} from '../../../src/core/json';
import type {Stream} from './catalog-rules';

/** Text of a record's key; undefined where a part of it is null or missing. */
export function keyTextOf({source_defined_primary_key: keys}: Stream, data: JsonObject) {
  const parts = (keys ?? []).map((path) =>
    path.reduce<unknown>((value, name) => (value as JsonObject | undefined)?.[name], data),
  );
  const isWhole = parts.length > 0 && parts.every((part) => part !== null && part !== undefined);
  return isWhole ? JSON.stringify(parts) : undefined;
}
