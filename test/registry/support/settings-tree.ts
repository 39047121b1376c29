import {isJsonObject, type JsonObject} from '../../../src/core/json';

/** A setting of a specification. */
export interface Setting {
  /** As the configuration writes it: `pandadoc.workspaces[].name`. */
  readonly place: string;
  readonly title: string;
  /** Demanded where the object that it belongs to is there. */
  readonly required: boolean;
  /** True for the member by which variants are distinguished. */
  readonly isTag: boolean;
}

/** Every setting below a schema, those of all variants included. */
export function settingsBelow(schema: JsonObject, place = ''): readonly Setting[] {
  const variants = Array.isArray(schema['oneOf']) ? schema['oneOf'] : [];
  const items = schema['items'];
  return [
    ...ownSettings(schema, place),
    ...variants.flatMap((variant) => (isJsonObject(variant) ? settingsBelow(variant, place) : [])),
    ...(isJsonObject(items) ? settingsBelow(items, `${place}[]`) : []),
  ];
}

function ownSettings(schema: JsonObject, place: string): readonly Setting[] {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(properties).flatMap(([name, property]) => {
    if (!isJsonObject(property)) return [];
    const inner = place === '' ? name : `${place}.${name}`;
    const title = typeof property['title'] === 'string' ? property['title'] : '';
    const isTag = 'const' in property;
    return [
      {place: inner, title, required: required.includes(name), isTag},
      ...settingsBelow(property, inner),
    ];
  });
}
