import {toFailure, type Failure} from '../../core/failure';
import type {Mistake} from '../../core/mistake';
import {mistakesOf} from '../../core/refusal';
import {createRateLimitRelay} from '../../read/rate-limit-relay';
import type {OpenEnds} from '../run/open-ends';
import {openEnds} from '../run/open-ends';
import {openRotatedSections} from '../run/rotated-sections';
import type {RunFile} from '../run-file/run-file';
import type {CheckOptions} from './check-options';

/** The vendors whose settings are right, and what is wrong with those of the others. */
export interface OpenedParts {
  readonly ends: OpenEnds;
  readonly mistakes: readonly Mistake[];
  /** Names of the vendors that could not be opened. */
  readonly broken: readonly string[];
}

/** Opens each vendor for itself; nothing is asked of any of them. */
export function openWhatCan(
  {vendors, schemas, kit}: CheckOptions,
  runFile: RunFile,
  /** What is known to be wrong already: then what a vendor says of its section follows from it. */
  known: readonly Mistake[],
): OpenedParts {
  const relay = createRateLimitRelay();
  const rotated = openRotatedSections(runFile.warehouse.path);
  const parts: {sources: OpenEnds['sources']; destinations: OpenEnds['destinations']} = {
    sources: [],
    destinations: [],
  };
  const mistakes: Mistake[] = [];
  const broken: string[] = [];
  for (const vendor of vendors) {
    for (const end of ['source', 'destination'] as const) {
      const half = {name: vendor.name, ...(vendor[end] && {[end]: vendor[end]})};
      try {
        const one = openEnds({runFile, vendors: [half], schemas, rotated, relay, kit});
        parts.sources = [...parts.sources, ...one.sources];
        parts.destinations = [...parts.destinations, ...one.destinations];
      } catch (error) {
        broken.push(vendor.name);
        const failure = toFailure(error);
        if (failure.kind !== 'config' && known.length === 0) throw failure;
        if (failure.kind === 'config' && !isKnown(known, vendor.name)) {
          mistakes.push(...placed(failure, runFile, end, vendor.name));
        }
      }
    }
  }
  return {ends: parts, mistakes, broken};
}

function isKnown(known: readonly Mistake[], vendor: string): boolean {
  return known.some(({place}) => place.some((step) => String(step).startsWith(vendor)));
}

function placed(
  failure: Failure,
  runFile: RunFile,
  end: 'source' | 'destination',
  vendor: string,
): readonly Mistake[] {
  const place = [vendor];
  return mistakesOf(failure).map((mistake) => ({
    ...runFile[end].locate(place),
    ...mistake,
    place: mistake.place.length > 0 ? mistake.place : place,
  }));
}
