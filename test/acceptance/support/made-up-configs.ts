import fc from 'fast-check';
import {isJsonObject, type Json, type JsonObject} from '../../../src/core/json';
import {listOf, propertiesOf, typesOf} from './walk-schema';

/** Any configuration that a specification's schema allows, options left out at will. */
export function madeUpConfig(schema: JsonObject): fc.Arbitrary<Json> {
  if (schema['const'] !== undefined) return fc.constant(schema['const']);
  const values = listOf(schema['enum']);
  // Values of a JSON document are JSON.
  if (values.length > 0) return fc.constantFrom(...(values as readonly Json[]));
  const variants = listOf(schema['oneOf']).filter((one) => isJsonObject(one));
  if (variants.length > 0) return fc.oneof(...variants.map(madeUpConfig));
  const [type] = typesOf(schema);
  switch (type) {
    case 'object':
      return madeUpObject(schema);
    case 'array':
      return madeUpList(schema);
    case 'integer':
      return fc.integer(boundsOf(schema));
    case 'number':
      return fc.double({...boundsOf(schema), noNaN: true}).map((value) => value + 0);
    case 'boolean':
      return fc.boolean();
    default:
      return madeUpText(schema);
  }
}

function madeUpObject(schema: JsonObject): fc.Arbitrary<Json> {
  const required = new Set(listOf(schema['required']));
  const members = Object.entries(propertiesOf(schema)).flatMap(([name, inner]) =>
    isJsonObject(inner) ? [[name, madeUpConfig(inner)] as const] : [],
  );
  const requiredKeys = members.map(([name]) => name).filter((name) => required.has(name));
  return fc.record(Object.fromEntries(members), {requiredKeys});
}

function madeUpList({items, minItems}: JsonObject): fc.Arbitrary<Json> {
  const inner = isJsonObject(items) ? madeUpConfig(items) : fc.constant('x');
  return fc.array(inner, {minLength: typeof minItems === 'number' ? minItems : 0, maxLength: 3});
}

function madeUpText({pattern, minLength}: JsonObject): fc.Arbitrary<Json> {
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern));
  return fc.string({minLength: typeof minLength === 'number' ? minLength : 0, maxLength: 40});
}

function boundsOf({minimum, maximum}: JsonObject): {min: number; max: number} {
  return {
    min: typeof minimum === 'number' ? minimum : 0,
    max: typeof maximum === 'number' ? maximum : 1_000_000,
  };
}
