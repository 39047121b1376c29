import type {ErrorObject} from 'ajv';
import {isJsonObject, type JsonObject} from '../core/json';
import {closestName} from '../core/closest-name';
import {placeText, type Example, type Mistake, type Place} from '../core/mistake';
import {sampleValue} from './sample-value';
import {tagOf, tagValues} from './seal-schema';

/**
 * One violation: a sentence with the place as the file writes it, what was expected, what type was found
 * and the next step. Never the value: it may be a secret. `root` is the place at which
 * the checked value stands in its file; empty: it is the file.
 */
export function describeProblem(error: ErrorObject, root: Place = []): Mistake {
  const inside = stepsOf(error.instancePath);
  const path = [...root, ...inside];
  const schema: JsonObject = isJsonObject(error.parentSchema) ? error.parentSchema : {};
  const sentence = sentenceOf(error, placeText(path), schema);
  const example = exampleOf(error, inside, schema);
  const missed = missedName(error);
  return {
    place: missed === undefined ? inside : [...inside, missed],
    sentence,
    ...(example && {example}),
  };
}

function sentenceOf(error: ErrorObject, place: string, schema: JsonObject): string {
  switch (error.keyword) {
    case 'required':
      return missing(place, text(error, 'missingProperty'), schema);
    case 'additionalProperties':
      return unknownName(place, text(error, 'additionalProperty'), schema);
    case 'discriminator':
      return wrongTag(place, schema);
    case 'type':
      return wrongType(place, schema, error.data);
    case 'const':
    case 'enum':
      return `${quoted(place)} must be ${allowedValues(schema)}. Choose one of these.`;
    default:
      return otherProblem(error, place, schema);
  }
}

/** The name that is too much or missing at the place of an error. */
function missedName(error: ErrorObject): string | undefined {
  if (error.keyword === 'required') return text(error, 'missingProperty');
  if (error.keyword === 'additionalProperties') return text(error, 'additionalProperty');
  return undefined;
}

/** What would be right: of a name that is missing or mistyped, else of the value itself. */
function exampleOf(error: ErrorObject, place: Place, schema: JsonObject): Example | undefined {
  const at = (name: string): Example => ({
    place: [...place, name],
    value: sampleValue(propertyOf(schema, name), name),
  });
  switch (error.keyword) {
    case 'required': {
      const name = text(error, 'missingProperty');
      if (tagOf(schema) !== name) return at(name);
      return {place: [...place, name], value: tagValues(schema, name)[0] ?? name};
    }
    case 'additionalProperties': {
      const close = closestName(text(error, 'additionalProperty'), namesOf(schema));
      return close === undefined ? undefined : at(close);
    }
    case 'discriminator': {
      const tag = tagOf(schema) ?? '';
      return {place: [...place, tag], value: tagValues(schema, tag)[0] ?? tag};
    }
    default: {
      const name = place.findLast((step) => typeof step === 'string') ?? 'name';
      return {place, value: sampleValue(schema, name)};
    }
  }
}

