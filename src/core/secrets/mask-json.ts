import {ExactNumber} from '../exact-number';
import {isJsonObject, type Json, type JsonObject} from '../json';
import {jsonText} from '../json-text';
import type {SecretMask} from './secret-mask';

/** An object with the secrets in its names and values masked; it stays JSON. */
export function maskObject(object: JsonObject, mask: SecretMask): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      mask.apply(name),
      value === undefined ? undefined : maskJson(value, mask),
    ]),
  );
}

/** The JSON text of an object without secrets. */
export function maskedText(object: JsonObject, mask: SecretMask): string {
  const text = jsonText(object);
  return mask.mayChange(text) ? jsonText(maskObject(object, mask)) : text;
}

function maskJson(value: Json, mask: SecretMask): Json {
  if (typeof value === 'string') return mask.apply(value);
  if (typeof value === 'number' || value instanceof ExactNumber) {
    const text = String(value);
    return mask.apply(text) === text ? value : mask.apply(text);
  }
  if (typeof value === 'boolean' || value === null) return value;
  if (isJsonObject(value)) return maskObject(value, mask);
  return value.map((item) => maskJson(item, mask));
}
