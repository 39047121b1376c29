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
  return Object.entries(schema).flatMap(([group, fields]): readonly Row[] => {
    if (isNothing(fields)) return [];
    // Which fields it has is not known: the engine sets the row aside and tells.
    if (!isJsonObject(fields)) return [{kind, group, name: null}];
    return Object.entries(fields).map(([name, field]) => ({
      ...columns.toRow(isJsonObject(field) ? field : {}),
      kind,
      group,
      // A field whose definition cannot be read is there all the same, and nobody can say what it is.
      name: isJsonObject(field) || isNothing(field) ? name : null,
    }));
  });
}

/** Some services write an empty object as an empty list. */
function isNothing(value: Json | undefined): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
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
