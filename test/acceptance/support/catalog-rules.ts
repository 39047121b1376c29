import Ajv from 'ajv';
import {isJsonObject, type JsonObject} from '../../../src/core/json';
import {listOf, propertiesOf, typesOf} from './walk-schema';

const ajv = new Ajv({strict: false});

/** A stream as `discover` describes it. */
export interface Stream {
  readonly name: string;
  readonly namespace?: string | null;
  readonly json_schema: JsonObject;
  readonly supported_sync_modes: readonly string[];
  readonly source_defined_cursor?: boolean;
  readonly default_cursor_field?: readonly string[];
  readonly source_defined_primary_key?: readonly (readonly string[])[];
  readonly is_resumable?: boolean;
}

/** What Airbyte's acceptance tests would say against a discovered catalog, as sentences. */
export function catalogProblems(streams: readonly Stream[]): readonly string[] {
  const names = streams.map(({name}) => name);
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  return [
    ...twice.map((name) => `${name}: comes twice`),
    ...streams.flatMap((stream) =>
      streamProblems(stream).map((problem) => `${stream.name}: ${problem}`),
    ),
  ];
}

function streamProblems(stream: Stream): readonly string[] {
  const {json_schema: schema, supported_sync_modes: modes} = stream;
  const problems = [...keywordProblems(schema)];
  if (ajv.validateSchema(schema) !== true) problems.push('its schema is no JSON schema');
  if (schema['type'] !== 'object') problems.push('its schema is no object');
  if (modes.length === 0) problems.push('has no sync mode');
  const cursor = stream.default_cursor_field ?? [];
  const keys = stream.source_defined_primary_key ?? [];
  if (modes.includes('incremental') && cursor.length === 0) problems.push('has no cursor');
  if (stream.is_resumable === true && stream.source_defined_cursor !== true) {
    problems.push('is resumable without a cursor of its own');
  }
  for (const path of [...keys, ...(cursor.length > 0 ? [cursor] : [])]) {
    if (!fieldAt(schema, path)) problems.push(`${path.join('.')} is not in the schema`);
  }
  for (const path of keys) {
    const field = fieldAt(schema, path);
    const types = field ? typesOf(field) : [];
    if (types.includes('object') || types.includes('array')) {
      problems.push(`the key ${path.join('.')} is no plain value`);
    }
  }
  return problems;
}

/** The schema of a field by its path. */
function fieldAt(schema: JsonObject, path: readonly string[]): JsonObject | undefined {
  let field: unknown = schema;
  for (const name of path) field = isJsonObject(field) ? propertiesOf(field)[name] : undefined;
  return isJsonObject(field) ? field : undefined;
}

/** Words that may not stand in a schema as keywords; a property may be called so. */
function keywordProblems(schema: unknown): readonly string[] {
  if (!isJsonObject(schema)) return [];
  const words = ['$ref', 'allOf', 'not'].filter((word) => word in schema);
  const more = schema['additionalProperties'];
  const inner = [schema['items'], ...listOf(schema['oneOf']), ...listOf(schema['anyOf'])];
  return [
    ...words.map((word) => `uses ${word}`),
    ...(more === undefined || more === true ? [] : ['has additionalProperties besides true']),
    ...[...Object.values(propertiesOf(schema)), ...inner].flatMap(keywordProblems),
  ];
}
