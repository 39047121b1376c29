import {ExactNumber} from './exact-number';

/** A value that `jsonText` writes and `parseExactJson` gives back unchanged. */
export type Json = string | number | boolean | null | ExactNumber | readonly Json[] | JsonObject;

/** A JSON object; a missing key reads as undefined. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** True for a plain JSON object: not null, not an array, not a number that a double cannot hold. */
export function isJsonObject(value: unknown): value is JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof ExactNumber);
}
