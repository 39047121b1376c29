import type {Database} from '../database';
import type {DuckdbError} from '../duckdb-error';

/** What a text of SQL is, found by DuckDB's parser alone: nothing is looked up, opened or run. */
export type ReadSql =
  | {
      readonly type: 'select';
      /** Functions that it calls, in lower case, operators among them. */
      readonly functions: ReadonlySet<string>;
      /** Tables and views that it names, in lower case and without those that it makes itself. */
      readonly tables: ReadonlySet<string>;
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
  const tables = new Set<string>();
  collectTables(statement, new Set(), tables);
  return {type: 'select', functions, tables, readsTablesOnly};
}

/**
 * Names of tables, as far as they are not those of a WITH around them. In the query of a WITH its own
 * name means a table, unless it is recursive. What names another database file is not looked at.
 */
function collectTables(value: unknown, made: ReadonlySet<string>, into: Set<string>): void {
  if (!isNode(value)) return;
  if (Array.isArray(value)) {
    for (const item of value) collectTables(item, made, into);
    return;
  }
  const name = String(value['table_name']).toLowerCase();
  if (value['type'] === 'BASE_TABLE' && isPlainName(value) && !made.has(name)) into.add(name);
  const inside = new Set(made);
  for (const entry of entriesOf(value['cte_map'])) {
    collectTables(entry['value'], inside, into);
    inside.add(String(entry['key']).toLowerCase());
  }
  if (value['type'] === 'RECURSIVE_CTE_NODE') inside.add(String(value['cte_name']).toLowerCase());
  for (const [member, inner] of Object.entries(value)) {
    if (member !== 'cte_map') collectTables(inner, inside, into);
  }
}

function isPlainName({schema_name: schema, catalog_name: catalog}: Node): boolean {
  return (schema === '' || schema === 'main') && (catalog === '' || catalog === 'temp');
}

function entriesOf(map: unknown): readonly Node[] {
  const entries = isNode(map) ? map['map'] : undefined;
  return Array.isArray(entries) ? entries.filter(isNode) : [];
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
