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

/** The outcome of a record that is rejected, planned or tried. */
export function rejected(why: Rejection): {readonly status: 'rejected'} & Rejection {
  return {status: 'rejected', ...why};
}

/** All that is wrong with a record: one fault at least. */
export type Faults = readonly [Rejection, ...Rejection[]];

/** True when something is wrong. */
export function hasFaults(faults: readonly Rejection[]): faults is Faults {
  return faults.length > 0;
}

/** A row with more faults than this names the first ones and counts the others. */
const FAULTS_MAX = 10;

/**
 * One rejection for all that is wrong with a record, each fault once, so that nobody has to correct a
 * row fault by fault. The reason is the first one's.
 */
export function joinFaults([first, ...others]: Faults): Rejection {
  const messages = [...new Set([first, ...others].map(({message}) => message))];
  if (messages.length < 2) return first;
  const shown = messages.slice(0, FAULTS_MAX);
  const more = messages.length - shown.length;
  const rest = more === 0 ? [] : [`And ${more} more ${more === 1 ? 'fault' : 'faults'}.`];
  return {...first, message: [...shown, ...rest].join(' ')};
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
