import {Failure} from '../../core/failure';
import {namesOf} from '../describe-stream';
import type {PlannedStream} from '../read-plan';
import type {Reader} from '../reader';
import type {OpenSource} from '../source-vendor';
import {unknownStream} from '../unknown-stream';

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

/** A plan joined with the readers that carry it out. */
interface MatchedPlan {
  readonly vendors: readonly VendorJobs[];
  /** By name: streams that cannot be read, regardless of what the vendors answer. */
  readonly refused: ReadonlyMap<string, Failure>;
}

/**
 * Finds the reader of every planned stream. A stream that is planned twice, that no source offers,
 * or whose own plan has a flaw is refused; the others are read.
 */
export function matchPlan(
  sources: readonly OpenSource[],
  streams: readonly PlannedStream[],
): MatchedPlan {
  const known = namesOf(sources.flatMap(({readers}) => readers));
  const refused = refusalsOf(streams, known);
  const wanted = new Map(
    streams.filter(({name}) => !refused.has(name)).map((stream) => [stream.name, stream]),
  );
  const vendors = sources
    .map(({vendor, readers}) => ({
      vendor,
      jobs: readers.flatMap((reader) => jobOf(reader, wanted)),
    }))
    .filter(({jobs}) => jobs.length > 0);
  return {vendors, refused};
}

function refusalsOf(
  streams: readonly PlannedStream[],
  known: readonly string[],
): ReadonlyMap<string, Failure> {
  const refused = new Map<string, Failure>();
  const seen = new Set<string>();
  for (const {name, flaw} of streams) {
    if (seen.has(name)) refused.set(name, plannedTwice(name));
    else if (flaw !== undefined) refused.set(name, flaw);
    else if (!known.includes(name)) {
      refused.set(name, unknownStream({name, known, asker: 'The catalog'}));
    }
    seen.add(name);
  }
  return refused;
}

function jobOf(reader: Reader, wanted: ReadonlyMap<string, PlannedStream>): readonly ReaderJob[] {
  const own = new Set(namesOf([reader]));
  const planned = new Map([...wanted].filter(([name]) => own.has(name)));
  return planned.size > 0 ? [{reader, planned}] : [];
}

function plannedTwice(name: string): Failure {
  return new Failure({
    kind: 'config',
    message: `The catalog lists the stream "${name}" twice, so it was not read. List each stream once.`,
  });
}
