import type {EntityStore} from '../entity-store';
import {compileExpression, isTrue} from './filter-compile';
import type {RowView} from './filter-compile';
import type {Expression} from './filter-parse';
import {lowerBound} from './id-index';
import {idKeyOf} from '../pendo-record';
import type {SortKey} from './pipeline-parse';
import {TIME_PATH} from './row-views';

/** Rows that may fit, in the order that was asked for or, with `sorted` false, in any. */
export interface Scan {
  readonly rows: Uint32Array;
  readonly sorted: boolean;
  /** What must still be checked on every row. */
  readonly conditions: readonly Expression[];
}

/** Ends of a stretch, and the conditions that it makes good. */
interface Range {
  from: Bound | undefined;
  until: Bound | undefined;
  readonly used: Set<Expression>;
}

interface Bound {
  readonly value: string | number;
  /** The value itself is outside. */
  readonly strict: boolean;
}

/** Splits a condition at its outer `&&`. */
export function conjunctsOf(expression: Expression): readonly Expression[] {
  return expression.type === 'binary' && expression.operator === '&&'
    ? [...conjunctsOf(expression.left), ...conjunctsOf(expression.right)]
    : [expression];
}

/**
 * Chooses the rows to look at: a stretch of the order by id or by time, found by halving, where
 * the conditions and the sort allow it, so that a page of a million rows costs as much as one of
 * a thousand.
 */
export function planScan(
  store: EntityStore,
  conditions: readonly Expression[],
  sort: readonly SortKey[],
): Scan {
  const idPath = idKeyOf(store.kind);
  const byId = isAscending(sort, [idPath]);
  const byTime = isAscending(sort, [TIME_PATH, idPath]) || isAscending(sort, [TIME_PATH]);
  const times = rangeOf(conditions, TIME_PATH, 'number');
  // Rows of one instant are in the order of their ids.
  const oneInstant = times.from !== undefined && times.from.value === times.until?.value;
  if (times.used.size > 0 && (byTime || !byId || oneInstant)) {
    const sorted = sort.length === 0 || byTime || byId;
    return {rows: timeStretch(store, times), sorted, conditions: without(conditions, times)};
  }
  if (byTime) return {rows: store.byTime().rows, sorted: true, conditions};
  const ids = rangeOf(conditions, idPath, 'string');
  const sorted = sort.length === 0 || byId;
  return {rows: idStretch(store, ids), sorted, conditions: without(conditions, ids)};
}

/** True when a row in `view` meets every condition. */
export function compileConditions(
  conditions: readonly Expression[],
  nowMs: number,
): (row: RowView) => boolean {
  const compiled = conditions.map((one) => compileExpression(one, nowMs));
  if (compiled.length === 0) return () => true;
  return (row) => compiled.every((one) => isTrue(one(row)));
}

function isAscending(sort: readonly SortKey[], paths: readonly string[]): boolean {
  return (
    sort.length === paths.length &&
    sort.every((key, at) => !key.descending && key.path === paths[at])
  );
}

function without(conditions: readonly Expression[], {used}: Range): readonly Expression[] {
  return conditions.filter((condition) => !used.has(condition));
}

function idStretch(store: EntityStore, range: Range): Uint32Array {
  const rows = store.byId();
  return stretch(rows, range, {start: 0, valueAt: (at) => store.idAt(rows[at] ?? 0)});
}

function timeStretch(store: EntityStore, range: Range): Uint32Array {
  const {rows, untimed} = store.byTime();
  const valueAt = (at: number): number => store.lastUpdatedAt(rows[at] ?? 0);
  return stretch(rows, range, {start: untimed, valueAt});
}

/** The rows from place `start` on whose values, which grow, are in the range. */
function stretch(
  rows: Uint32Array,
  {from, until}: Range,
  {start, valueAt}: {readonly start: number; readonly valueAt: (at: number) => string | number},
): Uint32Array {
  const length = rows.length - start;
  const first = from
    ? lowerBound(length, (at) => isInside(from, from.value, valueAt(start + at)))
    : 0;
  const end = until
    ? lowerBound(length, (at) => !isInside(until, valueAt(start + at), until.value))
    : length;
  return rows.subarray(start + first, start + Math.max(first, end));
}

function isInside({strict}: Bound, lower: string | number, upper: string | number): boolean {
  return strict ? lower < upper : lower <= upper;
}

/** What conditions of the form `path OP constant` leave for a path. */
function rangeOf(
  conditions: readonly Expression[],
  path: string,
  type: 'string' | 'number',
): Range {
  const range: Range = {from: undefined, until: undefined, used: new Set()};
  for (const condition of conditions) {
    const comparison = comparisonOf(condition, path);
    if (!comparison || typeof comparison.value !== type) continue;
    const {operator, value} = comparison;
    const bound = {value, strict: !operator.endsWith('=')};
    if (operator !== '<' && operator !== '<=') range.from = tighter(range.from, bound, 'from');
    if (operator !== '>' && operator !== '>=') range.until = tighter(range.until, bound, 'until');
    range.used.add(condition);
  }
  return range;
}

type Ordering = '<' | '<=' | '>' | '>=' | '==';

/** For `7 < path` the same as for `path > 7`. */
const MIRRORED: Readonly<Record<Ordering, Ordering>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '==': '==',
};

function comparisonOf(
  condition: Expression,
  path: string,
): {readonly operator: Ordering; readonly value: string | number} | undefined {
  if (condition.type !== 'binary' || !isOrdering(condition.operator)) return undefined;
  const {left, right, operator} = condition;
  const isLeft = left.type === 'path' && left.path === path;
  const isRight = right.type === 'path' && right.path === path;
  const constant = isLeft ? right : left;
  if (isLeft === isRight || constant.type !== 'literal') return undefined;
  const {value} = constant;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return {operator: isLeft ? operator : MIRRORED[operator], value};
}

function isOrdering(operator: string): operator is Ordering {
  return Object.hasOwn(MIRRORED, operator);
}

function tighter(known: Bound | undefined, bound: Bound, side: 'from' | 'until'): Bound {
  if (!known) return bound;
  if (known.value === bound.value) return known.strict ? known : bound;
  return (side === 'from') === bound.value > known.value ? bound : known;
}