/** A pointer's steps: `/workspaces/0/api~1key` leads to `workspaces`, 0, `api/key`. */
function stepsOf(pointer: string): Place {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function below(place: string, name: string): string {
  return place === '' ? name : `${place}.${name}`;
}

function missing(place: string, name: string, schema: JsonObject): string {
  const property = propertyOf(schema, name);
  const tag = tagOf(schema) === name;
  const expected = tag ? oneOf(tagValues(schema, name)) : expectedOf(property);
  const title = property['title'];
  const meaning = typeof title === 'string' ? ` (${title})` : '';
  return `${quoted(below(place, name))}${meaning} is missing. Add it: ${expected}.`;
}

function unknownName(place: string, name: string, schema: JsonObject): string {
  const known = namesOf(schema);
  const close = closestName(name, known);
  const hint = close === undefined ? '' : `Did you mean ${quoted(close)}? `;
  const owner = place === '' ? 'The configuration' : quoted(place);
  return `${quoted(below(place, name))} is not known. ${hint}${owner} can hold ${listed(known)}.`;
}

function wrongTag(place: string, schema: JsonObject): string {
  const tag = tagOf(schema) ?? '';
  const allowed = oneOf(tagValues(schema, tag));
  return `${quoted(below(place, tag))} must be ${allowed}. Choose one of these.`;
}

function wrongType(place: string, schema: JsonObject, data: unknown): string {
  const found = typeName(typeOf(data));
  const expected = expectedOf(schema);
  const step = stepOf(schema, data);
  const subject = place === '' ? 'The configuration' : quoted(place);
  return `${subject} must be ${expected}, but it is ${found}. ${step}`;
}

function stepOf(schema: JsonObject, data: unknown): string {
  const types = typesOf(schema);
  if (Array.isArray(schema['enum'])) return 'Choose one of these.';
  const scalar = typeof data === 'number' || typeof data === 'boolean';
  if (types.includes('string') && scalar) return 'Put the value in double quotes.';
  const bare = types.some((type) => ['number', 'integer', 'boolean'].includes(type));
  if (bare && typeof data === 'string') return 'Write the value without quotes.';
  if (types.includes('array')) return 'Write it as a list, also when it has one entry.';
  return 'Correct the value.';
}

function otherProblem(error: ErrorObject, place: string, schema: JsonObject): string {
  const limit = String(error.params['limit'] ?? '');
  const rules: Readonly<Record<string, string>> = {
    minLength: limit === '1' ? 'must not be empty' : `must have at least ${limit} characters`,
    maxLength: `must have at most ${limit} characters`,
    minimum: `must be ${limit} or more`,
    maximum: `must be ${limit} or less`,
    exclusiveMinimum: `must be more than ${limit}`,
    exclusiveMaximum: `must be less than ${limit}`,
    multipleOf: `must be a multiple of ${String(error.params['multipleOf'] ?? '')}`,
    minItems: limit === '1' ? 'must not be empty' : `must have at least ${limit} entries`,
    maxItems: `must have at most ${limit} entries`,
    uniqueItems: 'must not hold the same entry twice',
    minProperties: 'must not be empty',
    pattern: `must have the form ${patternOf(schema)}`,
    format: `must be a valid ${String(error.params['format'] ?? 'value')}`,
    oneOf: 'must match exactly one of its allowed forms',
  };
  const rule = rules[error.keyword] ?? `breaks the rule "${error.keyword}" of the specification`;
  return `${quoted(place)} ${rule}. Correct the value.`;
}

function patternOf(schema: JsonObject): string {
  const descriptor = schema['pattern_descriptor'];
  if (typeof descriptor === 'string') return descriptor;
  const examples = schema['examples'];
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  return typeof example === 'string' ? `of "${example}"` : JSON.stringify(schema['pattern']);
}

function allowedValues(schema: JsonObject): string {
  const values: readonly unknown[] = Array.isArray(schema['enum'])
    ? schema['enum']
    : [schema['const']];
  return values.map((value) => JSON.stringify(value)).join(' or ');
}

/** What may stand at a place, for people: "text", "a number", `"us" or "eu"`. */
function expectedOf(schema: JsonObject): string {
  if (Array.isArray(schema['enum']) || schema['const'] !== undefined) return allowedValues(schema);
  const types = typesOf(schema);
  return types.length === 0 ? 'a value' : types.map(typeName).join(' or ');
}

function typesOf(schema: JsonObject): readonly string[] {
  const type = schema['type'];
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? type.filter((one) => typeof one === 'string') : [];
}

function typeName(type: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
    object: 'an object with named values',
    array: 'a list',
    null: 'null',
  };
  return names[type] ?? type;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function namesOf(schema: JsonObject): readonly string[] {
  return Object.keys(isJsonObject(schema['properties']) ? schema['properties'] : {});
}

function propertyOf(schema: JsonObject, name: string): JsonObject {
  const properties = schema['properties'];
  const property = isJsonObject(properties) ? properties[name] : undefined;
  return isJsonObject(property) ? property : {};
}

function text(error: ErrorObject, param: string): string {
  return String(error.params[param] ?? '');
}

function quoted(name: string): string {
  return `"${name}"`;
}

function oneOf(values: readonly string[]): string {
  return values.map(quoted).join(' or ');
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}
