import type {Database} from '../database';
import type {DuckdbError} from '../duckdb-error';

/** What a text of SQL is, found by DuckDB's parser alone: nothing is looked up, opened or run. */
export type ReadSql =
  | {
      readonly type: 'select';
      /** Functions that it calls, in lower case, operators among them. */
      readonly functions: ReadonlySet<string>;
      /** True when its rows come from tables only, and not out of files or other servers. */
      readonly readsTablesOnly: boolean;
    }
  | {readonly type: 'other'; readonly why: string}
  | {readonly type: 'broken'; readonly error: DuckdbError};

type Node = Readonly<Record<string, unknown>>;

/** Functions that make rows out of their arguments. */
const ROW_MAKERS = new Set(['unnest', 'range', 'generate_series', 'json_each', 'json_tree']);

/**
 * Reads a text as SQL before any other part of DuckDB sees it: some statements, `EXPORT DATABASE`
 * among them, touch the file system while they are only prepared.
 */
export async function readSql(database: Pick<Database, 'rows'>, sql: string): Promise<ReadSql> {
  const [row] = await database.rows('SELECT json_serialize_sql($1::VARCHAR) AS tree', [sql]);
  // json_serialize_sql gives an object, with `statements` or with an error.
  const tree = JSON.parse(String(row?.['tree'])) as Node;
  if (tree['error'] === true) return notSelect(tree);
  const statements: readonly unknown[] = Array.isArray(tree['statements'])
    ? tree['statements']
    : [];
  if (statements.length !== 1) {
    return {type: 'other', why: `it holds ${statements.length} statements`};
  }
  return describe(statements[0]);
}

function notSelect(tree: Node): ReadSql {
  if (tree['error_type'] !== 'parser') return {type: 'other', why: 'it is not a SELECT'};
  const position = Number(tree['position'] ?? Number.NaN);
  const error: DuckdbError = {
    type: 'Parser',
    text: String(tree['error_message']),
    position: Number.isSafeInteger(position) ? position : undefined,
    candidates: [],
    missing: undefined,
  };
  return {type: 'broken', error};
}

function describe(statement: unknown): ReadSql {
  const functions = new Set<string>();
  let readsTablesOnly = true;
  for (const node of nodesOf(statement)) {
    if (node['type'] === 'SHOW_REF') return {type: 'other', why: 'it is not a SELECT'};
    const name = node['function_name'];
    if (typeof name === 'string') functions.add(name.toLowerCase());
    if (node['type'] === 'TABLE_FUNCTION' && !makesRows(node)) readsTablesOnly = false;
    // A file's name in the place of a table.
    if (node['type'] === 'BASE_TABLE' && /[./\\:*]/.test(String(node['table_name']))) {
      readsTablesOnly = false;
    }
  }
  return {type: 'select', functions, readsTablesOnly};
}

function makesRows(node: Node): boolean {
  const called = node['function'];
  const name = isNode(called) ? called['function_name'] : undefined;
  return typeof name === 'string' && ROW_MAKERS.has(name.toLowerCase());
}

function* nodesOf(root: unknown): Generator<Node> {
  const open: unknown[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (!isNode(value)) continue;
    if (!Array.isArray(value)) yield value;
    open.push(...Object.values(value).filter(isNode));
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}
