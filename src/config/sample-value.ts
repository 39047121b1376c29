import {isJsonObject, type Json, type JsonObject} from '../core/json';

/** A value that would be right for a schema, for an example; `name` is what it is the value of. */
export function sampleValue(schema: JsonObject, name: string): Json {
  if (schema['airbyte_secret'] === true) return `\${${name.toUpperCase()}}`;
  for (const given of [firstOf(schema['examples']), schema['const'], schema['default']]) {
    if (given !== undefined) return given;
  }
  const choice = firstOf(schema['enum']);
  if (choice !== undefined) return choice;
  const variant = variantsOf(schema).at(0);
  if (variant !== undefined) return sampleValue(variant, name);
  const type = firstOf(schema['type']) ?? schema['type'];
  switch (type) {
    case 'object':
      return sampleObject(schema);
    case 'array':
      return [isJsonObject(schema['items']) ? sampleValue(schema['items'], name) : name];
    case 'integer':
    case 'number':
      return schema['minimum'] ?? 1;
    case 'boolean':
      return true;
    default:
      return name;
  }
}

function sampleObject(schema: JsonObject): JsonObject {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const required: Json = schema['required'] ?? [];
  const names = Array.isArray(required) ? required.map(String) : [];
  return Object.fromEntries(
    names.map((name) => {
      const property = properties[name];
      return [name, isJsonObject(property) ? sampleValue(property, name) : name];
    }),
  );
}

/** The forms that a value can have, without the one that says that it is not used. */
function variantsOf(schema: JsonObject): readonly JsonObject[] {
  const variants = schema['oneOf'];
  const list = Array.isArray(variants) ? variants.filter(isJsonObject) : [];
  return list.length > 1 ? list.filter(({title}) => title !== 'Not used') : list;
}

function firstOf(value: Json | undefined): Json | undefined {
  const list: readonly Json[] = Array.isArray(value) ? value : [];
  return list[0];
}
