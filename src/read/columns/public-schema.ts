import {isJsonObject, type Json, type JsonObject} from '../../core/json';

/** The schema as others may see it: without our annotations (`x-…`), at any depth. */
export function publicSchema(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([name]) => !name.startsWith('x-'))
      .map(([name, value]) => [name, value === undefined ? undefined : publicPart(value)]),
  );
}

function publicPart(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(publicPart);
  return isJsonObject(value) ? publicSchema(value) : value;
}
