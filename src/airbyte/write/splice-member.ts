/** Where something stands in a text: from `start` up to, not including, `end`. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Sets a member of an object inside a JSON text and leaves every other character as it is: numbers
 * beyond 2^53, `1.0`, the order of keys and escapes all survive, which they would not if the text
 * were parsed and written again. `path` leads to the object, through objects only. The text must be
 * valid JSON; undefined when the path does not lead to an object.
 */
export function spliceMember(
  text: string,
  path: readonly string[],
  member: {readonly name: string; readonly json: string},
): string | undefined {
  let object: Span | undefined = {start: skipBlank(text, 0), end: text.length};
  for (const name of path) object = object && findMember(text, object.start, name);
  if (object === undefined || text[object.start] !== '{') return undefined;
  const present = findMember(text, object.start, member.name);
  if (present) return text.slice(0, present.start) + member.json + text.slice(present.end);
  const inside = object.start + 1;
  const comma = text[skipBlank(text, inside)] === '}' ? '' : ',';
  const added = `${JSON.stringify(member.name)}:${member.json}${comma}`;
  return text.slice(0, inside) + added + text.slice(inside);
}

/** The value of a member of the object that starts at `start`; the last one, as JSON.parse has it. */
function findMember(text: string, start: number, name: string): Span | undefined {
  if (text[start] !== '{') return undefined;
  let found: Span | undefined;
  let at = skipBlank(text, start + 1);
  while (text[at] === '"') {
    const keyEnd = skipString(text, at);
    const key: unknown = JSON.parse(text.slice(at, keyEnd));
    const valueStart = skipBlank(text, skipBlank(text, keyEnd) + 1);
    const valueEnd = skipValue(text, valueStart);
    if (key === name) found = {start: valueStart, end: valueEnd};
    const next = skipBlank(text, valueEnd);
    if (text[next] !== ',') break;
    at = skipBlank(text, next + 1);
  }
  return found;
}

const BLANK = /[ \t\r\n]*/y;
const SCALAR = /[^,\]}\s]*/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function skipBlank(text: string, at: number): number {
  return skip(text, BLANK, at);
}

/** `at` is an opening quote; the place behind the closing one. */
function skipString(text: string, at: number): number {
  let end = text.indexOf('"', at + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

/** True when an odd number of backslashes stands before the quote. */
function isEscaped(text: string, quote: number): boolean {
  let first = quote;
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (quote - first) % 2 === 1;
}

function skipValue(text: string, at: number): number {
  const char = text[at];
  if (char === '"') return skipString(text, at);
  return char === '{' || char === '[' ? skipContainer(text, at) : skip(text, SCALAR, at);
}

function skipContainer(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = skipString(text, at) - 1;
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function skip(text: string, pattern: RegExp, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}
