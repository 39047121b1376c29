import {isJsonObject, type Json, type JsonObject} from '../core/json';
import {withTargets, type MappingTarget} from './mapping-targets';
import {sectionsOf} from './section-schemas';

/** Which of the two connectors. */
export type Side = 'source' | 'destination';

/** What a specification is put together from. */
export interface SpecParts {
  readonly side: Side;
  /** Names of the vendors that have a section on this side. */
  readonly vendors: readonly string[];
  /** Gives a resource by its name below `resources/`. */
  readonly load: (name: string) => JsonObject;
  /** What mappings can write into; without it the form offers no choice of objects. */
  readonly targets?: readonly MappingTarget[];
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
 * The connector specification as the programs apply it: the frame from `resources/spec/<side>.json`
 * with the sections of each vendor. Sections come first, in the order that they ask for; `order` is
 * then counted from 0, because the platform demands that no two options share one. What `spec` prints
 * is made of it by `publishSpec`.
 */
export function assembleSpec(parts: SpecParts): JsonObject {
  const frame = parts.load(`spec/${parts.side}.json`);
  const schema = objectOf(frame['connectionSpecification']);
  const fragments = parts.vendors
    .map((name) => ({name, schema: parts.load(`spec/${parts.side}/${name}.json`)}))
    .sort((a, b) => orderOf(a.schema) - orderOf(b.schema));
  const sections = fragments.flatMap(({name, schema: fragment}) => sectionsOf(name, fragment));
  const titles = Object.fromEntries(
    [...fragments, ...sections].map((one) => [one.name, titleOf(one.schema)]),
  );
  const shared = Object.entries(SHARED_OPTIONS[parts.side]).map(([name, resource]) => ({
    name,
    schema:
      name === 'mappings'
        ? withTargets(parts.load(resource), parts.targets ?? [], titles)
        : parts.load(resource),
  }));
  const own = Object.entries(objectOf(schema['properties'])).map(([name, option]) => ({
    name,
    schema: objectOf(option),
  }));
  const options = [...sections, ...shared, ...own];
  const properties = Object.fromEntries<Json>(
    options.map((option, order) => [option.name, {...published(option.schema), order}]),
  );
  return {...frame, connectionSpecification: {...schema, properties}};
}

/** The schema of the configuration inside a connector specification. */
export function configSchemaOf(spec: JsonObject): JsonObject {
  return objectOf(spec['connectionSpecification']);
}

/**
 * A fragment names its dialect for editors; inside the whole the frame's counts. Its `x-hosts` are the
 * hosts besides those of default addresses, for the connector's metadata.
 */
function published(schema: JsonObject): JsonObject {
  const own = ['$schema', 'x-hosts'];
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !own.includes(name)));
}

function titleOf({title}: JsonObject): string {
  return typeof title === 'string' ? title : '';
}

function orderOf(schema: JsonObject): number {
  const order = schema['order'];
  return typeof order === 'number' ? order : Number.MAX_SAFE_INTEGER;
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
