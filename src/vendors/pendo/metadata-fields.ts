import {Failure} from '../../core/failure';
import {isJsonObject, type Json, type JsonObject} from '../../core/json';
import type {HttpClient} from '../../http/request';
import {streamColumns, type StreamColumns} from '../../read/columns/stream-columns';
import type {ReadContext, Row, Sweep, SweepPage} from '../../read/reader';
import {loadResource} from '../../resources/load-resource';
import type {PendoKind} from './kind';
import {fetchMetadataSchema} from './metadata-schema';

export const METADATA_FIELDS = 'pendo_metadata_fields';

const kinds: readonly PendoKind[] = ['visitor', 'account'];

/** The definitions of all metadata fields, from `GET /metadata/schema/{kind}`, which is not paged. */
export function metadataFieldsReader(client: HttpClient): Sweep {
  const columns = streamColumns(METADATA_FIELDS, loadResource(`schemas/${METADATA_FIELDS}.json`));
  return {
    kind: 'sweep',
    streams: [columns],
    pages: (_selected, context) => fieldPages(client, columns, context),
  };
}

async function* fieldPages(
  client: HttpClient,
  columns: StreamColumns,
  {signal}: ReadContext,
): AsyncGenerator<SweepPage> {
  for (const kind of kinds) {
    const schema = await fetchMetadataSchema(client, kind, signal);
    if (schema === undefined) throw notOffered(kind);
    const rows = rowsOf(kind, schema, columns);
    // An empty answer beside a full one would look as if every field of the kind were deleted.
    if (rows.length === 0) throw emptySchema(kind);
    yield new Map([[METADATA_FIELDS, rows]]);
  }
}

function rowsOf(kind: PendoKind, schema: JsonObject, columns: StreamColumns): readonly Row[] {
  return Object.entries(schema).flatMap(([group, fields]) =>
    Object.entries(objectIn(fields, kind, group)).map(([name, field]) => {
      const sent = objectIn(field, kind, `${group}.${name}`);
      return {...columns.toRow(sent), kind, group, name};
    }),
  );
}

/** Nothing may be missing from the list: a definition that cannot be read is an error. */
function objectIn(value: Json | undefined, kind: PendoKind, what: string): JsonObject {
  if (value === null || value === undefined) return {};
  if (isJsonObject(value)) return value;
  throw new Failure({
    kind: 'data',
    message: `Pendo's answer to "read the metadata schema of ${kind}s" cannot be used: ${what} is not an object. Check pendo.base_url, then run the sync again.`,
  });
}

function emptySchema(kind: PendoKind): Failure {
  return new Failure({
    kind: 'data',
    message: `Pendo's metadata schema of ${kind}s is empty, which cannot be correct: Pendo always has its own fields. No record was reported as deleted. Run the sync again; if it happens again, report it to Pendo.`,
  });
}

function notOffered(kind: PendoKind): Failure {
  return new Failure({
    kind: 'config',
    message: `This Pendo server does not offer its metadata schema (GET /metadata/schema/${kind} answers 404). Deselect the stream ${METADATA_FIELDS}, or check pendo.base_url.`,
    status: 404,
  });
}
