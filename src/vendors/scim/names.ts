import type {JsonObject} from '../../core/json';

/** The value of an attribute, whose name may be in any letter case (RFC 7643, 2.1). */
export function attributeOf(object: JsonObject, name: string): unknown {
  if (name in object) return object[name];
  const lower = name.toLowerCase();
  const written = Object.keys(object).find((each) => each.toLowerCase() === lower);
  return written === undefined ? undefined : object[written];
}
