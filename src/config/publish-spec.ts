import {isJsonObject, type Json, type JsonObject} from '../core/json';
import {configSchemaOf} from './assemble-spec';
import {isSection} from './section-schemas';

/**
 * The specification as `spec` prints it: one that Airbyte's form can fill in and save. The form takes
 * the first alternative of every `oneOf`, demands what is required inside each object, whether or not
 * the object is, and puts stored secrets back everywhere but in lists. So each section becomes a
 * choice whose first alternative is "Not used", and lists that hold secrets are allowed, but
 * neither shown nor described as far as their secrets go: what the platform does not take for a
 * secret it does not lose.
 */
export function publishSpec(spec: JsonObject, documentationUrl?: string): JsonObject {
  const schema = configSchemaOf(spec);
  return {
    ...spec,
    ...(documentationUrl !== undefined && {documentationUrl}),
    connectionSpecification: {
      ...schema,
      properties: mapProperties(schema, (option) =>
        isSection(option) ? asChoice(option) : withoutListedSecrets(option),
      ),
    },
  };
}

function asChoice(section: JsonObject): JsonObject {
  const {title, description, order, group, always_show: shown} = section;
  const properties = mapProperties(section, withoutListedSecrets);
  const used: JsonObject = {
    type: 'object',
    title: title ?? 'Used',
    ...(section['required'] !== undefined && {required: section['required']}),
    properties: {...properties, use: useOf('yes')},
  };
  const unused: JsonObject = {
    type: 'object',
    title: 'Not used',
    required: ['use'],
    properties: {use: useOf('no')},
  };
  return {
    type: 'object',
    ...(title !== undefined && {title}),
    ...(description !== undefined && {description}),
    ...(order !== undefined && {order}),
    ...(group !== undefined && {group}),
    ...(shown !== undefined && {always_show: shown}),
    oneOf: [unused, used],
  };
}

function useOf(value: 'yes' | 'no'): JsonObject {
  return {type: 'string', const: value, default: value, order: 0};
}

/**
 * A list that holds secrets, as a file or a program may give it: everything but the form. The form neither makes nor changes
 * what may also be null: it hands the value on as it is.
 */
function withoutListedSecrets(option: JsonObject): JsonObject {
  if (option['type'] !== 'array' || !holdsSecret(option['items'])) return withoutEither(option);
  const items = isJsonObject(option['items']) ? option['items'] : {};
  const open = Object.entries(isJsonObject(items['properties']) ? items['properties'] : {}).filter(
    ([, schema]) => !holdsSecret(schema),
  );
  const {title, description, order, group} = option;
  return {
    type: ['array', 'null'],
    ...(title !== undefined && {title}),
    ...(description !== undefined && {description}),
    ...(order !== undefined && {order}),
    ...(group !== undefined && {group}),
    airbyte_hidden: true,
    items: {type: 'object', properties: Object.fromEntries(open)},
  };
}

/** Our own word for what only the programs check. */
function withoutEither(option: JsonObject): JsonObject {
  const {items} = option;
  if (!isJsonObject(items)) return option;
  return {
    ...option,
    items: Object.fromEntries(Object.entries(items).filter(([name]) => name !== 'either')),
  };
}

function holdsSecret(schema: Json | undefined): boolean {
  if (Array.isArray(schema)) return schema.some((one: Json) => holdsSecret(one));
  if (!isJsonObject(schema)) return false;
  return schema['airbyte_secret'] === true || Object.values(schema).some(holdsSecret);
}

function mapProperties(
  schema: JsonObject,
  change: (property: JsonObject) => JsonObject,
): JsonObject {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      isJsonObject(property) ? change(property) : property,
    ]),
  );
}
