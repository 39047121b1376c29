import {ExactNumber} from '../core/exact-number';
import type {Json} from '../core/json';
import type {ReasonCode, Rejection} from './record';

/** A rejection with its sentence; `answer` is the vendor's own words, already shortened. */
export function rejection(reason: ReasonCode, message: string, answer?: string): Rejection {
  return answer === undefined ? {reason, message} : {reason, message, answer};
}

/** JSON types as sentences name them. */
export type TypeName = 'null' | 'text' | 'a number' | 'a boolean' | 'an array' | 'an object';

/** The JSON type of a value, for messages that must not show the value itself. */
export function typeName(value: Json): TypeName {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number' || value instanceof ExactNumber) return 'a number';
  return typeof value === 'boolean' ? 'a boolean' : 'an object';
}
