import {type Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';

/** Spaces, control characters and characters that take no room, such as the zero-width space. */
const INVISIBLE_EDGE = /^[\s\p{Cc}\p{Cf}]|[\s\p{Cc}\p{Cf}]$/u;
const BROKEN_TEXT = /\p{Cs}/u;

/**
 * Why an id must not be sent. One with a space around it would make a second profile beside that of
 * the application, silently and for good (UserGuiding Q1).
 */
export function judgeUserId(id: string): Rejection | undefined {
  if (id === '' || INVISIBLE_EDGE.test(id)) {
    return rejection(
      'invalid_key',
      'The user id begins or ends with a space or an invisible character, or is empty; UserGuiding would create another user. Correct the key column.',
    );
  }
  if (BROKEN_TEXT.test(id)) {
    return rejection(
      'invalid_key',
      'The user id contains half of a character (a lone surrogate), which cannot be sent. Correct the key column.',
    );
  }
  return undefined;
}

/**
 * What ids have in common that differ only in case or Unicode form: equal ids in
 * this sense are almost certainly one person. A final sigma counts as any other.
 */
export function foldUserId(id: string): string {
  return id.normalize('NFC').toLowerCase().normalize('NFC').replaceAll('ς', 'σ');
}
