import {closestName} from '../../core/closest-name';
import {tryAll} from '../../core/combine-failures';
import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import {refusalAt, within} from '../../core/refusal';
import {bindMappings} from './bind-mappings';
import type {FieldMapping, Mapping} from './mapping';
import {readMappingSection} from './mapping-section';
import type {MappingSection} from './mapping-section';
import {listNames, matchOneName, quote} from './match-name';
import type {ObjectDescription} from '../object-writer';
import {compileFields} from './compile-fields';
import {chooseKey, type ChosenKey} from './choose-key';
import {chooseOperation} from './choose-operation';
import type {Operation} from '../record';
import {called, type IncomingStream} from './incoming-stream';

/** What mappings come to. */
export interface CompiledMappings {
  readonly mappings: readonly Mapping[];
  /** Mappings that nothing is written by, because their stream is not there. */
  readonly unused: readonly UnusedMapping[];
  /** Streams that go nowhere, each with the refusal of its records. */
  readonly unmapped: readonly UnmappedStream[];
}

/** A stream that goes nowhere. */
export interface UnmappedStream {
  readonly stream: IncomingStream;
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
 * regard to case. Throws one `config` Failure with everything that does not fit, each with the names
 * that exist and its place in the configuration.
 */
export function compileMappings(options: {
  /** The checked `mappings` section of the configuration. */
  readonly configured: readonly JsonObject[];
  readonly streams: readonly IncomingStream[];
  /** Objects of the vendors that are configured. */
  readonly objects: readonly ObjectDescription[];
  /** True: streams that go nowhere are listed; false: they are refused. Default: false. */
  readonly allowUnmapped?: boolean;
  /** Numbers of mappings that are known to be wrong: they are left out. */
  readonly leaveOut?: ReadonlySet<number>;
}): CompiledMappings {
  const {streams, objects} = options;
  const sections = tryAll(
    options.configured.map((section, index) => () => {
      if (options.leaveOut?.has(index) === true) return [];
      return within(['mappings', index], () => [readMappingSection(section, index)]);
    }),
  ).flat();
  const {byStream, unused} = bindMappings(sections, streams);
  const unmapped: UnmappedStream[] = [];
  const compileOne = (
    stream: IncomingStream,
    ofStream: readonly MappingSection[],
  ): readonly Mapping[] => {
    if (ofStream.length > 0) return compileStream(stream, ofStream, objects);
    const object = unmappedObject({stream, objects, unused});
    if (!(object instanceof Failure)) return [compileMapping(stream, object, undefined)];
    if (options.allowUnmapped !== true) throw object;
    unmapped.push({stream, refusal: object});
    return [];
  };
  const mappings = tryAll([...byStream].map((entry) => () => compileOne(...entry))).flat();
  return {mappings, unused: unused.map(({stream, object}) => ({stream, object})), unmapped};
}

function compileStream(
  stream: IncomingStream,
  sections: readonly MappingSection[],
  objects: readonly ObjectDescription[],
): readonly Mapping[] {
  const taken = new Set<string>();
  const mappings = tryAll(
    sections.map((section) => () => {
      const object = objectOf(section, objects);
      if (taken.has(object.name)) {
        throw refusalAt(
          section.place,
          `Two mappings write ${called(stream)} into ${object.name}; remove one of them.`,
        );
      }
      taken.add(object.name);
      return compileMapping(stream, object, section);
    }),
  );
  const targets = mappings.map(({object}) => object);
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
  readonly stream: IncomingStream;
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
  stream: IncomingStream,
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
  const close = closestName(wanted, names);
  const hint = close === undefined ? '' : ` Did you mean ${quote(close)}?`;
  throw refuse(
    `There is no object ${quote(wanted)} to write to.${hint} Objects of the configured vendors: ${listNames(names)}; if it belongs to another vendor, add that vendor's section.`,
  );
}

function objectOf(
  {targetPlace, object}: MappingSection,
  objects: readonly ObjectDescription[],
): ObjectDescription {
  const close = closestName(
    object,
    objects.map(({name}) => name),
  );
  return within([...targetPlace, 'object'], () => namedObject(object, objects), close);
}

function compileMapping(
  stream: IncomingStream,
  object: ObjectDescription,
  section: MappingSection | undefined,
): Mapping {
  const {containers} = object;
  const place = section?.place ?? [];
  const compiled: {key?: ChosenKey; fields: readonly FieldMapping[]; operation?: Operation} = {
    fields: [],
  };
  // All that is wrong with a mapping is told at once.
  tryAll([
    () => {
      const key = chooseKey(stream, object, section);
      compiled.key = key;
      if (section === undefined) return;
      const {keyField} = key;
      compiled.fields = compileFields({section, stream, keyField, ...(containers && {containers})});
    },
    () => {
      compiled.operation = within(section?.targetPlace ?? [], () =>
        chooseOperation(stream, object, section?.mode),
      );
    },
    () => void onGoneOf(stream, object, section),
  ]);
  const {key, fields, operation} = compiled;
  if (key === undefined || operation === undefined) throw notCompiled(stream);
  const otherColumns = section?.otherColumns ?? (section?.fields === undefined ? 'send' : 'ignore');
  if (operation === 'update' && fields.length === 0 && otherColumns === 'ignore') {
    throw refusalAt(
      place,
      `The mapping of ${called(stream)} to ${object.name} updates nothing: it has no fields and ignores all other columns. Add fields, or set "other_columns" to "send".`,
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
  stream: IncomingStream,
  object: ObjectDescription,
  section: MappingSection | undefined,
): Pick<Mapping, 'onGone'> {
  const onGone = section?.onGone;
  if (onGone === 'deactivate' && !object.operations.includes('soft_delete')) {
    throw refusalAt(
      [...(section?.place ?? []), 'on_gone'],
      `The mapping of ${called(stream)} to ${object.name} says "on_gone": "deactivate", which ${object.name} does not support. Choose clear or keep.`,
      'keep',
    );
  }
  return onGone === undefined ? {} : {onGone};
}

function notCompiled(stream: IncomingStream): Failure {
  return new Failure({
    kind: 'system',
    message: `The mapping of ${called(stream)} was not compiled. This is a bug; please report it.`,
  });
}

function refuse(message: string): Failure {
  return new Failure({kind: 'config', message});
}
