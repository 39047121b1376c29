import {isJsonObject, type JsonObject} from '../../../src/core/json';
import {propertiesOf, typesOf} from './walk-schema';

/**
 * Paths of all fields that a schema declares: `/name/givenName`, `/emails/[]/value`. An object without
 * declared members is one field.
 */
export function declaredPaths(schema: JsonObject, path = ''): readonly string[] {
  const properties = Object.entries(propertiesOf(schema));
  if (properties.length > 0) {
    return properties.flatMap(([name, inner]) =>
      isJsonObject(inner) ? declaredPaths(inner, `${path}/${name}`) : [],
    );
  }
  const {items} = schema;
  if (typesOf(schema).includes('array') && isJsonObject(items)) {
    return declaredPaths(items, `${path}/[]`);
  }
  return [path];
}

/**
 * Paths of what a value really holds. Airbyte's own rule counts a field that is always null as seen,
 * and looks into the first entry of a list only; this one wants a value, anywhere.
 */
export function seenPaths(value: unknown, path = ''): readonly string[] {
  if (value === null || value === undefined) return [];
  const inner = Array.isArray(value)
    ? value.flatMap((item: unknown) => seenPaths(item, `${path}/[]`))
    : isJsonObject(value)
      ? Object.entries(value).flatMap(([name, member]) => seenPaths(member, `${path}/${name}`))
      : [];
  return [path, ...inner];
}
