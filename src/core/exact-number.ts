import {deepJsonText} from './deep-json';

/** What stands before the digits in a text that is under way; no vendor can know it. */
interface Mark {
  readonly text: string;
  readonly marked: RegExp;
}

/** Made when the first number needs it: loading `node:crypto` is a good part of a short program's time. */
let madeMark: Mark | undefined;

function mark(): Mark {
  if (madeMark !== undefined) return madeMark;
  const text = process.getBuiltinModule('node:crypto').randomUUID();
  madeMark = {text, marked: new RegExp(`"${text}([^"]*)"`, 'g')};
  return madeMark;
}

/** Doubles give back every decimal of up to so many significant digits. */
const SAFE_DIGITS = 15;

/**
 * A number of a JSON text that a double cannot hold: `9007199254740993`, `0.1234567890123456789`,
 * `1e400`. It keeps the digits as they were sent. `parseExactJson` makes it, `jsonText` writes it as
 * a number again; `JSON.stringify` alone writes its digits as a text.
 */
export class ExactNumber {
  /** As JSON writes it. */
  readonly text: string;

  /** Set only while `write` runs, which is synchronous: `toJSON` has no other way to know. */
  static #marks: {found: boolean} | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The JSON text of a value, in which exact numbers are numbers. */
  static write(value: unknown): string {
    const outer = ExactNumber.#marks;
    const marks = {found: false};
    ExactNumber.#marks = marks;
    try {
      const text = stringify(value);
      return marks.found ? text.replace(mark().marked, '$1') : text;
    } finally {
      ExactNumber.#marks = outer;
    }
  }

  /** True for digits without fraction and exponent. */
  isInteger(): boolean {
    return /^-?\d+$/.test(this.text);
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    if (ExactNumber.#marks === undefined) return this.text;
    ExactNumber.#marks.found = true;
    return mark().text + this.text;
  }
}

/** `JSON.stringify`, also of what is nested too deep for it. */
function stringify(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return deepJsonText(value);
  }
}

/** A JSON number as a value: a double where one holds it, else its digits. */
export function exactNumber(text: string): number | ExactNumber {
  return fitsDouble(text) ? Number(text) : new ExactNumber(text);
}

/** True when a double gives back the JSON number: the same digits at the same place. */
export function fitsDouble(text: string): boolean {
  if (text.length <= SAFE_DIGITS && !/e/i.test(text)) return true;
  const value = Number(text);
  return Number.isFinite(value) && canonical(text) === canonical(String(value));
}

/** Significant digits and the place of the last one: `-1500` is `-15e2`, and so is `-1.5e3`. */
function canonical(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace(/^[-+]/, '').split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const place = BigInt(exponent) - BigInt(fraction.length - (digits.length - significant.length));
  return `${mantissa.startsWith('-') ? '-' : ''}${significant}e${place}`;
}
