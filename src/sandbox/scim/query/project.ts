import {isFields, type Fields} from '../../shared/parse-json';
import type {ResourceKind} from '../schema/resource-kind';
import {topAttributes} from '../schema/resource-kind';
import {placeOf, readName, type AttributePlace} from './attribute-path';
import {fieldOf, keyOf, listOf, withField} from './values-at';

/** Which attributes are asked for; both at once are refused by whoever reads the request. */
export interface Projection {
  readonly attributes?: readonly string[];
  readonly excludedAttributes?: readonly string[];
}

/** The resource with what is asked for; names that nobody knows ask for nothing. */
export function project(
  kind: ResourceKind,
  resource: Fields,
  {attributes, excludedAttributes}: Projection,
): Fields {
  if (attributes) {
    return placesOf(kind, attributes).reduce(
      (kept, place) => copy(resource, kept, place),
      alwaysShown(kind, resource),
    );
  }
  const places = placesOf(kind, excludedAttributes ?? []);
  return places
    .filter(({attribute, sub}) => (sub ?? attribute)?.returned !== 'always')
    .reduce(without, resource);
}

function placesOf(kind: ResourceKind, names: readonly string[]): readonly AttributePlace[] {
  return names.flatMap((name) => {
    const named = readName(name.trim());
    const place = named && placeOf(kind, named);
    return place ? [place] : [];
  });
}

function alwaysShown(kind: ResourceKind, resource: Fields): Fields {
  const names = topAttributes(kind)
    .filter(({returned}) => returned === 'always')
    .map(({name}) => name.toLowerCase());
  return Object.fromEntries(
    Object.entries(resource).filter(([key]) => names.includes(key.toLowerCase())),
  );
}

function copy(from: Fields, to: Fields, place: AttributePlace): Fields {
  const {extension, attribute, sub} = place;
  if (extension) {
    const inner = fieldOf(from, extension.id);
    if (!isFields(inner)) return to;
    if (!attribute) return withField(to, extension.id, inner);
    const kept = fieldOf(to, extension.id);
    const copied = copy(inner, isFields(kept) ? kept : {}, {attribute, ...(sub && {sub})});
    return Object.keys(copied).length > 0 ? withField(to, extension.id, copied) : to;
  }
  const key = attribute && keyOf(from, attribute.name);
  if (key === undefined) return to;
  if (!sub) return {...to, [key]: from[key]};
  return {...to, [key]: mergeParts(from[key], to[key], sub.name)};
}

/** Adds one part of each value to the parts that are there already. */
function mergeParts(from: unknown, to: unknown, part: string): unknown {
  const kept = listOf(to);
  const merged = listOf(from).map((value, at) => {
    const before = kept[at];
    const key = isFields(value) ? keyOf(value, part) : undefined;
    const added = isFields(value) && key !== undefined ? {[key]: value[key]} : {};
    return {...(isFields(before) ? before : {}), ...added};
  });
  return Array.isArray(from) ? merged : merged[0];
}

function without(resource: Fields, {extension, attribute, sub}: AttributePlace): Fields {
  if (extension) {
    const inner = fieldOf(resource, extension.id);
    if (!attribute || !isFields(inner)) return withField(resource, extension.id, undefined);
    const left = without(inner, {attribute, ...(sub && {sub})});
    return withField(resource, extension.id, left);
  }
  if (!attribute) return resource;
  const value = fieldOf(resource, attribute.name);
  if (!sub || value === undefined) return withField(resource, attribute.name, undefined);
  const cut = listOf(value).map((one) =>
    isFields(one) ? withField(one, sub.name, undefined) : one,
  );
  return withField(resource, attribute.name, Array.isArray(value) ? cut : cut[0]);
}
