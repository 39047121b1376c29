/**
 * A JSON text as the numbers of its UTF-16 units, position by position: looking at these is several times faster
 * than looking at the characters of a string.
 */
export type Units = Uint8Array | Uint16Array;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const BLANK = 0x20;
const COMMA = 0x2c;

/** The upper five bits of every half of a surrogate pair. */
const HALF_BITS = 0xf800;
const HALVES = 0xd800;

/** Doubles give back every decimal of up to so many digits. */
const SAFE_DIGITS = 15;
/** With so many zeros behind the point JavaScript writes an exponent: 0.0000001 is 1e-7. */
const SMALL_ZEROS = 6;

/** `[` differs from `{`, and `]` from `}`, in this bit only. */
export const BRACE_BIT = 0x20;
export const OPENER = 0x7b;
export const CLOSER = 0x7d;

/** The units of a text. */
export function unitsOf(text: string): Units {
  const bytes = Buffer.from(text, 'utf16le');
  return new Uint16Array(bytes.buffer, bytes.byteOffset, text.length);
}

const WORDS = [unitsOf('null'), unitsOf('true'), unitsOf('false')];

/**
 * Position behind the text, number or word that begins at `at`, or -1 where there is none, or one that
 * `JSON.stringify` would write in another way: with escapes, halves of characters, an exponent, more digits
 * than a double holds. What is accepted can be passed on as it is written.
 */
export function endOfPlainScalar(units: Units, at: number): number {
  const unit = units[at] ?? 0;
  if (unit === QUOTE) return endOfPlainString(units, at);
  if (unit === MINUS || (unit >= ZERO && unit <= NINE)) return endOfPlainNumber(units, at);
  for (const word of WORDS) if (isAt(units, at, word)) return at + word.length;
  return -1;
}

/** True where these units stand at a position. */
export function isAt(units: Units, at: number, searched: Units): boolean {
  for (let place = 0; place < searched.length; place += 1) {
    if (units[at + place] !== searched[place]) return false;
  }
  return true;
}

/** The same for a text alone. */
export function endOfPlainString(units: Units, at: number): number {
  for (let end = at + 1; end < units.length; end += 1) {
    const unit = units[end] ?? 0;
    if (unit === QUOTE) return end + 1;
    if (unit < BLANK || unit === BACKSLASH || (unit & HALF_BITS) === HALVES) return -1;
  }
  return -1;
}

function endOfPlainNumber(units: Units, at: number): number {
  const start = units[at] === MINUS ? at + 1 : at;
  let end = endOfDigits(units, start);
  const whole = end - start;
  const beginsWithZero = units[start] === ZERO;
  if (whole === 0 || (whole > 1 && beginsWithZero)) return -1;
  let digits = whole;
  if (units[end] === POINT) {
    const fraction = end + 1;
    end = endOfDigits(units, fraction);
    digits += end - fraction;
    // A zero at the end is not written again.
    if (end === fraction || units[end - 1] === ZERO) return -1;
    if (beginsWithZero && zerosAt(units, fraction) >= SMALL_ZEROS) return -1;
  } else if (start > at && beginsWithZero) {
    return -1; // -0 is written as 0
  }
  // What follows a value in JSON: a comma or a closing bracket. An exponent, or nonsense, is neither.
  return digits <= SAFE_DIGITS && isBehindValue(units[end] ?? 0) ? end : -1;
}

function endOfDigits(units: Units, at: number): number {
  for (let end = at; ; end += 1) {
    const unit = units[end] ?? 0;
    if (unit < ZERO || unit > NINE) return end;
  }
}

function zerosAt(units: Units, at: number): number {
  let zeros = 0;
  while (units[at + zeros] === ZERO) zeros += 1;
  return zeros;
}

function isBehindValue(unit: number): boolean {
  return unit === COMMA || (unit | BRACE_BIT) === CLOSER;
}

/** Position behind the object or list that begins at `at`, or -1; what is inside is not looked at. */
export function endOfNested(units: Units, at: number): number {
  let depth = 0;
  let isInString = false;
  for (let end = at; end < units.length; end += 1) {
    const unit = units[end] ?? 0;
    if (unit === QUOTE) {
      isInString = !isInString;
    } else if (isInString) {
      if (unit === BACKSLASH) end += 1;
    } else if ((unit | BRACE_BIT) === OPENER) {
      depth += 1;
    } else if ((unit | BRACE_BIT) === CLOSER) {
      depth -= 1;
      if (depth === 0) return end + 1;
    }
  }
  return -1;
}
