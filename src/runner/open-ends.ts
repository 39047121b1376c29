import {collectSecrets} from '../config/collect-secrets';
import type {JsonObject} from '../core/json';
import {isJsonObject} from '../core/json';
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
  const sources = options.vendors.flatMap(({name, source}) => {
    if (!source) return [];
    const section = sectionOf(options, 'source', name);
    if (!section) return [];
    const kit = {...kitFor(options, 'source', name), onRateLimited: options.relay.of(name)};
    return [source.open(section, kit)];
  });
  const destinations = options.vendors.flatMap(({name, destination}) => {
    if (!destination) return [];
    const section = sectionOf(options, 'destination', name);
    if (!section) return [];
    const open = destination.open(section, kitFor(options, 'destination', name));
    return [{open, objects: destination.objects, section}];
  });
  return {sources, destinations};
}

function sectionOf(options: OpenOptions, end: End, vendor: string): JsonObject | undefined {
  const configured = options.runFile[end].config[vendor];
  if (!isJsonObject(configured)) return undefined;
  const section = options.rotated.current(end, vendor, configured);
  learnSecrets(options, {end, vendor, section});
  return section;
}

function kitFor(
  options: OpenOptions,
  end: End,
  vendor: string,
): Kit & {readonly saveSection: (section: JsonObject) => Promise<void>} {
  return {
    ...options.kit,
    saveSection: (section) => {
      learnSecrets(options, {end, vendor, section});
      options.rotated.save(end, vendor, section);
      return Promise.resolve();
    },
  };
}

function learnSecrets(
  {schemas, kit}: OpenOptions,
  what: {readonly end: End; readonly vendor: string; readonly section: JsonObject},
): void {
  for (const secret of collectSecrets(schemas[what.end], {[what.vendor]: what.section})) {
    kit.mask.add(secret);
  }
}
