import {Failure} from '../../core/failure';
import {isJsonObject, type JsonObject} from '../../core/json';
import type {HttpClient} from '../../http/request';
import type {PendoKind} from './kind';

/** A field of a metadata group. */
export interface MetadataField {
  readonly key: string;
  readonly group: string;
  readonly displayName: string;
  /** Lower case: string, boolean, integer, float, number, time, list; empty when Pendo says none. */
  readonly type: string;
  /** Why it cannot be written, in words; undefined when it can. */
  readonly closed: string | undefined;
}

/** Groups by name, fields by key. */
export type MetadataSchema = ReadonlyMap<string, ReadonlyMap<string, MetadataField>>;

const NOT_OFFERED = [404, 405];

/**
 * Reads `GET /metadata/schema/{kind}`. Undefined when the server has no such route (404, 405): then
 * it speaks the bulk API only. Every other refusal is a Failure. Reading changes nothing.
 */
export async function readMetadataSchema(
  client: HttpClient,
  kind: PendoKind,
  signal: AbortSignal,
): Promise<MetadataSchema | undefined> {
  const schema = await fetchMetadataSchema(client, kind, signal);
  return (
    schema &&
    new Map(
      Object.entries(schema)
        .filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1]))
        .map(([group, fields]) => [group, fieldsOf(group, fields)]),
    )
  );
}

/** The same as Pendo sends it: groups by name, fields by key, each with its attributes. */
export async function fetchMetadataSchema(
  client: HttpClient,
  kind: PendoKind,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  const answer = await client.send({
    method: 'GET',
    path: `/metadata/schema/${kind}`,
    repeatable: true, // a read changes nothing
    accept: NOT_OFFERED,
    signal,
    purpose: `read the metadata schema of ${kind}s`,
  });
  if (NOT_OFFERED.includes(answer.status)) return undefined;
  if (!isJsonObject(answer.body)) throw unusable(kind);
  return answer.body;
}

function fieldsOf(group: string, fields: JsonObject): ReadonlyMap<string, MetadataField> {
  return new Map(
    Object.entries(fields)
      .filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1]))
      .map(([key, field]) => [key, fieldOf({group, key}, field)]),
  );
}

function fieldOf(place: {group: string; key: string}, sent: JsonObject): MetadataField {
  // Upper and lower case are mixed in these names (Pendo Q18).
  const field = new Map(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value]));
  const type = field.get('type');
  const displayName = field.get('displayname');
  return {
    ...place,
    type: typeof type === 'string' ? type.toLowerCase() : '',
    displayName: typeof displayName === 'string' && displayName !== '' ? displayName : place.key,
    closed: closingWords.find(([flag]) => field.get(flag) === true)?.[1],
  };
}

const closingWords = [
  ['isdeleted', 'deleted'],
  ['ishidden', 'hidden'],
  ['iscalculated', 'calculated by Pendo'],
  ['isperapp', 'kept per app'],
] as const;

function unusable(kind: PendoKind): Failure {
  return new Failure({
    kind: 'data',
    message: `Pendo's answer to "read the metadata schema of ${kind}s" is not a JSON object. Check pendo.base_url.`,
  });
}
