import type {Json} from '../../core/json';
import {isJsonObject} from '../../core/json';

/** Fields under construction. */
export type MutableFields = Record<string, Json | undefined>;

/**
 * The names on the way to a field: `company.name` is `name` inside `company` where the object has
 * fields inside `company`, as `containers` says, without regard to case. Elsewhere a dot is a part
 * of the name. Without `containers` every dot leads inside.
 */
export function fieldPath(field: string, containers?: readonly string[]): readonly string[] {
  if (containers === undefined) return field.split('.');
  const lower = field.toLowerCase();
  const around = containers
    .filter((container) => lower.startsWith(`${container}.`))
    .reduce((longest, container) => (container.length > longest.length ? container : longest), '');
  if (around === '') return [field];
  return [...field.slice(0, around.length).split('.'), field.slice(around.length + 1)];
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
