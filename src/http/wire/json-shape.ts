import {endOfString} from '../../core/json-strings';

const QUOTE = 0x22;
const BLANK = 0x20;
const COMMA = 0x2c;
const COLON = 0x3a;
const ZERO = 0x30;
const NINE = 0x39;

/** A factor that spreads names well, and a shift that brings high bits down (32-bit hash). */
const HASH_FACTOR = 0x01000193;
const HASH_SHIFT = 15;

/** Numbers with so many digits in a row may be kept as objects, which cost as much as several values. */
const LONG_NUMBER_DIGITS = 16;
const LONG_NUMBER_VALUES = 5;
/** `[` differs from `{`, and `]` from `}`, in this bit only. */
const BRACE_BIT = 0x20;
const OPENER = 0x7b;
const CLOSER = 0x7d;

/**
 * A name that came in no object before costs V8 a new text and often a new hidden class; data has
 * few names, however long it is. Names are told by a hash, so a few may pass for known ones.
 */
const NEW_NAME_VALUES = 10;
const NAME_HASHES = 1 << 18;

/** Below this length, not even the worst names are a matter of memory. */
const NAMES_COUNT_FROM = 1_000_000;

/** How much there is in a JSON text. */
interface JsonShape {
  /** Deepest nesting of lists and objects. */
  readonly depth: number;
  /**
   * Members, elements, lists and objects together: what each costs memory for, about 70 bytes. What
   * costs more (new names, long numbers) counts as several.
   */
  readonly values: number;
}

/** What a text has, with the members of all objects in it, each as often as it is written. */
interface MeasuredShape extends JsonShape {
  readonly members: number;
}

/**
 * Measures a JSON text without parsing it, from left to right and without recursion; stops as soon as
 * it is deeper or has more values than `most`. A text that is no JSON gives figures all the same.
 */
export function jsonShape(text: string, most: JsonShape): MeasuredShape {
  const names = text.length < NAMES_COUNT_FROM ? undefined : new Uint8Array(NAME_HASHES);
  let depth = 0;
  let deepest = 0;
  let values = 0;
  let members = 0;
  let digits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) {
      digits += 1;
      if (digits === LONG_NUMBER_DIGITS) values += LONG_NUMBER_VALUES;
      continue;
    }
    digits = 0;
    if (code === QUOTE) {
      const end = endOfString(text, at);
      if (names && isName(text, end) && isNew(names, hashOf(text, at, end))) {
        values += NEW_NAME_VALUES;
      }
      at = end;
    } else if (code === COMMA) {
      values += 1;
    } else if (code === COLON) {
      members += 1;
    } else if ((code | BRACE_BIT) === OPENER) {
      depth += 1;
      values += 2;
      if (depth > deepest) deepest = depth;
    } else if ((code | BRACE_BIT) === CLOSER) {
      depth -= 1;
    }
    if (deepest > most.depth || values > most.values) break;
  }
  return {depth: deepest, values, members};
}

/** True for a string that ends at `end` and has a colon behind it. */
function isName(text: string, end: number): boolean {
  let after = end + 1;
  while (text.charCodeAt(after) <= BLANK) after += 1;
  return text.charCodeAt(after) === COLON;
}

function hashOf(text: string, start: number, end: number): number {
  let hash = 0;
  for (let at = start + 1; at < end; at += 1) {
    hash = Math.imul(hash, HASH_FACTOR) + text.charCodeAt(at);
  }
  return hash;
}

function isNew(names: Uint8Array, hash: number): boolean {
  const slot = (hash ^ (hash >>> HASH_SHIFT)) & (NAME_HASHES - 1);
  if (names[slot] !== 0) return false;
  names[slot] = 1;
  return true;
}

/**
 * A word of JavaScript or Python that stands where JSON has a value, such as `NaN`; undefined when
 * there is none outside of strings.
 */
export function foreignWord(text: string): string | undefined {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (WORD_STARTS.has(code)) {
      FOREIGN_WORD.lastIndex = at;
      const word = FOREIGN_WORD.exec(text)?.[0];
      if (word !== undefined) return word;
    }
  }
  return undefined;
}

const FOREIGN_WORD = /[+-]?(?:NaN|Infinity|undefined|None|True|False)\b/y;
const WORD_STARTS = new Set(Array.from('+-NIuTF', (sign) => sign.charCodeAt(0)));
