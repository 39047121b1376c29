import type {BinaryOperator, Expression} from './filter-parse';

/** A row as expressions see it; undefined for a path that it lacks. */
export interface RowView {
  read(path: string): unknown;
}

/** An expression as a function of a row. */
type Compiled = (row: RowView) => unknown;

/** Compiles an expression; `nowMs` is what `now()` means. */
export function compileExpression(expression: Expression, nowMs: number): Compiled {
  switch (expression.type) {
    case 'literal': {
      const {value} = expression;
      return () => value;
    }
    case 'path': {
      const {path} = expression;
      return (row) => row.read(path);
    }
    case 'now':
      return () => nowMs;
    case 'unary': {
      const operand = compileExpression(expression.operand, nowMs);
      return expression.operator === '!'
        ? (row) => !isTrue(operand(row))
        : (row) => arithmetic(0, operand(row), (a, b) => a - b);
    }
    case 'binary': {
      const left = compileExpression(expression.left, nowMs);
      const right = compileExpression(expression.right, nowMs);
      return join(expression.operator, left, right);
    }
  }
}

/** What counts as true where a condition is asked for. */
export function isTrue(value: unknown): boolean {
  return value === true;
}

function join(operator: BinaryOperator, left: Compiled, right: Compiled): Compiled {
  switch (operator) {
    case '||':
      return (row) => isTrue(left(row)) || isTrue(right(row));
    case '&&':
      return (row) => isTrue(left(row)) && isTrue(right(row));
    case '==':
      return (row) => (left(row) ?? null) === (right(row) ?? null);
    case '!=':
      return (row) => (left(row) ?? null) !== (right(row) ?? null);
    case '<':
      return (row) => isBefore(left(row), right(row));
    case '<=':
      return (row) => isBeforeOrEqual(left(row), right(row));
    case '>':
      return (row) => isBefore(right(row), left(row));
    case '>=':
      return (row) => isBeforeOrEqual(right(row), left(row));
    case '+':
      return (row) => arithmetic(left(row), right(row), (a, b) => a + b);
    case '-':
      return (row) => arithmetic(left(row), right(row), (a, b) => a - b);
    case '*':
      return (row) => arithmetic(left(row), right(row), (a, b) => a * b);
    case '/':
      return (row) => arithmetic(left(row), right(row), (a, b) => a / b);
  }
}

/** Values of different types, and null, have no order: the comparison is false. */
function isBefore(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  return typeof a === 'string' && typeof b === 'string' && a < b;
}

function isBeforeOrEqual(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a <= b;
  return typeof a === 'string' && typeof b === 'string' && a <= b;
}

function arithmetic(a: unknown, b: unknown, work: (a: number, b: number) => number): unknown {
  return typeof a === 'number' && typeof b === 'number' ? work(a, b) : null;
}
