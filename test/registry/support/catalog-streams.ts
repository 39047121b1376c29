import type {JsonObject} from '../../../src/core/json';
import {streamsOf} from '../../../src/read/describe-stream';
import type {StreamDescription} from '../../../src/read/reader';
import {sandboxVendors} from '../../../src/sandbox/registry';
import {createPeople} from '../../../src/sandbox/shared/people';
import {vendors} from '../../../src/vendors/registry';
import {createVendorKit} from '../../vendors/support/vendor-kit';

/** Nobody is asked, so nobody needs to listen there. */
const ADDRESS = 'http://127.0.0.1:1';

/**
 * Every stream that the source can have, of all vendors and SCIM services, opened with the sandbox's
 * ready sections; asks nobody. Throws for a vendor whose sandbox has none, so that none is forgotten.
 */
export function catalogStreams(): readonly StreamDescription[] {
  return vendors.flatMap(({source}) => {
    if (source === undefined) return [];
    return readySections(source.name)
      .flatMap((section) => source.open(section, createVendorKit()).readers)
      .flatMap(streamsOf)
      .map(({stream}) => stream);
  });
}

function readySections(name: string): readonly JsonObject[] {
  const part = sandboxVendors
    .find((vendor) => vendor.name === name)
    ?.create({
      seed: 1,
      people: createPeople(1),
      now: () => Date.UTC(2026, 0, 1),
      limits: false,
      dataEndMs: Date.UTC(2026, 0, 1),
      settings: {},
      origin: () => ADDRESS,
    });
  const {sourceConfig, sourceEntries} = part?.info(`${ADDRESS}/${name}`) ?? {};
  const sections = sourceEntries ?? (sourceConfig ? [sourceConfig] : []);
  if (sections.length === 0)
    throw new Error(`the sandbox has no section of the source for ${name}`);
  // Ready sections are plain data: they are written as JSON of the configuration.
  return sections as readonly JsonObject[];
}
