import type {AnswerDeadline} from '../../accounts/answer-deadline';
import {tryAll} from '../../core/combine-failures';
import type {SectionKeeper} from '../../accounts/open-accounts';
import {openDestinations, openSources, type OpenedDestination} from '../../accounts/open-ends';
import type {Kit} from '../../core/kit';
import type {RateLimitRelay} from '../../read/rate-limit-relay';
import type {OpenSource} from '../../read/source-vendor';
import type {Vendor} from '../../vendors/vendor';
import type {End, RotatedSections} from './rotated-sections';
import type {ConfigSchemas, RunFile} from '../run-file/run-file';

/** What both ends are opened with. */
interface OpenOptions {
  readonly runFile: RunFile;
  readonly vendors: readonly Vendor[];
  readonly schemas: ConfigSchemas;
  readonly rotated: RotatedSections;
  readonly relay: RateLimitRelay;
  readonly kit: Kit;
  /** For commands that must answer soon. */
  readonly deadline?: AnswerDeadline;
}

/** The configured vendors; nothing was asked of them yet. */
export interface OpenEnds {
  readonly sources: readonly OpenSource[];
  readonly destinations: readonly OpenedDestination[];
}

/** Opens every vendor that has a section; throws what all of them refuse as one `config` Failure. */
export function openEnds(options: OpenOptions): OpenEnds {
  const {vendors, relay, kit, deadline} = options;
  const shared = {kit, ...(deadline && {deadline})};
  const ends: {sources: readonly OpenSource[]; destinations: readonly OpenedDestination[]} = {
    sources: [],
    destinations: [],
  };
  tryAll([
    () => {
      const readable = vendors.flatMap(({source}) => source ?? []);
      ends.sources = openSources(readable, {...endOf(options, 'source'), ...shared, relay});
    },
    () => {
      const writable = vendors.flatMap(({destination}) => destination ?? []);
      ends.destinations = openDestinations(writable, {
        ...endOf(options, 'destination'),
        ...shared,
      });
    },
  ]);
  return ends;
}

function endOf({runFile, schemas, rotated}: OpenOptions, end: End) {
  return {config: runFile[end].config, schema: schemas[end], keeper: keeperOf(rotated, end)};
}

function keeperOf(rotated: RotatedSections, end: End): SectionKeeper {
  return {
    current: ({account, section}) => rotated.current(end, account, section),
    keep: ({account}, section) => {
      rotated.save(end, account, section);
      return Promise.resolve();
    },
  };
}
