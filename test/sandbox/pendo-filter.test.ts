import fc from 'fast-check';

import {compileExpression, isTrue} from '../../src/sandbox/pendo/aggregation/filter-compile';
import {parseExpression} from '../../src/sandbox/pendo/aggregation/filter-parse';
import {viewOf} from '../../src/sandbox/pendo/aggregation/row-views';

/** A filter as text beside the predicate that it must be equal to. */
interface Pair {
  readonly text: string;
  readonly holds: (row: Row) => boolean;
}

type Row = Readonly<Record<string, string | number | boolean | null>>;

const NAMES = ['a', 'b', 'c'];
const text = fc.oneof(fc.string(), fc.string({unit: fc.constantFrom('"', '\\', "'", 'a', '\n')}));
const value = fc.oneof(text, fc.integer({min: 0}), fc.boolean(), fc.constant(null));
const row: fc.Arbitrary<Row> = fc.record({a: value, b: value, c: value}, {requiredKeys: []});

const comparisons: Readonly<Record<string, (a: unknown, b: unknown) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => sameOrder(a, b) && less(a, b),
  '<=': (a, b) => sameOrder(a, b) && !less(b, a),
  '>': (a, b) => sameOrder(a, b) && less(b, a),
  '>=': (a, b) => sameOrder(a, b) && !less(a, b),
};

function sameOrder(a: unknown, b: unknown): boolean {
  return typeof a === typeof b && (typeof a === 'number' || typeof a === 'string');
}

function less(a: unknown, b: unknown): boolean {
  return typeof a === 'number' ? a < Number(b) : String(a) < String(b);
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, (sign) => `\\${sign}`)}"`;
}

const comparison: fc.Arbitrary<Pair> = fc
  .tuple(fc.constantFrom(...NAMES), fc.constantFrom(...Object.keys(comparisons)), value)
  .map(([name, operator, wanted]) => ({
    text: `${name} ${operator} ${typeof wanted === 'string' ? quote(wanted) : String(wanted)}`,
    holds: (one) => comparisons[operator]?.(one[name] ?? null, wanted) ?? false,
  }));

/** Every pair carries its own parentheses where they are needed, and sometimes where not. */
const {pair} = fc.letrec<{pair: Pair}>((tie) => ({
  pair: fc.oneof(
    {maxDepth: 4},
    comparison,
    fc.tuple(tie('pair'), tie('pair')).map(([left, right]) => ({
      text: `(${left.text}) && (${right.text})`,
      holds: (one: Row) => left.holds(one) && right.holds(one),
    })),
    fc.tuple(tie('pair'), tie('pair')).map(([left, right]) => ({
      text: `(${left.text})||(${right.text})`,
      holds: (one: Row) => left.holds(one) || right.holds(one),
    })),
    tie('pair').map((inner) => ({
      text: `!(${inner.text})`,
      holds: (one: Row) => !inner.holds(one),
    })),
  ),
}));

function evaluate(text: string, record: object, nowMs = 0): unknown {
  return compileExpression(parseExpression(text, false), nowMs)(viewOf(record));
}

describe('filter of the Pendo part', () => {
  it('agrees with a plain predicate for every expression and row', () => {
    fc.assert(
      fc.property(pair, row, ({text, holds}, record) => {
        expect(isTrue(evaluate(text, record))).toBe(holds(record));
      }),
      {numRuns: 500},
    );
  });

  it('gives every text back through its escapes', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string({unit: 'binary'})), (original) => {
        expect(evaluate(quote(original), {})).toBe(original);
      }),
    );
  });

  it.each([
    ['a == 1 || b == 2 && c == 3', {a: 1}, true],
    ['(a == 1 || b == 2) && c == 3', {a: 1}, false],
    ['a < b == true', {a: 1, b: 2}, true],
    ['x.y.z == "deep"', {x: {y: {z: 'deep'}}}, true],
    ['missing == null', {}, true],
    ['t >= now() - 24 * 60 * 60 * 1000', {t: 13_600_000}, true],
    ['t >= now() - 24 * 60 * 60 * 1000', {t: 13_599_999}, false],
    ['-a == 0 - 3', {a: 3}, true],
    ['a + 1 > 2', {a: 'text'}, false],
  ])('reads %s', (text, record, expected) => {
    expect(isTrue(evaluate(text, record, 100_000_000))).toBe(expected);
  });

  it.each([
    '',
    'a ==',
    '(a == 1',
    'a == 1)',
    'a = 1',
    'a == "open',
    "a == 'x'",
    'f(a)',
    'a b',
    '#',
  ])('refuses %j', (text) => {
    expect(() => parseExpression(text, false)).toThrow(RangeError);
  });

  it('refuses what is nested too deeply instead of running out of stack', () => {
    const deep = `${'('.repeat(50_000)}a${')'.repeat(50_000)}`;
    expect(() => parseExpression(deep, false)).toThrow('nested too deeply');
    expect(() => parseExpression('!'.repeat(50_000), false)).toThrow('nested too deeply');
  });
});
