import {collectSecrets} from '../config/collect-secrets';
import {placedSections, type PlacedSection, type SectionOwner} from '../config/vendor-sections';
import type {JsonObject} from '../core/json';
import type {Kit} from '../core/kit';
import type {RateLimitRelay} from '../read/rate-limit-relay';
import type {OpenSource} from '../read/source-vendor';
import type {Vendor} from '../vendors/vendor';
import type {ObjectDescription, OpenDestination} from '../write/object-writer';
import type {End, RotatedSections} from './rotated-sections';
import type {ConfigSchemas, RunFile} from './run-file';

/** What both ends are opened with. */
export interface OpenOptions {
  readonly runFile: RunFile;
  readonly vendors: readonly Vendor[];
  readonly schemas: ConfigSchemas;
  readonly rotated: RotatedSections;
  readonly relay: RateLimitRelay;
  readonly kit: Kit;
}

/** The configured vendors; nothing was asked of them yet. */
export interface OpenEnds {
  readonly sources: readonly OpenSource[];
  readonly destinations: readonly OpenedDestination[];
}

/** A destination with what the runner must know of it. */
export interface OpenedDestination {
  readonly open: OpenDestination;
  readonly objects: readonly ObjectDescription[];
  /** Its section of the configuration. */
  readonly section: JsonObject;
}

/** Opens every vendor that has a section; throws the `config` Failure of the first that refuses. */
export function openEnds(options: OpenOptions): OpenEnds {
  const sources = options.vendors.flatMap(({source}) => {
    if (!source) return [];
    return accountsOf(options, 'source', source).map(({account, section, kit}) =>
      source.open(section, {...kit, onRateLimited: options.relay.of(account)}),
    );
  });
  const destinations = options.vendors.flatMap(({destination}) => {
    if (!destination) return [];
    return accountsOf(options, 'destination', destination).map(({section, kit}) => ({
      open: destination.open(section, kit),
      objects: destination.objects,
      section,
    }));
  });
  return {sources, destinations};
}

/** An account with its section as it is now, and what it is opened with. */
interface Account {
  readonly account: string;
  readonly section: JsonObject;
  readonly kit: Kit & {readonly saveSection: (section: JsonObject) => Promise<void>};
}

function accountsOf(options: OpenOptions, end: End, owner: SectionOwner): readonly Account[] {
  return placedSections(owner, options.runFile[end].config).map((place) => {
    const {account} = place;
    const section = options.rotated.current(end, account, place.section);
    learnSecrets(options, {end, place, section});
    const saveSection = (next: JsonObject): Promise<void> => {
      learnSecrets(options, {end, place, section: next});
      options.rotated.save(end, account, next);
      return Promise.resolve();
    };
    return {account, section, kit: {...options.kit, saveSection}};
  });
}

function learnSecrets(
  {schemas, kit, runFile}: OpenOptions,
  what: {readonly end: End; readonly place: PlacedSection; readonly section: JsonObject},
): void {
  const config = what.place.putInto(runFile[what.end].config, what.section);
  for (const secret of collectSecrets(schemas[what.end], config)) kit.mask.add(secret);
}
