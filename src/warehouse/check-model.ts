import {Failure} from '../core/failure';
import type {Database, QueryShape} from './database';
import type {CheckedModel, Model, ModelColumn} from './model';
import {duckdbWords} from './warehouse-failure';

/**
 * Prepares a model's query against the warehouse without running it.
 * @throws Failure `config` that names the model: SQL that DuckDB refuses, not one SELECT, columns
 * of the same name, no column `key`.
 */
export async function checkModel(database: Database, model: Model): Promise<CheckedModel> {
  const columns = await columnsOf(database, model);
  refuseRepeatedColumns(model, columns);
  if (!columns.some((column) => column.name === model.key)) {
    const names = columns.map((column) => column.name).join(', ');
    throw modelFailure(
      model,
      `has no column "${model.key}", which is its \`key\`; its columns are ${names}`,
    );
  }
  return {...model, columns, tables: database.tablesOf(model.sql)};
}

async function columnsOf(database: Database, model: Model): Promise<readonly ModelColumn[]> {
  const shape = await shapeOf(database, model);
  if (shape.type === 'query') return shape.columns;
  throw modelFailure(model, `must be one SELECT, but ${shape.why}`);
}

async function shapeOf(database: Database, model: Model): Promise<QueryShape> {
  try {
    return await database.shapeOf(model.sql);
  } catch (error) {
    throw modelFailure(model, `has SQL that DuckDB refuses: ${duckdbWords(error)}`, error);
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

/** A failure of a model: a sentence that names it and says that nothing was sent. */
export function modelFailure(model: Model, what: string, cause?: unknown): Failure {
  return new Failure({
    kind: 'config',
    message: `The model ${model.name} ${what}. Nothing was sent; change the model and run again.`,
    cause,
  });
}
