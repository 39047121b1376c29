import {isFields} from '../../shared/parse-json';
import type {Fields} from '../../shared/parse-json';
import {parseExpression} from './filter-parse';
import type {Expression} from './filter-parse';
import type {Kind} from '../records/pendo-record';

/** What an aggregation reads. */
export interface Source {
  readonly kind: Kind;
  readonly identifiedOnly: boolean;
  readonly doNotProcessOnly: boolean;
  /** Only rows that this application has seen; undefined: all. */
  readonly appId: string | undefined;
}

/** A step after the source. */
export type Stage =
  | {readonly type: 'identified'; readonly field: string; readonly negated: boolean}
  | {readonly type: 'filter'; readonly expression: Expression}
  | {readonly type: 'sort'; readonly keys: readonly SortKey[]}
  | {readonly type: 'limit'; readonly rows: number}
  | {readonly type: 'skip'; readonly rows: number}
  | {readonly type: 'count'}
  | {readonly type: 'select'; readonly columns: ReadonlyMap<string, Expression>};

/** One path of a sort. */
export interface SortKey {
  readonly path: string;
  readonly descending: boolean;
}

/** A whole aggregation. */
export interface Pipeline {
  readonly source: Source;
  readonly stages: readonly Stage[];
}

/**
 * Reads the `pipeline` of a request; throws RangeError for a stage that does not exist, an operand
 * of the wrong form, or a missing source. `guideSyntax` allows single quotes and short paths.
 */
export function parsePipeline(pipeline: unknown, guideSyntax: boolean): Pipeline {
  if (!Array.isArray(pipeline)) throw new RangeError('request.pipeline must be an array');
  const parts: unknown[] = pipeline;
  const [first, ...rest] = parts.map(onlyEntry);
  if (first?.name !== 'source') throw new RangeError('the first stage must be a source');
  return {
    source: parseSource(first.operand),
    stages: rest.map(({name, operand}) => parseStage(name, operand, guideSyntax)),
  };
}

function onlyEntry(stage: unknown): {readonly name: string; readonly operand: unknown} {
  const entries = isFields(stage) ? Object.entries(stage) : [];
  const [entry] = entries;
  if (!entry || entries.length !== 1)
    throw new RangeError('a stage must have exactly one operator');
  return {name: entry[0], operand: entry[1]};
}

function parseSource(operand: unknown): Source {
  const {name, operand: given} = onlyEntry(operand);
  const options: Fields = isFields(given) ? given : {};
  const appId = options['appId'];
  const common = {
    identifiedOnly: options['identified'] === true,
    doNotProcessOnly: name === 'doNotProcessVisitors',
    appId:
      appId === undefined || isAllApps(appId)
        ? undefined
        : typeof appId === 'string'
          ? appId
          : JSON.stringify(appId),
  };
  if (name === 'accounts') return {...common, kind: 'account'};
  if (name === 'visitors' || name === 'doNotProcessVisitors') return {...common, kind: 'visitor'};
  throw new RangeError(`unknown source ${name}`);
}

function isAllApps(appId: unknown): boolean {
  return typeof appId === 'string' && /^expandAppIds\(\s*["']\*["']\s*\)$/.test(appId);
}

function parseStage(name: string, operand: unknown, guideSyntax: boolean): Stage {
  switch (name) {
    case 'identified': {
      const field = textOf(name, operand);
      const negated = field.startsWith('!');
      return {type: name, negated, field: negated ? field.slice(1) : field};
    }
    case 'filter':
      return {type: name, expression: expressionOf(textOf(name, operand), guideSyntax)};
    case 'sort':
      return {type: name, keys: sortKeysOf(operand, guideSyntax)};
    case 'limit':
    case 'skip':
      return {type: name, rows: countOf(name, operand)};
    case 'count':
      return {type: name};
    case 'select':
      return {type: name, columns: columnsOf(operand, guideSyntax)};
    default:
      throw new RangeError(`unknown stage ${name}`);
  }
}

function sortKeysOf(operand: unknown, guideSyntax: boolean): readonly SortKey[] {
  if (!Array.isArray(operand)) throw new RangeError('sort takes an array of paths');
  const texts: unknown[] = operand;
  return texts.map((one) => {
    const path = textOf('sort', one);
    const descending = path.startsWith('-');
    return {descending, path: fullPath(descending ? path.slice(1) : path, guideSyntax)};
  });
}

function columnsOf(operand: unknown, guideSyntax: boolean): ReadonlyMap<string, Expression> {
  if (!isFields(operand)) throw new RangeError('select takes an object of expressions');
  return new Map(
    Object.entries(operand).map(([name, one]) => [
      name,
      expressionOf(textOf('select', one), guideSyntax),
    ]),
  );
}

function textOf(stage: string, operand: unknown): string {
  if (typeof operand !== 'string') throw new RangeError(`${stage} takes a text`);
  return operand;
}

function countOf(stage: string, operand: unknown): number {
  if (typeof operand === 'number' && Number.isInteger(operand) && operand >= 0) return operand;
  throw new RangeError(`${stage} takes a whole number`);
}

function expressionOf(text: string, guideSyntax: boolean): Expression {
  const expression = parseExpression(text, guideSyntax);
  return guideSyntax ? withFullPaths(expression) : expression;
}

/** The guide writes `custom.plan` where the vendor writes `metadata.custom.plan`. */
function fullPath(path: string, guideSyntax: boolean): string {
  return guideSyntax && path.includes('.') && !path.startsWith('metadata.')
    ? `metadata.${path}`
    : path;
}

function withFullPaths(expression: Expression): Expression {
  switch (expression.type) {
    case 'path':
      return {type: 'path', path: fullPath(expression.path, true)};
    case 'unary':
      return {...expression, operand: withFullPaths(expression.operand)};
    case 'binary':
      return {
        ...expression,
        left: withFullPaths(expression.left),
        right: withFullPaths(expression.right),
      };
    case 'literal':
    case 'now':
      return expression;
  }
}
