import {isJsonObject, type Json, type JsonObject} from '../core/json';

/** A member of the configuration with its schema. */
interface NamedSchema {
  readonly name: string;
  readonly schema: JsonObject;
}

/**
 * The sections that a vendor's fragment describes. One that is an object is one section. One that is
 * a list describes, under `sections`, sections of their own as well: each is an entry of the list
 * with some members fixed, so that it can be filled in where lists lose their secrets.
 */
export function sectionsOf(name: string, fragment: JsonObject): readonly NamedSchema[] {
  if (fragment['type'] !== 'array') {
    return [{name, schema: withUse(objectOf(resolved(fragment, fragment)))}];
  }
  const {sections, ...list} = fragment;
  const entry = objectOf(fragment['items']);
  const own = Object.entries(objectOf(sections)).map(([section, differs]) => ({
    name: section,
    schema: withUse(entryAsSection(entry, objectOf(differs))),
  }));
  return [...own, {name, schema: list}];
}

/** The platform allows no `$ref`: what a fragment refers to in itself is put in its place. */
function resolved(schema: Json | undefined, fragment: JsonObject): Json | undefined {
  if (Array.isArray(schema)) return schema.map((one: Json) => resolved(one, fragment) ?? null);
  if (!isJsonObject(schema)) return schema;
  const {$ref: reference, ...rest} = schema;
  const place = typeof reference === 'string' ? reference.replace('#/properties/', '') : undefined;
  const target = place === undefined ? {} : objectOf(objectOf(fragment['properties'])[place]);
  return Object.fromEntries(
    Object.entries({...target, ...rest}).map(([name, inner]) => [name, resolved(inner, fragment)]),
  );
}

/** True for the schema of a section that can be left unused. */
export function isSection(schema: Json | undefined): schema is JsonObject {
  return isJsonObject(schema) && isJsonObject(objectOf(schema['properties'])['use']);
}

/** An entry of a list as a section: without what is fixed, with what differs. */
function entryAsSection(entry: JsonObject, differs: JsonObject): JsonObject {
  const {fixed, properties, ...rest} = differs;
  const gone = new Set(Object.keys(objectOf(fixed)));
  const changed = objectOf(properties);
  const options = Object.entries(objectOf(entry['properties']))
    .filter(([option]) => !gone.has(option))
    .map(([option, schema]) => [option, {...objectOf(schema), ...objectOf(changed[option])}]);
  const required: unknown = entry['required'];
  return {
    ...entry,
    ...rest,
    required: Array.isArray(required) ? required.filter((one) => !gone.has(String(one))) : [],
    properties: Object.fromEntries(options) as JsonObject,
  };
}

/** A section says whether it is in use; without the word it is. */
function withUse(section: JsonObject): JsonObject {
  const options = Object.entries(objectOf(section['properties']))
    .map(([name, schema]) => ({name, schema: objectOf(schema)}))
    .sort((a, b) => orderOf(a.schema) - orderOf(b.schema));
  const numbered = options.map(({name, schema}, at) => [name, {...schema, order: at + 1}]);
  return {
    ...section,
    properties: {
      use: {type: 'string', enum: ['yes', 'no'], order: 0},
      ...(Object.fromEntries(numbered) as JsonObject),
    },
  };
}

function orderOf(schema: JsonObject): number {
  const order = schema['order'];
  return typeof order === 'number' ? order : Number.MAX_SAFE_INTEGER;
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
