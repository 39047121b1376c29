import type {Json, JsonObject} from '../../../src/core/json';
import {constantOf, objectOf, type GroupBlock} from './blocks';

/** The values with which the form of a new connector opens, or an alternative that was just chosen. */
export function defaultValues(
  group: GroupBlock,
  existing: JsonObject = {},
  keepExisting = false,
): JsonObject {
  const values: Record<string, Json | undefined> = {...existing};
  for (const block of group.blocks) {
    const {key, schema} = block;
    const constant = constantOf(block);
    if (constant !== undefined && !(keepExisting && values[key] !== undefined)) {
      values[key] = constant;
    }
    if ('default' in schema && !(keepExisting && values[key] !== undefined)) {
      values[key] = schema['default'];
    }
    if (block.kind === 'group') {
      values[key] = defaultValues(block, keepExisting ? objectOf(values[key]) : {}, keepExisting);
    }
    if (block.kind === 'list' && block.required && !(keepExisting && values[key] !== undefined)) {
      values[key] = [];
    }
    if (block.kind === 'choice') {
      const at = block.constants.indexOf(schema['default'] ?? null);
      const variant = block.variants[Math.max(at, 0)];
      values[key] = variant ? defaultValues(variant) : {};
    }
  }
  return values;
}
