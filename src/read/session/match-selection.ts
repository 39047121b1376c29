import {Failure} from '../../core/failure';
import {namesOf} from '../describe-stream';
import type {SelectedStream} from '../read-options';
import type {Reader} from '../reader';
import type {OpenSource} from '../source-vendor';
import {unknownStream} from '../unknown-stream';

/** A reader and those of its streams that are to be read. */
export interface ReaderJob {
  readonly reader: Reader;
  /** By stream name, in the order asked for; never empty. */
  readonly selected: ReadonlyMap<string, SelectedStream>;
}

/** What is to be read of one vendor, in the order of its readers. */
export interface VendorJobs {
  readonly vendor: string;
  readonly jobs: readonly ReaderJob[];
}

/** The selected streams joined with their readers. */
interface MatchedSelection {
  readonly vendors: readonly VendorJobs[];
  /** By name: streams that cannot be read, regardless of what the vendors answer. */
  readonly refused: ReadonlyMap<string, Failure>;
}

/**
 * Finds the reader of every selected stream. One that is selected twice, that no source offers,
 * or that is asked for wrongly is refused; the others are read.
 */
export function matchSelection(
  sources: readonly OpenSource[],
  streams: readonly SelectedStream[],
): MatchedSelection {
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
  streams: readonly SelectedStream[],
  known: readonly string[],
): ReadonlyMap<string, Failure> {
  const refused = new Map<string, Failure>();
  const seen = new Set<string>();
  for (const {name, flaw} of streams) {
    if (seen.has(name)) refused.set(name, selectedTwice(name));
    else if (flaw !== undefined) refused.set(name, flaw);
    else if (!known.includes(name)) {
      refused.set(name, unknownStream({name, known, asker: 'The catalog'}));
    }
    seen.add(name);
  }
  return refused;
}

function jobOf(reader: Reader, wanted: ReadonlyMap<string, SelectedStream>): readonly ReaderJob[] {
  const own = new Set(namesOf([reader]));
  const selected = new Map([...wanted].filter(([name]) => own.has(name)));
  return selected.size > 0 ? [{reader, selected}] : [];
}

function selectedTwice(name: string): Failure {
  return new Failure({
    kind: 'config',
    message: `The catalog lists the stream "${name}" twice, so it was not read. List each stream once.`,
  });
}
