import {ExactNumber} from '../core/exact-number';
import type {Json} from '../core/json';
import type {ReasonCode, Rejection} from './record';

/** A rejection with its sentence. */
export function rejection(
  reason: ReasonCode,
  message: string,
  said: {readonly answer?: string | undefined; readonly words?: string | undefined} = {},
): Rejection {
  const {answer, words} = said;
  return {
    reason,
    message,
    ...(answer !== undefined && {answer}),
    ...(words !== undefined && {words}),
  };
}

/** The rejection as users see it: with the vendor's words, in which `hide` hides what records hold. */
export function withWords(why: Rejection, hide: (text: string) => string): Rejection {
  const {reason, message, answer, words} = why;
  if (words === undefined) return why;
  return rejection(reason, `${message} It says: "${hide(words)}".`, {answer});
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
