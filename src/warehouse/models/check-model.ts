import {closestName} from '../../core/closest-name';
import type {Database, QueryShape} from '../database';
import {readDuckdbError} from '../duckdb-error';
import type {CheckedModel, Model, ModelColumn} from './model';
import {failureOfModel, modelFailure, namesIn} from './model-failure';
import {readSql} from './read-sql';
import type {ReadSql} from './read-sql';
import {functionsThatDo} from './side-effects';
import type {ValueType} from './value-type';

/** What columns of ours begin with. */
const OWN_COLUMNS = '_user_sync_';

const ALONE = {reads: [], isRead: false};

/**
 * Prepares a model's query against the warehouse without running it. DuckDB's parser looks at it
 * first, and alone: nothing but one SELECT that calls reading functions is prepared.
 * @throws Failure that names the model: `config` for SQL that DuckDB refuses, not one SELECT, columns
 * of the same name, no column `key`; another kind where something else stood in the way, such as a
 * file that is not there.
 */
export async function checkModel(
  database: Database,
  model: Model,
  among: {readonly reads: readonly CheckedModel[]; readonly isRead: boolean} = ALONE,
): Promise<CheckedModel> {
  const read = await readSql(database, model.sql);
  const readsTablesOnly =
    read.type === 'select' &&
    read.readsTablesOnly &&
    among.reads.every((other) => other.readsTablesOnly);
  const columns = await columnsOf(database, model, {read, readsTablesOnly});
  refuseRepeatedColumns(model, columns);
  refuseOwnColumns(model, columns);
  refuseTuples(model, columns);
  refuseMissingKey(model, columns);
  const tables = [database.tablesOf(model.sql), ...among.reads.map((other) => other.tables)];
  const all = new Set(tables.flatMap((names) => [...names]));
  return {...model, ...among, columns, tables: all, readsTablesOnly};
}

/** A model that nobody sends needs no key. */
function refuseMissingKey(model: Model, columns: readonly ModelColumn[]): void {
  const names = columns.map(({name}) => name);
  if (model.key === '' || names.includes(model.key)) return;
  const close = closestName(model.key, names);
  const hint = close === undefined ? '' : `; did you mean ${close}`;
  throw modelFailure(
    model,
    `has no column "${model.key}", which is its \`key\`${hint}; its columns are ${names.join(', ')}`,
    {place: ['key'], value: close ?? names[0]},
  );
}

async function columnsOf(
  database: Database,
  model: Model,
  {read, readsTablesOnly}: {readonly read: ReadSql; readonly readsTablesOnly: boolean},
): Promise<readonly ModelColumn[]> {
  switch (read.type) {
    case 'other':
      throw modelFailure(model, `must be one SELECT, but ${read.why}`);
    case 'broken':
      throw failureOfModel({
        model,
        error: read.error,
        before: 0,
        tables: new Map(),
        known: [],
        wordsAreSafe: true,
      });
    case 'select': {
      refuseDoing(model, read.functions);
      const shape = await shapeOf(database, model, readsTablesOnly);
      if (shape.type === 'query') return shape.columns;
      throw modelFailure(model, `must be one SELECT, but ${shape.why}`);
    }
  }
}

function refuseDoing(model: Model, functions: ReadonlySet<string>): void {
  const [name] = functionsThatDo(functions);
  if (name === undefined) return;
  throw modelFailure(
    model,
    `calls ${name}(), which does more than read tables and files; a model only reads`,
  );
}

async function shapeOf(
  database: Database,
  model: Model,
  wordsAreSafe: boolean,
): Promise<QueryShape> {
  try {
    return await database.shapeOf(model.sql);
  } catch (thrown) {
    const error = readDuckdbError(thrown);
    const names = await namesIn(database, model.sql);
    throw failureOfModel({model, error, before: 0, ...names, wordsAreSafe});
  }
}

function refuseRepeatedColumns(model: Model, columns: readonly ModelColumn[]): void {
  const seen = new Set<string>();
  for (const {name} of columns) {
    const lower = name.toLowerCase();
    if (seen.has(lower)) {
      throw modelFailure(model, `has two columns named "${name}"; give one of them another name`);
    }
    seen.add(lower);
  }
}

function refuseOwnColumns(model: Model, columns: readonly ModelColumn[]): void {
  if (columns.some(({name}) => name === '__proto__')) {
    throw modelFailure(
      model,
      'has a column named "__proto__", which cannot be sent; give it another name',
    );
  }
  const own = columns.find(({name}) => name.toLowerCase().startsWith(OWN_COLUMNS));
  if (own === undefined) return;
  throw modelFailure(
    model,
    `has a column named "${own.name}"; names that begin with ${OWN_COLUMNS} are reserved for user-sync, so give it another name`,
  );
}

/** DuckDB keeps a struct without names, as `row(1, 2)` makes it, in no table. */
function refuseTuples(model: Model, columns: readonly ModelColumn[]): void {
  const tuple = columns.find(({valueType}) => hasTuple(valueType));
  if (tuple === undefined) return;
  throw modelFailure(
    model,
    `has a column "${tuple.name}" with a struct whose entries have no names; name them, as in {'a': 1}`,
  );
}

function hasTuple(type: ValueType): boolean {
  switch (type.kind) {
    case 'plain':
    case 'decimal':
      return false;
    case 'list':
      return hasTuple(type.item);
    case 'struct':
      return type.entries.some(({name, type: inner}) => name === '' || hasTuple(inner));
    case 'map':
      return hasTuple(type.key) || hasTuple(type.value);
    case 'union':
      return type.members.some(({type: inner}) => hasTuple(inner));
  }
}
