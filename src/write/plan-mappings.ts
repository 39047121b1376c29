import {Failure} from '../core/failure';
import type {JsonObject} from '../core/json';
import type {Mapping} from './mapping';
import {readMappingSection} from './mapping-section';
import type {MappingSection} from './mapping-section';
import {listNames, matchOneName, quote} from './match-name';
import type {ObjectDescription} from './object-writer';
import {planFields} from './plan-fields';
import {planKey} from './plan-key';
import {planOperation} from './plan-operation';
import type {PlannedStream} from './planned-stream';

/** What mappings are planned from. */
export interface PlanMappingsOptions {
  /** The checked `mappings` section of the configuration. */
  readonly configured: readonly JsonObject[];
  readonly streams: readonly PlannedStream[];
  /** Objects of the vendors that are configured. */
  readonly objects: readonly ObjectDescription[];
}

/**
 * Decides where each stream is written: where mappings say; without one, into the object that the
 * connection names (`destinationObjectName`) or that is called like the stream. One stream may feed
 * several objects. Streams, namespaces, objects and columns are matched exactly first, then without
 * regard to case. Throws a `config` Failure with the names that exist for whatever does not fit.
 */
export function planMappings(options: PlanMappingsOptions): readonly Mapping[] {
  const {streams, objects} = options;
  const sections = options.configured.map(readMappingSection);
  const bound = new Map<PlannedStream, MappingSection[]>(streams.map((stream) => [stream, []]));
  for (const section of sections) {
    for (const stream of streamsOf(section, streams)) bound.get(stream)?.push(section);
  }
  return streams.flatMap((stream) => planStream(stream, bound.get(stream) ?? [], objects));
}

function streamsOf(
  section: MappingSection,
  streams: readonly PlannedStream[],
): readonly PlannedStream[] {
  const names = [...new Set(streams.map(({name}) => name))];
  const name = matchOneName('Stream', section.stream, names);
  const sameName = streams.filter((stream) => stream.name === name);
  if (name === undefined) {
    throw refuse(
      `A mapping names stream ${quote(section.stream)}, which the catalog does not have. Its streams: ${listNames(names)}.`,
    );
  }
  if (section.namespace === undefined) return sameName;
  const namespaces = sameName.flatMap(({namespace}) => namespace ?? []);
  const namespace = matchOneName('Namespace', section.namespace, namespaces);
  if (namespace !== undefined) return sameName.filter((stream) => stream.namespace === namespace);
  throw refuse(
    `A mapping names stream ${quote(section.stream)} in namespace ${quote(section.namespace)}, which the catalog does not have. Namespaces of that stream: ${listNames(namespaces)}.`,
  );
}

function planStream(
  stream: PlannedStream,
  sections: readonly MappingSection[],
  objects: readonly ObjectDescription[],
): readonly Mapping[] {
  if (sections.length === 0) return [planMapping(stream, objectOf(stream, objects), undefined)];
  const mappings = sections.map((section) =>
    planMapping(stream, namedObject(section.object, objects), section),
  );
  const targets = mappings.map(({object}) => object);
  const twice = targets.find((object, index) => targets.indexOf(object) !== index);
  if (twice !== undefined) {
    throw refuse(
      `Two mappings write stream ${quote(stream.name)} into ${twice}; leave one of them out.`,
    );
  }
  const named = stream.destinationObjectName;
  if (named !== undefined && !targets.includes(namedObject(named, objects).name)) {
    throw refuse(
      `The connection writes stream ${quote(stream.name)} into ${named}, but its mappings name ${listNames(targets)}; make them agree.`,
    );
  }
  return mappings;
}

/** The object of a stream that no mapping names. */
function objectOf(stream: PlannedStream, objects: readonly ObjectDescription[]): ObjectDescription {
  if (stream.destinationObjectName !== undefined) {
    return namedObject(stream.destinationObjectName, objects);
  }
  const names = objects.map(({name}) => name);
  const name = matchOneName('Stream', stream.name, names);
  const object = objects.find((candidate) => candidate.name === name);
  if (object !== undefined) return object;
  throw refuse(
    `Stream ${quote(stream.name)} has no mapping and is not called like an object; add it to "mappings" or take it out of the connection. Objects: ${listNames(names)}.`,
  );
}

function namedObject(wanted: string, objects: readonly ObjectDescription[]): ObjectDescription {
  const names = objects.map(({name}) => name);
  const name = matchOneName('Object', wanted, names);
  const object = objects.find((candidate) => candidate.name === name);
  if (object !== undefined) return object;
  throw refuse(
    `There is no object ${quote(wanted)} to write to. Objects of the configured vendors: ${listNames(names)}; if it belongs to another vendor, add that vendor's section.`,
  );
}

function planMapping(
  stream: PlannedStream,
  object: ObjectDescription,
  section: MappingSection | undefined,
): Mapping {
  const key = planKey(stream, object, section);
  const fields = section === undefined ? [] : planFields({section, stream, keyField: key.keyField});
  const otherColumns = section?.otherColumns ?? (section?.fields === undefined ? 'send' : 'ignore');
  const operation = planOperation(stream, object, section?.mode);
  if (operation === 'update' && fields.length === 0 && otherColumns === 'ignore') {
    throw refuse(
      `The mapping of stream ${quote(stream.name)} to ${object.name} updates nothing: it has no fields and ignores all other columns. Add fields, or set "other_columns" to "send".`,
    );
  }
  return {
    stream: stream.name,
    namespace: stream.namespace ?? null,
    object: object.name,
    ...key,
    operation,
    fields,
    otherColumns,
    nulls: section?.nulls ?? 'skip',
  };
}

function refuse(message: string): Failure {
  return new Failure({kind: 'config', message});
}
