import {parseJson} from '../config/parse-json';
import {readTextFile} from '../config/read-text-file';
import {Failure} from '../core/failure';
import {isJsonObject, type Json, type JsonObject} from '../core/json';
import {
  descriptorKey,
  descriptorOf,
  descriptorText,
  textOrUndefined,
  type StreamDescriptor,
} from './protocol';

/** A configured catalog, checked: nulls are absent, empty namespaces too. */
export interface ConfiguredCatalog {
  readonly streams: readonly ConfiguredStream[];
}

/** A stream that the user selected. A wider type than the CDK's, so that it can stand for it. */
export interface ConfiguredStream {
  readonly stream: StreamDescriptor & {readonly json_schema?: JsonObject};
  /** `full_refresh` or `incremental`. */
  readonly sync_mode: string;
  readonly destination_sync_mode?: string;
  /** Data activation: the object to be written. */
  readonly destination_object_name?: string;
  readonly primary_key?: readonly (readonly string[])[];
}

const SYNC_MODES = ['full_refresh', 'incremental'];

/** Reads and checks a configured catalog; every problem with it is a `config` failure. */
export function loadCatalog(path: string): ConfiguredCatalog {
  const catalog = parseJson(readTextFile(path, 'catalog'), path, 'catalog');
  return parseCatalog(catalog, path);
}

function parseCatalog(catalog: Json, path: string): ConfiguredCatalog {
  const streams = isJsonObject(catalog) ? catalog['streams'] : undefined;
  if (!isList(streams)) {
    throw problem(path, '"streams" must be a list of configured streams');
  }
  const parsed = streams.map((entry, index) => parseStream(entry, `streams[${index}]`, path));
  refuseRepeats(parsed, path);
  return {streams: parsed};
}

/** Name and namespace of a configured stream. */
export function descriptorOfStream(configured: ConfiguredStream): StreamDescriptor {
  return descriptorOf(configured.stream.name, configured.stream.namespace);
}

function parseStream(entry: Json, place: string, path: string): ConfiguredStream {
  const configured: JsonObject = isJsonObject(entry) ? entry : {};
  const stream = isJsonObject(configured['stream']) ? configured['stream'] : {};
  const name = textOrUndefined(stream['name']);
  if (name === undefined) throw problem(path, `"${place}.stream.name" must be a stream's name`);
  const namespace = stream['namespace'] ?? undefined;
  if (namespace !== undefined && typeof namespace !== 'string') {
    throw problem(path, `"${place}.stream.namespace" must be text or null`);
  }
  const schema = stream['json_schema'];
  const mode = configured['destination_sync_mode'];
  const object = textOrUndefined(configured['destination_object_name']);
  return {
    stream: {
      ...descriptorOf(name, textOrUndefined(namespace)),
      ...(isJsonObject(schema) && {json_schema: schema}),
    },
    sync_mode: syncMode(configured['sync_mode'], place, path),
    ...(typeof mode === 'string' && {destination_sync_mode: mode}),
    ...(object !== undefined && {destination_object_name: object}),
    primary_key: primaryKey(configured['primary_key'], place, path),
  };
}

/** Without a mode the whole stream is meant: that is never wrong, only slower. */
function syncMode(value: Json | undefined, place: string, path: string): string {
  const mode = value ?? 'full_refresh';
  if (typeof mode === 'string' && SYNC_MODES.includes(mode)) return mode;
  throw problem(path, `"${place}.sync_mode" must be "full_refresh" or "incremental"`);
}

function primaryKey(
  value: Json | undefined,
  place: string,
  path: string,
): readonly (readonly string[])[] {
  if (value === undefined || value === null) return [];
  const paths = isList(value) ? value.map((column) => (isList(column) ? column : [])) : [[]];
  const names = paths.map((column) => column.filter((name) => typeof name === 'string'));
  if (names.every((column, index) => column.length > 0 && column.length === paths[index]?.length)) {
    return names;
  }
  throw problem(path, `"${place}.primary_key" must be a list of column paths such as [["id"]]`);
}

function refuseRepeats(streams: readonly ConfiguredStream[], path: string): void {
  const seen = new Set<string>();
  for (const stream of streams) {
    const descriptor = descriptorOfStream(stream);
    const key = descriptorKey(descriptor);
    if (seen.has(key)) throw problem(path, `stream ${descriptorText(descriptor)} is listed twice`);
    seen.add(key);
  }
}

function problem(path: string, what: string): Failure {
  return new Failure({
    kind: 'config',
    message: `The catalog file ${path} cannot be used: ${what}. Correct the file.`,
  });
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
