import {isJsonObject, type Json, type JsonObject} from '../../../core/json';
import {attributeOf} from '../names';
import type {ScimAttribute} from './attribute';
import type {AttributePath, ValueTest} from './attribute-path';
import {sameScalar} from './compare-scalars';

/** What a record wants at a place; null: nothing. */
export interface Wish {
  readonly path: AttributePath;
  readonly value: Json;
}

/** The value at a place; for a place inside a list, see `valuesThatFit`. */
export function valueAt(resource: JsonObject, path: AttributePath): Json | undefined {
  const outer = outerOf(resource, path);
  const whole = outer && jsonOf(attributeOf(outer, path.attribute.name));
  if (path.sub === undefined) return whole;
  return isJsonObject(whole) ? jsonOf(attributeOf(whole, path.sub.name)) : undefined;
}

/** The values of a list that a path's tests mean; all of them without tests. */
export function valuesThatFit(resource: JsonObject, path: AttributePath): readonly Json[] {
  const {attribute, tests = []} = path;
  const outer = outerOf(resource, path);
  return listOf(attribute, outer && attributeOf(outer, attribute.name)).filter((value) =>
    fits(attribute, value, tests),
  );
}

/**
 * The values of a list. RFC 7643, section 2.4, allows plain values in it, and services send one value
 * without a list as well; a plain value is the `value` of an object.
 */
export function listOf({subAttributes}: ScimAttribute, shown: unknown): readonly Json[] {
  if (shown === undefined || shown === null) return [];
  const values: readonly unknown[] = Array.isArray(shown) ? shown : [shown];
  return values.flatMap((value) => {
    const json = jsonOf(value) ?? null;
    if (json === null) return [];
    return isJsonObject(json) || subAttributes.length === 0 ? [json] : [{value: json}];
  });
}

/** The resource with a wish fulfilled; nothing of it is changed in place. */
export function withWish(resource: JsonObject, {path, value}: Wish): JsonObject {
  const {extension, attribute} = path;
  if (extension === undefined)
    return withMember(resource, attribute.name, place(resource, path, value));
  const shown = attributeOf(resource, extension);
  const outer = isJsonObject(shown) ? shown : {};
  const inner = withMember(outer, attribute.name, place(outer, path, value));
  return withMember(resource, extension, Object.keys(inner).length === 0 ? null : inner);
}

/** The object with a member, which may have another letter case there; null takes it away. */
export function withMember(object: JsonObject, name: string, value: Json): JsonObject {
  const lower = name.toLowerCase();
  const others = Object.entries(object).filter(([key]) => key.toLowerCase() !== lower);
  const written = Object.keys(object).find((key) => key.toLowerCase() === lower) ?? name;
  return Object.fromEntries(value === null ? others : [...others, [written, value]]);
}

/** What stands at the attribute once the wish is fulfilled. */
function place(outer: JsonObject, {attribute, tests, sub}: AttributePath, value: Json): Json {
  const shown = attributeOf(outer, attribute.name);
  if (tests !== undefined) return placeInList(attribute, shown, {tests, sub, value});
  if (sub === undefined) return value;
  const inner = withMember(isJsonObject(shown) ? shown : {}, sub.name, value);
  return Object.keys(inner).length === 0 ? null : inner;
}

function placeInList(
  attribute: ScimAttribute,
  shown: unknown,
  wish: {
    readonly tests: readonly ValueTest[];
    readonly sub: ScimAttribute | undefined;
    readonly value: Json;
  },
): Json {
  const {tests, sub, value} = wish;
  const list = listOf(attribute, shown);
  const isFound = list.some((one) => fits(attribute, one, tests));
  if (!isFound) {
    if (value === null) return list.length === 0 ? null : list;
    return [...list, newValue(tests, sub, value)];
  }
  const kept = list.flatMap((one): readonly Json[] => {
    if (!fits(attribute, one, tests)) return [one];
    if (sub === undefined) return value === null ? [] : [value];
    return [withMember(isJsonObject(one) ? one : {}, sub.name, value)];
  });
  return kept.length === 0 ? null : kept;
}

/** A value of a list as the tests describe it. */
function newValue(
  tests: readonly ValueTest[],
  sub: ScimAttribute | undefined,
  value: Json,
): JsonObject {
  const tested = Object.fromEntries(tests.map((test) => [test.name, test.value]));
  if (sub !== undefined) return {...tested, [sub.name]: value};
  return {...tested, ...(isJsonObject(value) ? value : {value})};
}

function fits(attribute: ScimAttribute, value: Json, tests: readonly ValueTest[]): boolean {
  return tests.every((test) => {
    const part = attribute.subAttributes.find(({name}) => name === test.name);
    const shown = isJsonObject(value) ? attributeOf(value, test.name) : undefined;
    // Kinds of values ("work") are compared without case, as filters compare them.
    return sameScalar(shown, test.value, part?.caseExact === false);
  });
}

function outerOf(resource: JsonObject, {extension}: AttributePath): JsonObject | undefined {
  if (extension === undefined) return resource;
  const outer = attributeOf(resource, extension);
  return isJsonObject(outer) ? outer : undefined;
}

/** Parts of a JSON object are JSON. */
function jsonOf(value: unknown): Json | undefined {
  return value as Json | undefined;
}
