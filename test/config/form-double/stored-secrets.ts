import Ajv from 'ajv';
import {isJsonObject, type Json, type JsonObject} from '../../../src/core/json';
import {listOf, objectOf} from './blocks';

/** What the platform shows in place of a secret. */
export const PLATFORM_MASK = '**********';

const ajv = new Ajv({strict: false});

/**
 * A stored configuration as the form gets it. The platform masks every value whose description has
 * the word `airbyte_secret`, whatever it says, in every alternative and in lists as well.
 */
export function masked(schema: JsonObject, config: Json): Json {
  if ('airbyte_secret' in schema) return PLATFORM_MASK;
  const {items} = schema;
  if (Array.isArray(config)) {
    return isJsonObject(items) ? listOf(config).map((one) => masked(items, one)) : listOf(config);
  }
  if (!isJsonObject(config)) return config;
  // An object has members or alternatives for the platform, never both.
  if (!isJsonObject(schema['properties'])) {
    return listOf(schema['oneOf']).reduce<Json>(
      (whole, one) => masked(objectOf(one), whole),
      config,
    );
  }
  const properties = objectOf(schema['properties']);
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => {
      const inner = properties[name];
      return [name, isJsonObject(inner) && value !== undefined ? masked(inner, value) : value];
    }),
  );
}

/**
 * The submitted configuration with stored secrets put back where it has the mask: through members, and
 * through the alternatives that the submitted part is valid for; never into lists.
 */
export function withStoredSecrets(schema: JsonObject, stored: Json, submitted: Json): Json {
  const variants = listOf(schema['oneOf']).filter(isJsonObject);
  const properties = schema['properties'];
  if (!isJsonObject(stored) || !isJsonObject(submitted)) return submitted;
  if (variants.length > 0) {
    return variants.reduce<Json>(
      (whole, variant) =>
        ajv.validate(variant, whole) ? withStoredSecrets(variant, stored, whole) : whole,
      submitted,
    );
  }
  if (!isJsonObject(properties)) return submitted;
  return Object.fromEntries(
    Object.entries(submitted).map(([name, value]) => {
      const inner = objectOf(properties[name]);
      const old = stored[name];
      if (old === undefined || value === undefined) return [name, value];
      if (inner['airbyte_secret'] === true && value === PLATFORM_MASK) return [name, old];
      return [name, withStoredSecrets(inner, old, value)];
    }),
  );
}
