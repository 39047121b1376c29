import {Failure} from '../../../core/failure';
import {isJsonObject, type Json, type JsonObject} from '../../../core/json';
import type {HttpClient} from '../../../http/request';
import {aggregate, wholeRows} from '../aggregate';
import {anyOf} from '../filter-text';
import {idFields} from '../kind';
import type {MetadataRoute} from './metadata-route';

/** Ids per question: keeps the filter at a few kilobytes. */
const IDS_MAX = 100;

/** What Pendo holds of a record; `values` is undefined where the server shows ids only. */
export interface CurrentRecord {
  readonly values: JsonObject | undefined;
}

/** Reads what Pendo holds now of some records; unknown ids are absent from the answer. */
export async function readCurrent(
  client: HttpClient,
  route: MetadataRoute,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, CurrentRecord>> {
  const found = new Map<string, CurrentRecord>();
  for (let start = 0; start < ids.length; start += IDS_MAX) {
    const asked = new Set(ids.slice(start, start + IDS_MAX));
    for (const row of await readRows(client, route, {ids: [...asked], signal})) {
      const id = row[idFields[route.kind]];
      // A server that ignores filters answers with everything it has.
      if (typeof id === 'string' && asked.has(id)) found.set(id, currentOf(row, route.group));
    }
  }
  return found;
}

async function readRows(
  client: HttpClient,
  route: MetadataRoute,
  {ids, signal}: {ids: readonly string[]; signal: AbortSignal},
): Promise<readonly JsonObject[]> {
  const {kind} = route;
  const idField = idFields[kind];
  const purpose = `read ${kind}s to compare`;
  const result = await aggregate(client, {
    kind,
    identifiedOnly: false,
    filter: anyOf(idField, ids),
    sort: [idField],
    limit: ids.length,
    purpose,
    signal,
  });
  if (result.type === 'rows') return wholeRows(result.rows, purpose);
  if (result.type === 'too_large') {
    if (ids.length === 1) throw result.failure;
    const half = Math.ceil(ids.length / 2);
    const rows = await readRows(client, route, {ids: ids.slice(0, half), signal});
    return [...rows, ...(await readRows(client, route, {ids: ids.slice(half), signal}))];
  }
  throw new Failure({
    kind: 'transient',
    message: `Pendo did not read ${ids.length} ${kind}s in time. Run it again later.`,
    status: 408,
  });
}

function currentOf(row: JsonObject, group: string): CurrentRecord {
  return {values: valuesIn(row['metadata'], group)};
}

/** The values of a metadata group; undefined where there is no metadata, because the server shows ids only. */
export function valuesIn(metadata: Json | undefined, group: string): JsonObject | undefined {
  if (!isJsonObject(metadata)) return undefined;
  const values = metadata[group];
  return isJsonObject(values) ? values : {};
}
