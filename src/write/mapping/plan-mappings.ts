import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import {bindMappings} from './bind-mappings';
import type {Mapping} from './mapping';
import {readMappingSection} from './mapping-section';
import type {MappingSection} from './mapping-section';
import {listNames, matchOneName, quote} from './match-name';
import type {ObjectDescription} from '../object-writer';
import {planFields} from './plan-fields';
import {planKey} from './plan-key';
import {planOperation} from './plan-operation';
import type {PlannedStream} from './planned-stream';

/** What mappings come to. */
export interface MappingPlan {
  readonly mappings: readonly Mapping[];
  /** Mappings that nothing is written by, because their stream is not there. */
  readonly unused: readonly UnusedMapping[];
  /** Streams that go nowhere, each with the refusal of its records. */
  readonly unmapped: readonly UnmappedStream[];
}

/** A stream that goes nowhere. */
export interface UnmappedStream {
  readonly stream: PlannedStream;
  readonly refusal: Failure;
}

/** A mapping of a stream that is not there. */
interface UnusedMapping {
  readonly stream: string;
  readonly object: string;
}

/**
 * Decides where each stream is written: where mappings say; without one, into the object that the
 * connection names (`destinationObjectName`) or that is called like the stream. One stream may feed
 * several objects. Streams, namespaces, objects and columns are matched exactly first, then without
 * regard to case. Throws a `config` Failure with the names that exist for everything that does not fit.
 */
export function planMappings(options: {
  /** The checked `mappings` section of the configuration. */
  readonly configured: readonly JsonObject[];
  readonly streams: readonly PlannedStream[];
  /** Objects of the vendors that are configured. */
  readonly objects: readonly ObjectDescription[];
  /** True: streams that go nowhere are listed; false: they are refused. Default: false. */
  readonly allowUnmapped?: boolean;
}): MappingPlan {
  const {streams, objects} = options;
  const {byStream, unused} = bindMappings(options.configured.map(readMappingSection), streams);
  const unmapped: UnmappedStream[] = [];
  const mappings = [...byStream].flatMap(([stream, sections]) => {
    if (sections.length > 0) return planStream(stream, sections, objects);
    const object = unmappedObject({stream, objects, unused});
    if (!(object instanceof Failure)) return [planMapping(stream, object, undefined)];
    if (options.allowUnmapped !== true) throw object;
    unmapped.push({stream, refusal: object});
    return [];
  });
  return {mappings, unused: unused.map(({stream, object}) => ({stream, object})), unmapped};
}

function planStream(
  stream: PlannedStream,
  sections: readonly MappingSection[],
  objects: readonly ObjectDescription[],
): readonly Mapping[] {
  const mappings = sections.map((section) =>
    planMapping(stream, namedObject(section.object, objects), section),
  );
  const targets = mappings.map(({object}) => object);
  const twice = targets.find((object, index) => targets.indexOf(object) !== index);
  if (twice !== undefined) {
    throw refuse(
      `Two mappings write stream ${quote(stream.name)} into ${twice}; remove one of them.`,
    );
  }
  const named = stream.destinationObjectName;
  if (named !== undefined && !targets.includes(namedObject(named, objects).name)) {
    throw refuse(
      `The connection writes stream ${quote(stream.name)} into ${named}, but its mappings name ${listNames(targets)}; use the same in both.`,
    );
  }
  return mappings;
}

/** The object of a stream that no mapping names, or why it has none. */
function unmappedObject({
  stream,
  objects,
  unused,
}: {
  readonly stream: PlannedStream;
  readonly objects: readonly ObjectDescription[];
  readonly unused: readonly MappingSection[];
}): ObjectDescription | Failure {
  if (stream.destinationObjectName !== undefined) {
    return namedObject(stream.destinationObjectName, objects);
  }
  const names = objects.map(({name}) => name);
  const name = matchOneName('Stream', stream.name, names);
  const object = objects.find((candidate) => candidate.name === name);
  if (object === undefined) return nowhereToWrite(stream, names, unused);
  const meant = unused.find((section) => namedObject(section.object, objects) === object);
  if (meant === undefined) return object;
  return refuse(
    `Stream ${quote(stream.name)} has no mapping, and a mapping to ${object.name} names stream ${quote(meant.stream)}, which the connection does not have. Correct the stream of that mapping, or add one for ${quote(stream.name)}.`,
  );
}

function nowhereToWrite(
  stream: PlannedStream,
  objects: readonly string[],
  unused: readonly MappingSection[],
): Failure {
  const others =
    unused.length === 0
      ? ''
      : ` Mappings name streams that the connection does not have: ${listNames(unused.map((section) => section.stream))}.`;
  return refuse(
    `Stream ${quote(stream.name)} has no mapping and does not have the name of an object; add it to "mappings" or remove it from the connection. Objects: ${listNames(objects)}.${others}`,
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
  const {containers} = object;
  const fields =
    section === undefined
      ? []
      : planFields({section, stream, keyField: key.keyField, ...(containers && {containers})});
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
    ...onGoneOf(stream, object, section),
    ...(section?.goneShareMax !== undefined && {goneShareMax: section.goneShareMax}),
    ...(section?.onDrift !== undefined && {onDrift: section.onDrift}),
  };
}

function onGoneOf(
  stream: PlannedStream,
  object: ObjectDescription,
  section: MappingSection | undefined,
): Pick<Mapping, 'onGone'> {
  const onGone = section?.onGone;
  if (onGone === 'deactivate' && !object.operations.includes('soft_delete')) {
    throw refuse(
      `The mapping of stream ${quote(stream.name)} to ${object.name} says "on_gone": "deactivate", which ${object.name} does not support. Choose clear or keep.`,
    );
  }
  return onGone === undefined ? {} : {onGone};
}

function refuse(message: string): Failure {
  return new Failure({kind: 'config', message});
}
