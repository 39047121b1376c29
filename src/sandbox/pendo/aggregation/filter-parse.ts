import {readTokens} from './filter-tokens';
import type {Token} from './filter-tokens';

/** An expression of a filter or of a select. */
export type Expression =
  | {readonly type: 'literal'; readonly value: string | number | boolean | null}
  | {readonly type: 'path'; readonly path: string}
  | {readonly type: 'now'}
  | {readonly type: 'unary'; readonly operator: '!' | '-'; readonly operand: Expression}
  | BinaryExpression;

/** Two operands and what joins them. */
interface BinaryExpression {
  readonly type: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** From the loosest to the tightest; operators of a line bind alike, to the left. */
const LEVELS = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/'],
] as const;

/** What can stand between two operands. */
export type BinaryOperator = (typeof LEVELS)[number][number];

const DEPTH_MAX = 100;
const KEYWORDS = new Map<string, Expression>([
  ['true', {type: 'literal', value: true}],
  ['false', {type: 'literal', value: false}],
  ['null', {type: 'literal', value: null}],
]);

interface Cursor {
  readonly tokens: readonly Token[];
  place: number;
  depth: number;
}

/**
 * Reads a C-like expression: comparison, `&&`, `||`, `!`, arithmetic, parentheses, `now()`, dotted
 * paths. Throws RangeError that names the place of the first thing that does not fit.
 */
export function parseExpression(text: string, guideSyntax: boolean): Expression {
  const cursor: Cursor = {tokens: readTokens(text, guideSyntax), place: 0, depth: 0};
  const expression = parseLevel(cursor, 0);
  const rest = peek(cursor);
  if (rest.type !== 'end') throw unexpected(rest);
  return expression;
}

function parseLevel(cursor: Cursor, level: number): Expression {
  const operators = LEVELS[level];
  if (!operators) return parseUnary(cursor);
  let left = parseLevel(cursor, level + 1);
  for (;;) {
    const operator = operators.find((one) => takeSign(cursor, one));
    if (operator === undefined) return left;
    left = {type: 'binary', operator, left, right: parseLevel(cursor, level + 1)};
  }
}

function parseUnary(cursor: Cursor): Expression {
  cursor.depth += 1;
  if (cursor.depth > DEPTH_MAX) throw new RangeError('the expression is nested too deeply');
  const operator = (['!', '-'] as const).find((one) => takeSign(cursor, one));
  const expression: Expression =
    operator === undefined
      ? parsePrimary(cursor)
      : {type: 'unary', operator, operand: parseUnary(cursor)};
  cursor.depth -= 1;
  return expression;
}

function parsePrimary(cursor: Cursor): Expression {
  const token = peek(cursor);
  cursor.place += 1;
  if (token.type === 'string' || token.type === 'number') {
    return {type: 'literal', value: token.value};
  }
  if (token.type === 'name') return parseName(cursor, token);
  if (token.type !== 'sign' || token.value !== '(') throw unexpected(token);
  const inner = parseLevel(cursor, 0);
  expectSign(cursor, ')');
  return inner;
}

function parseName(cursor: Cursor, token: Token & {type: 'name'}): Expression {
  if (!takeSign(cursor, '(')) {
    return KEYWORDS.get(token.value) ?? {type: 'path', path: token.value};
  }
  if (token.value !== 'now') throw new RangeError(`unknown function ${token.value}`);
  expectSign(cursor, ')');
  return {type: 'now'};
}

function peek(cursor: Cursor): Token {
  return cursor.tokens[cursor.place] ?? {type: 'end', value: '', at: 0};
}

function takeSign(cursor: Cursor, sign: string): boolean {
  const token = peek(cursor);
  if (token.type !== 'sign' || token.value !== sign) return false;
  cursor.place += 1;
  return true;
}

function expectSign(cursor: Cursor, sign: string): void {
  if (!takeSign(cursor, sign)) throw unexpected(peek(cursor));
}

function unexpected(token: Token): RangeError {
  const found = token.type === 'end' ? 'end' : JSON.stringify(token.value);
  return new RangeError(`unexpected ${found} at ${token.at} of the expression`);
}
