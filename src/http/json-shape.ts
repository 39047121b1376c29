const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
/** `[` differs from `{`, and `]` from `}`, in this bit only. */
const BRACE_BIT = 0x20;
const OPENER = 0x7b;
const CLOSER = 0x7d;

/** How much there is in a JSON text. */
export interface JsonShape {
  /** Deepest nesting of lists and objects. */
  readonly depth: number;
  /** Members, elements, lists and objects together: what each costs memory for. */
  readonly values: number;
}

/**
 * Measures a JSON text without parsing it, from left to right and without recursion; stops as soon as
 * it is deeper or has more brackets than `most`. A text that is no JSON gives figures all the same.
 */
export function jsonShape(text: string, most: JsonShape): JsonShape {
  let depth = 0;
  let deepest = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === COMMA) {
      values += 1;
    } else if ((code | BRACE_BIT) === OPENER) {
      depth += 1;
      values += 2;
      if (depth > deepest) deepest = depth;
      if (deepest > most.depth || values > most.values) break;
    } else if ((code | BRACE_BIT) === CLOSER) {
      depth -= 1;
    }
  }
  return {depth: deepest, values};
}

/** Position of the quote that closes a string, or the text's end where none does. */
export function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
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
const WORD_STARTS = new Set([...'+-NIuTF'].map((sign) => sign.charCodeAt(0)));
