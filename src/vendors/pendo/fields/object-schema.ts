import type {JsonObject} from '../../../core/json';
import {idFields, type PendoKind} from '../kind';
import type {MetadataField, MetadataSchema} from '../metadata-schema';

/** JSON schema of what can be written: the id and the account's own fields of the group. */
export function objectSchema(
  kind: PendoKind,
  group: string,
  schema: MetadataSchema | undefined,
): JsonObject {
  const fields = [...(schema?.get(group)?.values() ?? [])].filter(
    ({closed}) => closed === undefined,
  );
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    required: [idFields[kind]],
    additionalProperties: true,
    properties: {
      [idFields[kind]]: {type: 'string', description: `Id of the ${kind} in Pendo.`},
      ...Object.fromEntries(fields.map((field) => [field.key, propertyOf(field)])),
    },
  };
}

function propertyOf({type, displayName}: MetadataField): JsonObject {
  const title = {title: displayName};
  switch (type) {
    case 'string':
    case 'boolean':
    case 'integer':
      return {type: ['null', type], ...title};
    case 'float':
    case 'number':
      return {type: ['null', 'number'], ...title};
    case 'time':
      return {
        type: ['null', 'string'],
        format: 'date-time',
        airbyte_type: 'timestamp_with_timezone',
        ...title,
      };
    case 'list':
      return {type: ['null', 'array'], items: {}, ...title};
    default:
      // Pendo names no type (Q15).
      return title;
  }
}
