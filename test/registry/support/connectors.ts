import {assembleSpec, configSchemaOf, type Side} from '../../../src/config/assemble-spec';
import {publishSpec} from '../../../src/config/publish-spec';
import type {JsonObject} from '../../../src/core/json';
import {loadResource} from '../../../src/resources/load-resource';
import {vendors} from '../../../src/vendors/registry';
import {readProjectFile, readProjectObject} from './project-files';

/** Both connectors, for `describe.each`. */
export const sides: readonly Side[] = ['source', 'destination'];

/** The folder of a connector's registry files, from the root. */
export function folderOf(side: Side): string {
  return `connectors/${side}-user-sync`;
}

/** The user page of a connector, from the root. */
function pagePathOf(side: Side): string {
  return `docs/integrations/${side}s/user-sync.md`;
}

/** The user page as text. */
export function pageOf(side: Side): string {
  return readProjectFile(pagePathOf(side));
}

/** `metadata.yaml`, whole. */
export function metadataOf(side: Side): JsonObject {
  return readProjectObject(`${folderOf(side)}/metadata.yaml`);
}

/** The member `data` of `metadata.yaml`. */
export function metadataDataOf(side: Side): JsonObject {
  // The schema of the metadata, which the tests apply, demands an object.
  return metadataOf(side)['data'] as JsonObject;
}

/** The specification that `spec` prints. */
export function specOf(side: Side): JsonObject {
  const names = vendors.flatMap((vendor) => vendor[side]?.name ?? []);
  const targets = vendors.flatMap(({destination}) => destination?.objects ?? []);
  return publishSpec(assembleSpec({side, vendors: names, load: loadResource, targets}));
}

/** The schema of the configuration. */
export function settingsOf(side: Side): JsonObject {
  return configSchemaOf(specOf(side));
}

/** Name, version and licence of the package. */
export function packageFacts(): JsonObject {
  return readProjectObject('package.json');
}
