import {assembleSpec, configSchemaOf} from '../../config/assemble-spec';
import {isJsonObject, type Json, type JsonObject} from '../../core/json';
import {loadResource} from '../../resources/load-resource';
import type {Vendor} from '../../vendors/vendor';
import type {ConfigSchemas} from './run-file';

/** The schemas of both ends, from the registry of vendors. */
export function configSchemas(vendors: readonly Vendor[]): ConfigSchemas {
  const load = loadResource;
  const sourceVendors = vendors.flatMap(({name, source}) => (source ? [name] : []));
  const destinationVendors = vendors.flatMap(({name, destination}) => (destination ? [name] : []));
  return {
    source: configSchemaOf(assembleSpec({side: 'source', vendors: sourceVendors, load})),
    destination: configSchemaOf(
      assembleSpec({
        side: 'destination',
        vendors: destinationVendors,
        load,
        targets: vendors.flatMap(({destination}) => destination?.objects ?? []),
      }),
    ),
    sourceVendors,
    destinationVendors,
  };
}

/** The schema of a run file with those of both ends inside, as editors use it. */
export function runFileSchema(vendors: readonly Vendor[]): JsonObject {
  const whole = loadResource('spec/run-file.json');
  const {source, destination} = configSchemas(vendors);
  const properties = objectOf(whole['properties']);
  return {
    ...whole,
    properties: {
      ...properties,
      source: withConfig(objectOf(properties['source']), source),
      destination: withConfig(objectOf(properties['destination']), destination),
    },
  };
}

/** Inside a whole the dialect of the whole counts. */
function withConfig(end: JsonObject, config: JsonObject): JsonObject {
  const properties = objectOf(end['properties']);
  const own: Record<string, Json | undefined> = {...objectOf(properties['config']), ...config};
  delete own['$schema'];
  return {...end, properties: {...properties, config: own}};
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
