import {Failure} from '../../core/failure';
import type {MappingSection} from './mapping-section';
import {listNames, matchOneName, quote} from './match-name';
import type {IncomingStream} from './incoming-stream';

/** Which mappings belong to which stream. */
interface BoundMappings {
  /** Every stream, in the order of the catalog, with its mappings, or none. */
  readonly byStream: ReadonlyMap<IncomingStream, readonly MappingSection[]>;
  /**
   * Mappings of streams that are not there. One configuration may serve several connections, each
   * with streams of its own, and a client may choose some of the streams.
   */
  readonly unused: readonly MappingSection[];
}

/**
 * Finds the streams that each mapping names: exactly, else without regard to case. Throws a `config`
 * Failure where a name could be several streams, and where a mapping misses a stream that no other
 * mapping has by its namespace alone.
 */
export function bindMappings(
  sections: readonly MappingSection[],
  streams: readonly IncomingStream[],
): BoundMappings {
  const byStream = new Map<IncomingStream, MappingSection[]>(streams.map((stream) => [stream, []]));
  const unused: MappingSection[] = [];
  for (const section of sections) {
    const named = streamsOf(section, streams);
    if (named.length === 0) unused.push(section);
    for (const stream of named) byStream.get(stream)?.push(section);
  }
  for (const section of unused) refuseMissedNamespace(section, byStream);
  return {byStream, unused};
}

function streamsOf(
  section: MappingSection,
  streams: readonly IncomingStream[],
): readonly IncomingStream[] {
  const sameName = streamsNamed(section, streams);
  if (section.namespace === undefined) return sameName;
  const namespace = matchOneName('Namespace', section.namespace, namespacesOf(sameName));
  return namespace === undefined ? [] : sameName.filter((stream) => stream.namespace === namespace);
}

function refuseMissedNamespace(section: MappingSection, byStream: BoundMappings['byStream']): void {
  const sameName = streamsNamed(section, [...byStream.keys()]);
  const missed = sameName.some((stream) => byStream.get(stream)?.length === 0);
  if (!missed) return;
  throw new Failure({
    kind: 'config',
    message: `A mapping names stream ${quote(section.stream)} in namespace ${quote(section.namespace ?? '')}, which the catalog does not have. Namespaces of that stream: ${listNames(namespacesOf(sameName))}.`,
  });
}

function streamsNamed(
  section: MappingSection,
  streams: readonly IncomingStream[],
): readonly IncomingStream[] {
  const names = [...new Set(streams.map(({name}) => name))];
  const name = matchOneName('Stream', section.stream, names);
  return streams.filter((stream) => stream.name === name);
}

function namespacesOf(streams: readonly IncomingStream[]): readonly string[] {
  return streams.flatMap(({namespace}) => namespace ?? []);
}
