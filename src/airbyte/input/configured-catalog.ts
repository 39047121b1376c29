import {parseJson} from '../../config/parse-json';
import {readTextFile} from '../../config/read-text-file';
import {Failure} from '../../core/failure';
import {isJsonObject, type Json, type JsonObject} from '../../core/json';
import {
  descriptorKey,
  descriptorOf,
  descriptorText,
  textOrUndefined,
  type StreamDescriptor,
} from '../protocol/stream-descriptor';

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
  /** What is wrong with this entry; the others may be right. */
  readonly flaw?: Failure;
}

const SYNC_MODES = ['full_refresh', 'incremental'];

/**
 * Reads and checks a configured catalog. A problem with the whole of it is a `config` failure; one of a
 * single stream stands with that stream as its `flaw`. A stream that is listed twice is there once.
 */
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
  return {streams: withoutRepeats(parsed, path)};
}

/** The catalog, for those who need all of it to be right; throws what is wrong with a stream of it. */
export function flawless(catalog: ConfiguredCatalog): ConfiguredCatalog {
  for (const {flaw} of catalog.streams) if (flaw !== undefined) throw flaw;
  return catalog;
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
  const syncMode = syncModeOf(configured['sync_mode']);
  const key = primaryKeyOf(configured['primary_key']);
  const flaw = flawOf({syncMode, key}, place, path);
  return {
    stream: {
      ...descriptorOf(name, textOrUndefined(namespace)),
      ...(isJsonObject(schema) && {json_schema: schema}),
    },
    sync_mode: syncMode ?? 'full_refresh',
    ...(typeof mode === 'string' && {destination_sync_mode: mode}),
    ...(object !== undefined && {destination_object_name: object}),
    primary_key: key ?? [],
    ...(flaw && {flaw}),
  };
}

function flawOf(
  {syncMode, key}: {readonly syncMode: unknown; readonly key: unknown},
  place: string,
  path: string,
): Failure | undefined {
  if (syncMode === undefined) {
    return problem(path, `"${place}.sync_mode" must be "full_refresh" or "incremental"`);
  }
  if (key !== undefined) return undefined;
  return problem(path, `"${place}.primary_key" must be a list of column paths such as [["id"]]`);
}

/** Without a mode the whole stream is meant: that is never wrong, only slower. Undefined: a mistake. */
function syncModeOf(value: Json | undefined): string | undefined {
  const mode = value ?? 'full_refresh';
  return typeof mode === 'string' && SYNC_MODES.includes(mode) ? mode : undefined;
}

/** Undefined: a mistake. */
function primaryKeyOf(value: Json | undefined): readonly (readonly string[])[] | undefined {
  if (value === undefined || value === null) return [];
  const paths = isList(value) ? value.map((column) => (isList(column) ? column : [])) : [[]];
  const names = paths.map((column) => column.filter((name) => typeof name === 'string'));
  const isWhole = names.every(
    (column, index) => column.length > 0 && column.length === paths[index]?.length,
  );
  return isWhole ? names : undefined;
}

function withoutRepeats(
  streams: readonly ConfiguredStream[],
  path: string,
): readonly ConfiguredStream[] {
  const byKey = new Map<string, ConfiguredStream>();
  for (const stream of streams) {
    const descriptor = descriptorOfStream(stream);
    const key = descriptorKey(descriptor);
    const first = byKey.get(key);
    const flaw = problem(path, `stream ${descriptorText(descriptor)} is listed twice`);
    byKey.set(key, first === undefined ? stream : {...first, flaw});
  }
  return [...byKey.values()];
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
