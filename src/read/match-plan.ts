import {Failure} from '../core/failure';
import {streamsOf} from './describe-stream';
import type {PlannedStream} from './read-plan';
import type {Reader} from './reader';
import type {OpenSource} from './source-vendor';

/** A reader and those of its streams that are to be read. */
export interface ReaderJob {
  readonly reader: Reader;
  /** By stream name, in the order of the plan; never empty. */
  readonly planned: ReadonlyMap<string, PlannedStream>;
}

/** What is to be read of one vendor, in the order of its readers. */
export interface VendorJobs {
  readonly vendor: string;
  readonly jobs: readonly ReaderJob[];
}

/**
 * Finds the reader of every planned stream. Throws a `config` Failure when a stream is planned
 * twice, or is offered by no source; it names those that are.
 */
export function matchPlan(
  sources: readonly OpenSource[],
  streams: readonly PlannedStream[],
): readonly VendorJobs[] {
  const wanted = new Map(streams.map((stream) => [stream.name, stream]));
  const twice = streams.find((stream) => wanted.get(stream.name) !== stream);
  if (twice !== undefined) throw plannedTwice(twice.name);
  const offered = new Set(sources.flatMap((source) => source.readers.flatMap(namesOf)));
  const unknown = streams.filter((stream) => !offered.has(stream.name));
  if (unknown.length > 0) throw unknownStreams(unknown, offered);
  return sources
    .map(({vendor, readers}) => ({
      vendor,
      jobs: readers.flatMap((reader) => jobOf(reader, wanted)),
    }))
    .filter(({jobs}) => jobs.length > 0);
}

function jobOf(reader: Reader, wanted: ReadonlyMap<string, PlannedStream>): readonly ReaderJob[] {
  const own = new Set(namesOf(reader));
  const planned = new Map([...wanted].filter(([name]) => own.has(name)));
  return planned.size > 0 ? [{reader, planned}] : [];
}

function namesOf(reader: Reader): readonly string[] {
  return streamsOf(reader).map(({stream}) => stream.name);
}

function plannedTwice(name: string): Failure {
  return new Failure({
    kind: 'config',
    message: `The catalog names the stream ${name} twice. Name each stream once; nothing was read.`,
  });
}

function unknownStreams(unknown: readonly PlannedStream[], offered: ReadonlySet<string>): Failure {
  const names = unknown.map(({name}) => name).join(', ');
  const available = [...offered].sort().join(', ');
  return new Failure({
    kind: 'config',
    message:
      `The catalog names ${names}, which the configured vendors do not offer; nothing was read. ` +
      (available === ''
        ? 'No vendor is configured: add its section to the configuration.'
        : `Available are: ${available}. Run discover again, or configure the vendor of the stream.`),
  });
}
