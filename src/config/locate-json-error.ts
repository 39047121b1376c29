/** Where a text stops being JSON. */
interface JsonErrorPlace {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  /** What would have been right there: "a comma or }". */
  readonly expected: string;
}

/** A scanner over a text; `at` is the next character to be looked at. */
interface Scanner {
  readonly text: string;
  at: number;
  /** Set once, at the first mistake: what should have been at `at`. */
  expected: string | undefined;
}

const BLANK = /[ \t\r\n]*/y;
/** A part of a text: of a whole one of megabytes, the pattern's own stack would overflow. */
const STRING_PART = /[^"\\\p{Cc}]{1,4096}|[\u007F-\u009F]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/uy;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Finds the first place where a text is not JSON; undefined when it is. The messages of
 * `JSON.parse` differ between versions, often lack the place, and quote the text, which may hold a
 * secret: so the place is found here.
 */
export function locateJsonError(text: string): JsonErrorPlace | undefined {
  const scanner: Scanner = {text, at: 0, expected: undefined};
  if (value(scanner)) {
    skip(scanner, BLANK);
    if (scanner.at < text.length) mistake(scanner, 'the end of the file');
  }
  if (scanner.expected === undefined) return undefined;
  return {...lineAndColumn(text, scanner.at), expected: scanner.expected};
}

/** Remembers what was expected; false, as every function here answers after a mistake. */
function mistake(scanner: Scanner, expected: string): false {
  scanner.expected = expected;
  return false;
}

/** One value with all that it holds; a stack of closing brackets instead of recursion. */
function value(scanner: Scanner): boolean {
  const open: string[] = [];
  do {
    if (!start(scanner, open)) return false;
    if (!finish(scanner, open)) return false;
  } while (open.length > 0);
  return true;
}

/** Reads values up to the first one that is complete: a scalar, or the end of an empty container. */
function start(scanner: Scanner, open: string[]): boolean {
  for (;;) {
    skip(scanner, BLANK);
    const char = scanner.text[scanner.at];
    if (char === '"') return string(scanner);
    if (char !== '{' && char !== '[') {
      return skip(scanner, SCALAR) > 0 || mistake(scanner, 'a value');
    }
    scanner.at += 1;
    skip(scanner, BLANK);
    const close = char === '{' ? '}' : ']';
    open.push(close);
    if (scanner.text[scanner.at] === close) return true;
    if (close === '}' && !key(scanner, 'a name in double quotes or }')) return false;
  }
}

/** After a value: closes containers until one goes on with a comma, or none is open. */
function finish(scanner: Scanner, open: string[]): boolean {
  for (let close = open.at(-1); close !== undefined; close = open.at(-1)) {
    skip(scanner, BLANK);
    const char = scanner.text[scanner.at];
    if (char === ',') {
      scanner.at += 1;
      skip(scanner, BLANK);
      return close === ']' || key(scanner, 'a name in double quotes');
    }
    if (char !== close) return mistake(scanner, `a comma or ${close}`);
    scanner.at += 1;
    open.pop();
  }
  return true;
}

function key(scanner: Scanner, expected: string): boolean {
  if (scanner.text[scanner.at] !== '"') return mistake(scanner, expected);
  if (!string(scanner)) return false;
  skip(scanner, BLANK);
  if (scanner.text[scanner.at] !== ':') return mistake(scanner, 'a colon');
  scanner.at += 1;
  return true;
}

function string(scanner: Scanner): boolean {
  scanner.at += 1;
  let length: number;
  do {
    length = skip(scanner, STRING_PART);
  } while (length > 0);
  const char = scanner.text[scanner.at];
  if (char !== '"') {
    const escape = char === '\\';
    return mistake(scanner, escape ? 'a valid escape' : 'a closing double quote');
  }
  scanner.at += 1;
  return true;
}

/** Moves over what a sticky pattern matches; the number of characters. */
function skip(scanner: Scanner, pattern: RegExp): number {
  pattern.lastIndex = scanner.at;
  const length = pattern.exec(scanner.text)?.[0].length ?? 0;
  scanner.at += length;
  return length;
}

function lineAndColumn(text: string, at: number): {line: number; column: number} {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  return {line, column: at - (before.lastIndexOf('\n') + 1) + 1};
}
