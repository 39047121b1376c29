import type {Json} from '../../../core/json';
import {jsonText} from '../../../core/json-text';

/** A boolean, also as some services write it: "True". */
export function readBoolean(shown: unknown): boolean | undefined {
  if (typeof shown === 'boolean') return shown;
  if (typeof shown !== 'string') return undefined;
  const text = shown.trim().toLowerCase();
  if (text === 'true') return true;
  return text === 'false' ? false : undefined;
}

/**
 * The form in which names of users are compared: services may keep them in another letter case and in
 * another form of Unicode than the one that they were given.
 */
export function foldName(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}

/** True for the same text, number or boolean; nothing, null and an empty text are one. */
export function sameScalar(shown: unknown, wanted: Json, folded = false): boolean {
  if (isNothing(shown) || isNothing(wanted)) return isNothing(shown) && isNothing(wanted);
  if (typeof wanted === 'boolean') return readBoolean(shown) === wanted;
  if (typeof wanted === 'string' && typeof shown === 'string') {
    return folded
      ? foldName(shown) === foldName(wanted)
      : shown.normalize('NFC') === wanted.normalize('NFC');
  }
  // Ids come as numbers from some services.
  return plainText(shown) === plainText(wanted);
}

/** True for what RFC 7643, section 2.5, counts as no value, and for an empty text. */
export function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function plainText(value: unknown): string {
  return typeof value === 'string' ? value : jsonText(value);
}
