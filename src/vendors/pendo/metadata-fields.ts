import {Failure} from '../../core/failure';
import {isJsonObject, type Json, type JsonObject} from '../../core/json';
import type {HttpClient} from '../../http/request';
import type {ReadContext, Row, Sweep, SweepPage} from '../../read/reader';
import {loadResource} from '../../resources/load-resource';
import {rowColumns, toColumns} from '../shared/row-columns';
import {fitField, type FieldKind} from './fit-field';
import type {PendoKind} from './kind';
import {fetchMetadataSchema} from './metadata-schema';

export const METADATA_FIELDS = 'pendo_metadata_fields';

const kinds: readonly PendoKind[] = ['visitor', 'account'];

/** What Pendo says of a field, besides where it is. */
const columns = rowColumns<FieldKind>([
  ['type', 'text'],
  ['displayName', 'text'],
  ['elementType', 'text'],
  ['elementFormat', 'text'],
  ['dirty', 'flag'],
  ['isHidden', 'flag'],
  ['isDeleted', 'flag'],
  ['isCalculated', 'flag'],
  ['isPerApp', 'flag'],
  ['neverIndex', 'flag'],
]);

/** The attributes by their names in lower case: Pendo mixes upper and lower case (Q18). */
const attributes = new Map(
  [...columns.kinds.keys()].map((column) => [column.toLowerCase(), column]),
);

/** The definitions of all metadata fields, from `GET /metadata/schema/{kind}`, which is not paged. */
export function metadataFieldsReader(client: HttpClient): Sweep {
  return {
    kind: 'sweep',
    streams: [
      {
        name: METADATA_FIELDS,
        primaryKey: ['kind', 'group', 'name'],
        schema: loadResource(`schemas/${METADATA_FIELDS}.json`),
      },
    ],
    pages: (_selected, context) => fieldPages(client, context),
  };
}

async function* fieldPages(client: HttpClient, {signal}: ReadContext): AsyncGenerator<SweepPage> {
  for (const kind of kinds) {
    const schema = await fetchMetadataSchema(client, kind, signal);
    if (schema === undefined) throw notOffered(kind);
    yield new Map([[METADATA_FIELDS, rowsOf(kind, schema)]]);
  }
}

function rowsOf(kind: PendoKind, schema: JsonObject): readonly Row[] {
  return Object.entries(schema).flatMap(([group, fields]) =>
    Object.entries(objectIn(fields, kind, group)).map(([name, field]) =>
      toFieldRow({kind, group, name}, objectIn(field, kind, `${group}.${name}`)),
    ),
  );
}

function toFieldRow(key: {kind: PendoKind; group: string; name: string}, sent: JsonObject): Row {
  const field: Record<string, Json | undefined> = {};
  for (const [attribute, value] of Object.entries(sent)) {
    field[attributes.get(attribute.toLowerCase()) ?? attribute] = value;
  }
  return {...key, ...toColumns(field, columns, fitField)};
}

/** Nothing may be missing from the list: a definition that cannot be read is an error. */
function objectIn(value: Json | undefined, kind: PendoKind, what: string): JsonObject {
  if (value === null || value === undefined) return {};
  if (isJsonObject(value)) return value;
  throw new Failure({
    kind: 'data',
    message: `Pendo's answer to "read the metadata schema of ${kind}s" cannot be used: ${what} is no object. Check pendo.base_url, then run the sync again.`,
  });
}

function notOffered(kind: PendoKind): Failure {
  return new Failure({
    kind: 'config',
    message: `This Pendo server does not offer its metadata schema (GET /metadata/schema/${kind} answers 404). Deselect the stream ${METADATA_FIELDS}, or check pendo.base_url.`,
    status: 404,
  });
}
