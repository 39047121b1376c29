import {ExactNumber} from './exact-number';
import type {Json} from './json';

/** `JSON.stringify` writes each half of a surrogate pair so, and nothing else. */
const HALF_WRITTEN = '\\ud';
const EACH_ESCAPE = /\\(u[dD][0-9a-fA-F]{3}|[\s\S])/g;

/** The sign for a character that could not be read. */
const REPLACEMENT = '\ufffd';

/**
 * The JSON text of a value that came out of a vendor's answer or a record: with every digit of an
 * `ExactNumber`, and well-formed. Half of a surrogate pair, which UTF-8 cannot hold and which
 * readers of JSON refuse, becomes U+FFFD; `onHalves` is told how many there were.
 */
export function jsonText(value: unknown, onHalves?: (count: number) => void): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : ExactNumber.write(value);
  return text.includes(HALF_WRITTEN) ? replaceHalves(text, onHalves) : text;
}

/** The same of a value in which no `ExactNumber` is. */
export function plainJsonText(value: Json): string {
  const text = JSON.stringify(value);
  return text.includes(HALF_WRITTEN) ? replaceHalves(text, undefined) : text;
}

/** The same text, well-formed: for texts that are not written as JSON. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, REPLACEMENT);
}

function replaceHalves(text: string, onHalves: ((count: number) => void) | undefined): string {
  let halves = 0;
  const replaced = text.replace(EACH_ESCAPE, (escape, sign: string) => {
    // A backslash that was written escapes the next one: `\\ud83d` is a text of six characters.
    if (sign.length === 1) return escape;
    halves += 1;
    return REPLACEMENT;
  });
  if (halves > 0) onHalves?.(halves);
  return replaced;
}
