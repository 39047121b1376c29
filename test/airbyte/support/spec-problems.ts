import {isJsonObject, type Json, type JsonObject} from '../../../src/core/json';

const FORBIDDEN = [
  'not',
  'anyOf',
  'allOf',
  'patternProperties',
  'prefixItems',
  'if',
  'then',
  'else',
  'dependencies',
  'dependentRequired',
  'dependentSchemas',
  '$ref',
  'definitions',
  '$defs',
];

/** Names that look secret; the last word decides, so that `token_url` and `key_field` do not. */
const SECRET_NAME = /(^|_)(token|key|password|secret|credential|passphrase)$/;

/**
 * Names that look secret and hold none, each with its reason. They must not say so either: the platform
 * masks whatever has the word `airbyte_secret`, also when it says false.
 */
const NOT_SECRET: Readonly<Record<string, string>> = {
  'mappings[].key': 'name of a column',
};

/**
 * What Airbyte's acceptance tests for specifications would complain about, as "place: rule";
 * `schema` is a `connectionSpecification`.
 */
export function specProblems(schema: JsonObject): readonly string[] {
  const problems: string[] = [];
  visit(schema, '', problems);
  return problems;
}

function visit(schema: JsonObject, place: string, problems: string[]): void {
  const say = (rule: string): void => void problems.push(`${place || '(root)'}: ${rule}`);
  for (const keyword of FORBIDDEN) if (keyword in schema) say(`uses ${keyword}`);
  if (schema['additionalProperties'] === false) say('additionalProperties is false');
  checkType(schema, say);
  checkEnum(schema, say);
  checkVariants(schema, place, problems);
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  checkOrders(properties, say);
  for (const [name, property] of Object.entries(properties)) {
    const inner = place === '' ? name : `${place}.${name}`;
    if (!isJsonObject(property)) continue;
    checkSecret(name, property, inner, problems);
    visit(property, inner, problems);
  }
  if (isJsonObject(schema['items'])) visit(schema['items'], `${place}[]`, problems);
}

type Say = (rule: string) => void;

function checkType(schema: JsonObject, say: Say): void {
  const type = schema['type'];
  const types: readonly Json[] = Array.isArray(type) ? type : [type ?? ''];
  const named = types.filter((one) => one !== 'null');
  if (named.length !== 1) say(`has the types ${JSON.stringify(type)}`);
  if (named[0] === 'array' && !isJsonObject(schema['items'])) say('is a list without items');
  const empty = !isJsonObject(schema['properties']) && !Array.isArray(schema['oneOf']);
  if (named[0] === 'object' && empty) say('is an object without properties');
  const format = schema['format'];
  if ((format === 'date' || format === 'date-time') && !('pattern' in schema)) {
    say('is a date without a pattern');
  }
}

function checkEnum(schema: JsonObject, say: Say): void {
  const values = schema['enum'];
  if (Array.isArray(values) && new Set(values).size !== values.length) say('repeats a value');
  const {default: fallback, const: constant} = schema;
  if (constant !== undefined && fallback !== undefined && fallback !== constant) {
    say('has a default that is not its constant');
  }
}

function checkVariants(schema: JsonObject, place: string, problems: string[]): void {
  const variants = schema['oneOf'];
  if (!Array.isArray(variants)) return;
  const objects = variants.filter((one) => isJsonObject(one));
  const say = (rule: string): void => void problems.push(`${place}: ${rule}`);
  if (schema['type'] !== 'object') say('has variants and is no object');
  const tags = objects.map((variant) =>
    Object.entries(isJsonObject(variant['properties']) ? variant['properties'] : {})
      .filter(([, property]) => isJsonObject(property) && 'const' in property)
      .map(([name]) => name),
  );
  const [first = []] = tags;
  if (tags.some((names) => names.length !== 1 || names[0] !== first[0])) {
    say('has variants without exactly one common constant');
  }
  objects.forEach((variant, index) => {
    if (typeof variant['title'] !== 'string') say(`variant ${index} has no title`);
    visit(variant, place, problems);
  });
}

function checkOrders(properties: JsonObject, say: Say): void {
  const orders = Object.values(properties).flatMap((property) =>
    isJsonObject(property) && typeof property['order'] === 'number'
      ? [JSON.stringify([property['group'] ?? null, property['order']])]
      : [],
  );
  if (new Set(orders).size !== orders.length) say('has options with the same order');
}

function checkSecret(name: string, property: JsonObject, place: string, problems: string[]): void {
  const text = property['type'] === 'string' && !('const' in property) && !('enum' in property);
  if (!text || !SECRET_NAME.test(name)) return;
  if (place in NOT_SECRET ? 'airbyte_secret' in property : property['airbyte_secret'] !== true)
    problems.push(`${place}: looks secret and is not marked`);
}
