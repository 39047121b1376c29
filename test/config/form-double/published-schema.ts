import {assembleSpec, configSchemaOf, type Side} from '../../../src/config/assemble-spec';
import {publishSpec} from '../../../src/config/publish-spec';
import type {JsonObject} from '../../../src/core/json';
import {loadResource} from '../../../src/resources/load-resource';
import {vendors} from '../../../src/vendors/registry';
import {listOf, objectOf} from './blocks';

/** The schema that `spec` prints. */
export function publishedSchema(side: Side): JsonObject {
  const names = vendors.flatMap((vendor) => vendor[side]?.name ?? []);
  const targets = vendors.flatMap(({destination}) => destination?.objects ?? []);
  const spec = assembleSpec({side, vendors: names, load: loadResource, targets});
  return configSchemaOf(publishSpec(spec));
}

/** Names of the sections that can be left unused. */
export function sectionNames(schema: JsonObject): readonly string[] {
  return Object.entries(objectOf(schema['properties'])).flatMap(([name, option]) =>
    listOf(objectOf(option)['oneOf']).length > 0 ? [name] : [],
  );
}
