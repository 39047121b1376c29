import {randomUUID} from 'node:crypto';
import {ExactNumber, fitsDouble} from './exact-number';

/** A number that may be longer than a double, where a value can begin. A guess: texts match, too. */
const LONG_NUMBER = /(?:^|[:,[\s])-?\d(?:[\d.]{15}|[\d.]*[eE])/;
const NUMBER = /-?\d[\d.eE+-]*/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * `JSON.parse` that keeps every digit: a number that a double would change becomes an
 * `ExactNumber`, all others are numbers as usual. Throws the SyntaxError of `JSON.parse`.
 */
export function parseExactJson(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  const numbers = new Map<string, ExactNumber>();
  const marked = markLongNumbers(text, numbers);
  if (numbers.size === 0) return JSON.parse(text);
  // A text that only looks like JSON because numbers were replaced in it must fail all the same.
  JSON.parse(text);
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' ? (numbers.get(value) ?? value) : value,
  );
}

/** The text with each long number as a text of its own, by which it is found in `numbers`. */
function markLongNumbers(text: string, numbers: Map<string, ExactNumber>): string {
  // Nobody can have sent a text that is made up here.
  const mark = randomUUID();
  let marked = '';
  let copied = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfText(text, at);
    } else if (isDigitOrMinus(code)) {
      NUMBER.lastIndex = at;
      const number = NUMBER.exec(text)?.[0] ?? '-';
      if (number.length > 1 && !fitsDouble(number)) {
        const name = `${mark}${numbers.size}`;
        numbers.set(name, new ExactNumber(number));
        marked += `${text.slice(copied, at)}"${name}"`;
        copied = at + number.length;
      }
      at += number.length - 1;
    }
  }
  return marked + text.slice(copied);
}

/** Position of the quote that closes the text, or of the last character where none does. */
function endOfText(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

function isDigitOrMinus(code: number): boolean {
  return code === 0x2d || (code >= 0x30 && code <= 0x39);
}
