import {isFields, type Fields} from '../../shared/parse-json';
import type {AttributePlace} from './attribute-path';

/** The key under which an object holds a name, in any letter case. */
export function keyOf(fields: Fields, name: string): string | undefined {
  if (Object.hasOwn(fields, name)) return name;
  const wanted = name.toLowerCase();
  return Object.keys(fields).find((key) => key.toLowerCase() === wanted);
}

/** The value that an object holds under a name, in any letter case. */
export function fieldOf(fields: Fields, name: string): unknown {
  const key = keyOf(fields, name);
  return key === undefined ? undefined : fields[key];
}

/** An object with one field set; undefined removes it. */
export function withField(fields: Fields, name: string, value: unknown): Fields {
  const key = keyOf(fields, name) ?? name;
  if (value !== undefined) return {...fields, [key]: value};
  return Object.fromEntries(Object.entries(fields).filter(([one]) => one !== key));
}

/** True for what counts as no value (RFC 7643, section 2.5). */
export function isUnassigned(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isFields(value) && Object.keys(value).length === 0;
}

/** A value as a list: lists are themselves, nothing is empty. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isUnassigned(value) ? [] : [value];
}

/** The values at a place of a resource; of complex ones the part `value`, if no part is named. */
export function valuesAt(resource: Fields, place: AttributePlace): readonly unknown[] {
  const outer = place.extension ? fieldOf(resource, place.extension.id) : resource;
  if (!place.attribute || !isFields(outer)) return listOf(outer);
  const found = listOf(fieldOf(outer, place.attribute.name));
  if (place.attribute.type !== 'complex') return found;
  const part = place.sub?.name ?? 'value';
  return found.flatMap((value) => (isFields(value) ? listOf(fieldOf(value, part)) : [value]));
}
