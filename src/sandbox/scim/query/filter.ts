import {parseJson} from '../../shared/parse-json';
import {readName, type AttributeName} from './attribute-path';

const COMPARISONS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;

/** How two values are compared. */
export type Comparison = (typeof COMPARISONS)[number];

/** A filter of RFC 7644, section 3.4.2.2. */
export type Filter =
  | {readonly type: 'and' | 'or'; readonly left: Filter; readonly right: Filter}
  | {readonly type: 'not'; readonly inner: Filter}
  | {readonly type: 'present'; readonly attribute: AttributeName}
  | {
      readonly type: 'compare';
      readonly attribute: AttributeName;
      readonly by: Comparison;
      readonly value: string | number | boolean | null;
    }
  /** One value of a list that fits: `emails[type eq "work"]`. */
  | {readonly type: 'some'; readonly attribute: AttributeName; readonly inner: Filter};

/** A path of a PATCH: an attribute, some of its values, and a part of them. */
export interface PatchPath {
  readonly attribute: AttributeName;
  readonly values?: Filter;
  /** `streetAddress` of `addresses[type eq "work"].streetAddress`. */
  readonly part?: string;
}

const TOKEN = /\s*(?:([()[\]])|("(?:[^"\\]|\\.)*")|([^\s()[\]"]+))/y;

/** Reads a filter; undefined for what is none. */
export function parseFilter(text: string): Filter | undefined {
  const tokens = tokensOf(text);
  if (!tokens) return undefined;
  const reader = createReader(tokens);
  const filter = readEither(reader);
  return reader.peek() === undefined ? filter : undefined;
}

/** Reads a path; undefined for what is none. */
export function parsePatchPath(text: string): PatchPath | undefined {
  const [, head = '', values, part] = /^([^[\]]+)(?:\[(.*)\](?:\.([\w$-]+))?)?$/s.exec(text) ?? [];
  const attribute = readName(head);
  if (!attribute) return undefined;
  if (values === undefined) return {attribute};
  const filter = parseFilter(values);
  return filter && {attribute, values: filter, ...(part !== undefined && {part})};
}

interface TokenReader {
  peek(): string | undefined;
  next(): string | undefined;
  /** Takes the next token when it is this word, in any letter case. */
  takes(word: string): boolean;
}

function createReader(tokens: readonly string[]): TokenReader {
  let at = 0;
  return {
    peek: () => tokens[at],
    next: () => tokens[at++],
    takes: (word) => {
      const found = tokens[at]?.toLowerCase() === word;
      if (found) at += 1;
      return found;
    },
  };
}

function tokensOf(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  const matcher = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  while (matcher.lastIndex < end) {
    const [, bracket, quoted, word] = matcher.exec(text) ?? [];
    const token = bracket ?? quoted ?? word;
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  return tokens;
}

function readEither(reader: TokenReader): Filter | undefined {
  return readChain(reader, 'or', (inner) => readChain(inner, 'and', readOne));
}

/** Filters joined by one word; "and" binds more tightly than "or". */
function readChain(
  reader: TokenReader,
  word: 'and' | 'or',
  readPart: (reader: TokenReader) => Filter | undefined,
): Filter | undefined {
  let left = readPart(reader);
  while (left && reader.takes(word)) {
    const right = readPart(reader);
    left = right && {type: word, left, right};
  }
  return left;
}

function readOne(reader: TokenReader): Filter | undefined {
  if (reader.takes('not')) {
    const inner = reader.peek() === '(' ? readOne(reader) : undefined;
    return inner && {type: 'not', inner};
  }
  if (reader.takes('(')) {
    const inner = readEither(reader);
    return reader.takes(')') ? inner : undefined;
  }
  const attribute = readName(reader.next() ?? '');
  if (!attribute) return undefined;
  if (reader.takes('[')) {
    const inner = readEither(reader);
    return inner && reader.takes(']') ? {type: 'some', attribute, inner} : undefined;
  }
  if (reader.takes('pr')) return {type: 'present', attribute};
  return readComparison(reader, attribute);
}

function readComparison(reader: TokenReader, attribute: AttributeName): Filter | undefined {
  const word = reader.next()?.toLowerCase();
  const by = COMPARISONS.find((one) => one === word);
  const text = reader.next();
  if (by === undefined || text === undefined) return undefined;
  const parsed = parseJson(text);
  const value = parsed.ok ? parsed.value : undefined;
  const isPlain = typeof value === 'string' || typeof value === 'number';
  return isPlain || typeof value === 'boolean' || value === null
    ? {type: 'compare', attribute, by, value}
    : undefined;
}
