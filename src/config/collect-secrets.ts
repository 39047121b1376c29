import {isJsonObject, type Json, type JsonObject} from '../core/json';
import {isMask, secretsIn} from './masked-secrets';

/**
 * Every secret value of a configuration: texts below a property that its schema marks with
 * `airbyte_secret`, in nested objects, arrays and all variants of a `oneOf`. Works on a
 * configuration that is not valid: it is called before anything is said about it.
 */
export function collectSecrets(schema: JsonObject, config: Json | undefined): readonly string[] {
  const found = new Set<string>();
  visit(schema, config, found);
  return [...found];
}

function visit(schema: Json | undefined, value: Json | undefined, found: Set<string>): void {
  if (!isJsonObject(schema) || value === undefined || value === null) return;
  if (schema['airbyte_secret'] === true) {
    addTexts(value, schema['multiline'] === true, found);
    return;
  }
  for (const variant of list(schema['oneOf'])) visit(variant, value, found);
  if (isList(value)) {
    for (const item of value) visit(schema['items'], item, found);
  } else if (isJsonObject(value)) {
    visitObject(schema, value, found);
  }
}

function visitObject(schema: JsonObject, value: JsonObject, found: Set<string>): void {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  for (const [name, content] of Object.entries(value)) {
    const known = Object.hasOwn(properties, name);
    visit(known ? properties[name] : schema['additionalProperties'], content, found);
  }
}

/** Of several lines each is a secret, too. The platform's mask is none: messages have to show it. */
function addTexts(value: Json, multiline: boolean, found: Set<string>): void {
  if (typeof value === 'string') {
    for (const text of multiline ? secretsIn(value) : [value]) if (!isMask(text)) found.add(text);
  } else if (typeof value === 'number') found.add(String(value));
  else if (isList(value)) for (const item of value) addTexts(item, multiline, found);
  else if (isJsonObject(value)) {
    for (const item of Object.values(value)) {
      if (item !== undefined) addTexts(item, multiline, found);
    }
  }
}

function list(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
