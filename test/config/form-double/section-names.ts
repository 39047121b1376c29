import type {JsonObject} from '../../../src/core/json';
import {listOf, objectOf} from './blocks';

/** Names of the sections that can be left unused. */
export function sectionNames(schema: JsonObject): readonly string[] {
  return Object.entries(objectOf(schema['properties'])).flatMap(([name, option]) =>
    listOf(objectOf(option)['oneOf']).length > 0 ? [name] : [],
  );
}
