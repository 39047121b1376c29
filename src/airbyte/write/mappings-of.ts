import {isJsonObject, type JsonObject} from '../../core/json';
import type {Mapping} from '../../write/mapping/mapping';
import {mappingsIn} from '../../write/mapping/mapping-section';
import {compileMappings, type CompiledMappings} from '../../write/mapping/compile-mappings';
import type {IncomingStream} from '../../write/mapping/incoming-stream';
import type {ConfiguredStream} from '../input/configured-catalog';
import type {OpenObject} from './open-objects';

/**
 * Where each configured stream goes, which mappings have no stream in this connection, and which streams
 * go nowhere: a client may configure more streams than it sends records of.
 */
export function mappingsOf(
  config: JsonObject,
  streams: readonly ConfiguredStream[],
  objects: readonly OpenObject[],
): CompiledMappings {
  return compileMappings({
    configured: mappingsIn(config),
    streams: streams.map(incomingStream),
    objects: objects.map((object) => object.description),
    allowUnmapped: true,
  });
}

/**
 * Checks the mappings as far as that is possible without a catalog: objects, modes and key fields;
 * the streams that they name are taken to exist. Returns what they write.
 */
export function checkMappings(
  config: JsonObject,
  objects: readonly OpenObject[],
): readonly Mapping[] {
  const configured = mappingsIn(config);
  const named = new Map<string, IncomingStream>();
  for (const {stream, namespace} of configured) {
    if (typeof stream !== 'string') continue;
    const scope = typeof namespace === 'string' && namespace !== '' ? {namespace} : {};
    named.set(JSON.stringify([stream, scope]), {name: stream, ...scope});
  }
  return compileMappings({
    configured,
    streams: [...named.values()],
    objects: objects.map((object) => object.description),
  }).mappings;
}

function incomingStream(configured: ConfiguredStream): IncomingStream {
  const {name, namespace, json_schema: schema} = configured.stream;
  const properties = schema?.['properties'];
  const {destination_object_name: object, destination_sync_mode: mode} = configured;
  return {
    name,
    ...(namespace !== undefined && {namespace}),
    ...(object !== undefined && {destinationObjectName: object}),
    ...(mode !== undefined && {destinationSyncMode: mode}),
    ...(isJsonObject(properties) && {columns: Object.keys(properties)}),
    primaryKey: (configured.primary_key ?? []).flatMap((path) => path.slice(0, 1)),
  };
}
