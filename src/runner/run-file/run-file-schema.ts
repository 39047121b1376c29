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

/** What a run file may do without when it only keeps track of people. */
const SENDING: readonly Json[] = ['models', 'destination'];

/** The schema of a run file by itself; one with the section `people` may do without sending anything. */
export function ownSchema(file: Json): JsonObject {
  const whole = loadResource('spec/run-file.json');
  const isAudit = isJsonObject(file) && isJsonObject(file['people']);
  return isAudit ? {...whole, required: withoutSending(whole)} : whole;
}

function withoutSending(whole: JsonObject): Json {
  const required: unknown = whole['required'];
  const names = Array.isArray(required) ? (required as readonly Json[]) : [];
  return names.filter((name) => !SENDING.includes(name));
}

/** The schema of a run file with those of both ends inside, as editors use it. */
export function runFileSchema(vendors: readonly Vendor[]): JsonObject {
  const whole = loadResource('spec/run-file.json');
  const {source, destination} = configSchemas(vendors);
  const properties = objectOf(whole['properties']);
  return {
    ...whole,
    required: withoutSending(whole),
    anyOf: [{required: SENDING}, {required: ['people']}],
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
