import {jsonText} from '../../core/json-text';
import type {Json, JsonObject} from '../../core/json';
import {isJsonObject} from '../../core/json';

/**
 * The fields that two records of one key amount to: the later value wins. Undefined when they cannot
 * be merged safely: both give a different object for one field, and only the vendor knows whether
 * the later object replaces the earlier one or adds to it.
 */
export function mergeFields(earlier: JsonObject, later: JsonObject): JsonObject | undefined {
  let lacking = false;
  for (const name of Object.keys(earlier)) {
    const next = Object.hasOwn(later, name) ? later[name] : undefined;
    if (next === undefined) lacking = true;
    else if (differAsObjects(earlier[name], next)) return undefined;
  }
  return lacking ? {...earlier, ...later} : later;
}

function differAsObjects(earlier: Json | undefined, later: Json): boolean {
  if (!isJsonObject(earlier) || !isJsonObject(later)) return false;
  return jsonText(earlier) !== jsonText(later);
}
