import {isJsonObject, type JsonObject} from '../../../src/core/json';

/** A schema inside a schema. */
export interface Visited {
  readonly schema: JsonObject;
  /** Names of options from the root; lists and variants add nothing: `scim.credentials.token`. */
  readonly place: string;
  /** Name of the option that the schema describes; empty for the root, list items and variants. */
  readonly name: string;
  /** How many options lie around it. */
  readonly depth: number;
}

/** The schema and every one inside it: properties, list items and variants. */
export function walkSchema(schema: JsonObject): readonly Visited[] {
  return visit({schema, place: '', name: '', depth: 0});
}

function visit(here: Visited): readonly Visited[] {
  const {schema, place, depth} = here;
  const properties = Object.entries(propertiesOf(schema)).flatMap(([name, inner]) => {
    const path = place === '' ? name : `${place}.${name}`;
    return isJsonObject(inner) ? visit({schema: inner, place: path, name, depth: depth + 1}) : [];
  });
  const unnamed = [schema['items'], ...listOf(schema['oneOf'])].flatMap((inner) =>
    isJsonObject(inner) ? visit({...here, schema: inner, name: ''}) : [],
  );
  return [here, ...properties, ...unnamed];
}

/** Schemas of an object's members by name. */
export function propertiesOf(schema: JsonObject): JsonObject {
  const properties = schema['properties'];
  return isJsonObject(properties) ? properties : {};
}

/** Types of a schema, `null` included; empty when it names none. */
export function typesOf(schema: JsonObject): readonly string[] {
  const type = schema['type'];
  return listOf(Array.isArray(type) ? type : [type]).filter((one) => typeof one === 'string');
}

/** A text as it is, anything else as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** The value as a list; empty for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
