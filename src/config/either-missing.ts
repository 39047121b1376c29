import {isJsonObject, type Json, type JsonObject} from '../core/json';

/** An object that holds none of the members of which it must have one. */
export interface EitherMissing {
  /** Place of the member that most people want. */
  readonly place: string;
  readonly title: string;
}

/**
 * What the platform lets no specification say: objects whose schema names, under `either`, members of
 * which one must be there, the usual one first.
 */
export function eitherMissing(
  schema: Json | undefined,
  value: Json | undefined,
  place = '',
): readonly EitherMissing[] {
  if (!isJsonObject(schema)) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, at) =>
      eitherMissing(schema['items'], item, `${place}[${at}]`),
    );
  }
  if (!isJsonObject(value)) return [];
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const below = Object.entries(value).flatMap(([name, inner]) =>
    Object.hasOwn(properties, name)
      ? eitherMissing(properties[name], inner, placeOf(place, name))
      : [],
  );
  return [...ownMissing(schema, value, place), ...below];
}

function ownMissing(
  schema: JsonObject,
  value: JsonObject,
  place: string,
): readonly EitherMissing[] {
  const either: Json = schema['either'] ?? [];
  const names = (Array.isArray(either) ? either : []).map(String);
  const [usual] = names;
  if (usual === undefined || names.some((name) => isGiven(value[name]))) return [];
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const property = properties[usual];
  const title = isJsonObject(property) ? property['title'] : undefined;
  return [{place: placeOf(place, usual), title: typeof title === 'string' ? title : ''}];
}

function isGiven(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function placeOf(place: string, name: string): string {
  return place === '' ? name : `${place}.${name}`;
}
