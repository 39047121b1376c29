import {isJsonObject, type JsonObject} from '../../../src/core/json';
import {streamNameOf, type Connection, type SelectedStream} from './connection';
import {createNameMapper} from './map-names';

/** The catalog that the source gets: all of each selected stream, in modes that every source knows. */
export function sourceCatalog({streams, destination}: Connection): JsonObject {
  return {
    streams: streams.map((selected) => ({
      ...configured(selected, destination.supportsRefreshes),
      stream: selected.stream,
      // Sources that do not know the modes of data activation fail to read the catalog.
      destination_sync_mode: isActivation(selected)
        ? 'append'
        : destinationMode(selected, destination.supportsRefreshes),
    })),
  };
}

/** The catalog that the destination gets: selected columns only, names mapped, generations set. */
export function destinationCatalog(connection: Connection, jobId: number): JsonObject {
  const names = createNameMapper(connection);
  const {supportsRefreshes} = connection.destination;
  return {
    streams: connection.streams.map((selected) => ({
      ...configured(selected, supportsRefreshes),
      stream: {
        ...selected.stream,
        ...names.toDestination(streamNameOf(selected.stream)),
        json_schema: {
          type: 'object',
          $schema: 'http://json-schema.org/schema#',
          properties: selectedProperties(selected),
          additionalProperties: true,
        },
      },
      destination_sync_mode: destinationMode(selected, supportsRefreshes),
      destination_object_name: selected.destinationObjectName ?? null,
      ...generations(selected, supportsRefreshes, jobId),
    })),
  };
}

/** Names of the columns that pass, of a stream. */
export function selectedColumns(selected: SelectedStream): readonly string[] {
  const schema = selected.stream['json_schema'];
  const properties = isJsonObject(schema) ? schema['properties'] : undefined;
  if (!isJsonObject(properties)) throw new Error('No properties node in stream schema');
  const declared = Object.keys(properties);
  const {fields} = selected;
  return fields === undefined ? declared : declared.filter((name) => fields.includes(name));
}

/** The primary key that was configured, else the source's own. */
export function primaryKeyOf({primaryKey, stream}: SelectedStream): readonly string[] {
  if (primaryKey !== undefined) return primaryKey;
  const own: unknown = stream['source_defined_primary_key'];
  return Array.isArray(own) ? own.map((path) => String(Array.isArray(path) ? path[0] : path)) : [];
}

function configured(selected: SelectedStream, supportsRefreshes: boolean): JsonObject {
  return {
    sync_mode: selected.syncMode,
    cursor_field: selected.stream['default_cursor_field'] ?? [],
    primary_key: primaryKeyOf(selected).map((column) => [column]),
    ...(!supportsRefreshes && {generation_id: null, minimum_generation_id: null, sync_id: null}),
  };
}

function isActivation({destinationSyncMode: mode}: SelectedStream): boolean {
  return mode === 'update' || mode === 'soft_delete';
}

/** Destinations that keep generations are asked to append, and to drop older generations after. */
function destinationMode(
  {destinationSyncMode: mode}: SelectedStream,
  generations: boolean,
): string {
  if (mode === 'overwrite') return generations ? 'append' : 'overwrite';
  if (mode === 'overwrite_dedup') return generations ? 'append_dedup' : 'overwrite';
  return mode;
}

function generations(
  {generation = 1, truncates = false, syncMode, destinationSyncMode}: SelectedStream,
  supportsRefreshes: boolean,
  jobId: number,
): JsonObject {
  if (!supportsRefreshes) return {};
  const replaces = syncMode === 'full_refresh' && destinationSyncMode.startsWith('overwrite');
  return {
    generation_id: generation,
    minimum_generation_id: replaces || truncates ? generation : 0,
    sync_id: jobId,
  };
}

/** Scalars are written again from the platform's own types; the others keep the source's schema. */
function selectedProperties(selected: SelectedStream): JsonObject {
  const schema = selected.stream['json_schema'];
  const properties = isJsonObject(schema) ? schema['properties'] : undefined;
  return Object.fromEntries(
    selectedColumns(selected).map((name) => {
      const property = isJsonObject(properties) ? properties[name] : undefined;
      return [name, isJsonObject(property) ? regenerated(property) : {}];
    }),
  );
}

function regenerated(property: JsonObject): JsonObject {
  const {type, format, airbyte_type: airbyteType} = property;
  const all: readonly unknown[] = Array.isArray(type) ? type : [type];
  const types = all.filter((one) => typeof one === 'string' && one !== 'null');
  const [only] = types;
  if (types.length !== 1 || only === 'object' || only === 'array') return property;
  return {
    type: only === 'integer' ? 'number' : String(only),
    ...(only === 'integer' && {airbyte_type: 'integer'}),
    ...(format !== undefined && {format}),
    ...(airbyteType !== undefined && {airbyte_type: airbyteType}),
  };
}
