import {isJsonObject, type Json, type JsonObject} from '../core/json';

/** Which of the two connectors. */
export type Side = 'source' | 'destination';

/** What a specification is put together from. */
export interface SpecParts {
  readonly side: Side;
  /** Names of the vendors that have a section on this side. */
  readonly vendors: readonly string[];
  /** Gives a resource by its name below `resources/`. */
  readonly load: (name: string) => JsonObject;
}

/** Options that belong to no vendor and are described by the part that knows them. */
const SHARED_OPTIONS: Readonly<Record<Side, Readonly<Record<string, string>>>> = {
  source: {},
  destination: {
    mappings: 'spec/destination/mappings.json',
    rejected_records: 'spec/destination/rejected-records.json',
  },
};

/**
 * The connector specification that `spec` prints: the frame from `resources/spec/<side>.json` with
 * one section per vendor. Sections come first, in the order that they ask for; `order` is then
 * counted anew, because the platform demands that no two options share one.
 */
export function assembleSpec(parts: SpecParts): JsonObject {
  const frame = parts.load(`spec/${parts.side}.json`);
  const schema = objectOf(frame['connectionSpecification']);
  const sections = parts.vendors
    .map((name) => ({name, schema: parts.load(`spec/${parts.side}/${name}.json`)}))
    .sort((a, b) => orderOf(a.schema) - orderOf(b.schema));
  const shared = Object.entries(SHARED_OPTIONS[parts.side]).map(([name, resource]) => ({
    name,
    schema: parts.load(resource),
  }));
  const own = Object.entries(objectOf(schema['properties'])).map(([name, option]) => ({
    name,
    schema: objectOf(option),
  }));
  const options = [...sections, ...shared, ...own];
  const properties = Object.fromEntries<Json>(
    options.map((option, order) => [option.name, {...withoutDialect(option.schema), order}]),
  );
  return {...frame, connectionSpecification: {...schema, properties}};
}

/** The schema of the configuration inside a connector specification. */
export function configSchemaOf(spec: JsonObject): JsonObject {
  return objectOf(spec['connectionSpecification']);
}

/** A fragment names its dialect for editors; inside the whole the frame's counts. */
function withoutDialect(schema: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema'));
}

function orderOf(schema: JsonObject): number {
  const order = schema['order'];
  return typeof order === 'number' ? order : Number.MAX_SAFE_INTEGER;
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
