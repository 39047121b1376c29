import type {Json} from '../core/json';
import {isJsonObject} from '../core/json';

/** Fields under construction. */
export type MutableFields = Record<string, Json | undefined>;

/** The names on the way to a field: `company.name` is `name` inside `company`. */
export function fieldPath(field: string): readonly string[] {
  return field.split('.');
}

/**
 * False for paths with an empty name (`a..b`), and for `__proto__`, which would not become a field
 * but the object's prototype.
 */
export function isFieldPath(path: readonly string[]): boolean {
  return path.every((name) => name.trim() !== '' && name !== '__proto__');
}

/**
 * Sets a field. Objects on the way are copied, never changed: they may belong to the record as it
 * came in. What is on the way and is not an object is replaced.
 */
export function setField(fields: MutableFields, path: readonly string[], value: Json): void {
  const last = path.length - 1;
  let target = fields;
  for (let index = 0; index < last; index += 1) {
    const name = path[index] ?? '';
    const inner = target[name];
    const copy: MutableFields = isJsonObject(inner) ? {...inner} : {};
    target[name] = copy;
    target = copy;
  }
  target[path[last] ?? ''] = value;
}
