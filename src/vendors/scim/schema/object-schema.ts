import type {JsonObject} from '../../../core/json';
import type {ResourceSchema, ScimAttribute} from './attribute';

/** JSON schema of what can be written, with SCIM paths as names of fields. */
export function objectSchema(schema: ResourceSchema, more: JsonObject): JsonObject {
  const properties = Object.fromEntries([
    ...fieldsOf(schema.core.attributes, ''),
    ...schema.extensions.flatMap(({id, attributes}) => fieldsOf(attributes, `${id}:`)),
  ]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: true,
    properties: {
      id: text('Id that the service gave; may be the key, and is never changed.'),
      externalId: text('Id that the client gives; may be the key.'),
      ...properties,
      ...more,
    },
    // Any value of a list by a filter of its own: emails[primary eq true].value.
    patternProperties: Object.fromEntries(
      [schema.core, ...schema.extensions]
        .flatMap(({attributes}) => attributes.filter(isWritable))
        .filter(({multiValued}) => multiValued)
        .map(({name}) => [`^(?:urn:.+:)?${name}\\[.+\\](?:\\.\\w+)?$`, {}]),
    ),
  };
}

type Field = readonly [string, JsonObject];

function fieldsOf(attributes: readonly ScimAttribute[], start: string): readonly Field[] {
  return attributes.filter(isWritable).flatMap((one): readonly Field[] => {
    const name = `${start}${one.name}`;
    const parts = one.subAttributes.filter(isWritable);
    if (one.multiValued) return [[name, listSchema(one)], ...valueFields(name, one)];
    if (one.type !== 'complex') return [[name, {type: ['null', jsonType(one)]}]];
    return [
      [name, {type: ['null', 'object']}],
      ...parts.map((part): Field => [`${name}.${part.name}`, {type: ['null', jsonType(part)]}]),
    ];
  });
}

/** `emails[type eq "work"].value` for each kind of value that the service names. */
function valueFields(name: string, {subAttributes}: ScimAttribute): readonly Field[] {
  const kinds = subAttributes.find((part) => part.name.toLowerCase() === 'type')?.canonicalValues;
  const value = subAttributes.find((part) => part.name.toLowerCase() === 'value');
  if (value === undefined) return [];
  return (kinds ?? []).map((kind) => [
    `${name}[type eq ${JSON.stringify(kind)}].${value.name}`,
    {type: ['null', jsonType(value)]},
  ]);
}

function listSchema({subAttributes}: ScimAttribute): JsonObject {
  const parts = subAttributes.filter(isWritable);
  const properties = Object.fromEntries(parts.map((part) => [part.name, {type: jsonType(part)}]));
  return {
    type: ['null', 'array'],
    items: parts.length === 0 ? {type: 'string'} : {type: 'object', properties},
  };
}

function isWritable({mutability, isHidden}: ScimAttribute): boolean {
  return mutability !== 'readOnly' && !isHidden;
}

function jsonType({type}: ScimAttribute): string {
  if (type === 'boolean' || type === 'integer') return type;
  if (type === 'decimal') return 'number';
  return type === 'complex' ? 'object' : 'string';
}

function text(description: string): JsonObject {
  return {type: ['null', 'string'], description};
}
