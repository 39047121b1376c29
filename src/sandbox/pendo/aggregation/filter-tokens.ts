/** A piece of a filter text. */
export type Token =
  | {readonly type: 'string'; readonly value: string; readonly at: number}
  | {readonly type: 'number'; readonly value: number; readonly at: number}
  | {readonly type: 'name'; readonly value: string; readonly at: number}
  | {readonly type: 'sign'; readonly value: string; readonly at: number}
  | {readonly type: 'end'; readonly value: ''; readonly at: number};

const BLANK = /\s+/y;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*/y;
const SIGN = /==|!=|>=|<=|&&|\|\||[<>!()+\-*/,]/y;
const DOUBLE_QUOTED = /"((?:[^"\\]|\\[\s\S])*)"/y;
const SINGLE_QUOTED = /'((?:[^'\\]|\\[\s\S])*)'/y;

/**
 * Splits a filter into tokens. Strings stand in double quotes, in which a backslash makes the next
 * character stand for itself; single quotes only where the guide's syntax is allowed.
 * Throws RangeError at a character that fits nothing.
 */
export function readTokens(text: string, guideSyntax: boolean): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const blank = matchAt(BLANK, text, at);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    const {token, length} = readToken(text, at, guideSyntax);
    tokens.push(token);
    at += length;
  }
  tokens.push({type: 'end', value: '', at});
  return tokens;
}

function readToken(
  text: string,
  at: number,
  guideSyntax: boolean,
): {readonly token: Token; readonly length: number} {
  const quoted =
    matchAt(DOUBLE_QUOTED, text, at) ?? (guideSyntax ? matchAt(SINGLE_QUOTED, text, at) : null);
  if (quoted) {
    const value = (quoted[1] ?? '').replace(/\\([\s\S])/g, '$1');
    return {token: {type: 'string', value, at}, length: quoted[0].length};
  }
  const number = matchAt(NUMBER, text, at);
  if (number) {
    return {token: {type: 'number', value: Number(number[0]), at}, length: number[0].length};
  }
  const name = matchAt(NAME, text, at);
  if (name) return {token: {type: 'name', value: name[0], at}, length: name[0].length};
  const sign = matchAt(SIGN, text, at);
  if (sign) return {token: {type: 'sign', value: sign[0], at}, length: sign[0].length};
  throw new RangeError(
    `unexpected character at ${at} of the expression: ${text.slice(at, at + 10)}`,
  );
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
