import {Failure, toFailure} from '../core/failure';
import {modelFailure} from './check-model';
import type {Database} from './database';
import type {CheckedModel, ComputedModel} from './model';
import {quoteName} from './sql-text';

/** The row number that messages and outcomes use: 1-based, in the order of the model's rows. */
export const POSITION = '_user_sync_position';

/**
 * Runs a model into a temporary table of this connection and proves its key.
 * @throws Failure `config` when the query fails or keys are null or repeated.
 */
export async function computeModel(
  database: Database,
  model: CheckedModel,
): Promise<ComputedModel> {
  const table = `model_${model.name}`;
  const from = `temp.main.${quoteName(table)}`;
  await runModel(database, model, table);
  const key = quoteName(model.key);
  const [nulls] = await database.rows(
    `SELECT count(*)::DOUBLE AS total, (count(*) FILTER (${key} IS NULL))::DOUBLE AS bad,
       min(${POSITION}) FILTER (${key} IS NULL) AS example FROM ${from}`,
  );
  const bad = Number(nulls?.['bad']);
  if (bad > 0) {
    throw keyFailure(model, {what: `is null in ${rowsText(bad)}`, row: nulls?.['example']});
  }
  const [repeats] = await database.rows(
    `SELECT count(*)::DOUBLE AS bad, min(again) AS example FROM (
       SELECT arg_max(${POSITION}, ${POSITION}) AS again FROM ${from}
       GROUP BY ${key}::VARCHAR HAVING count(*) > 1)`,
  );
  const repeated = Number(repeats?.['bad']);
  if (repeated > 0) {
    const values = repeated === 1 ? '1 value' : `${repeated} values`;
    throw keyFailure(model, {what: `repeats ${values}`, row: repeats?.['example']});
  }
  return {...model, table, rows: Number(nulls?.['total'])};
}

/** Frees what `computeModel` made. */
export async function dropModel(database: Database, model: ComputedModel): Promise<void> {
  await database.run(`DROP TABLE IF EXISTS temp.main.${quoteName(model.table)}`);
}

async function runModel(database: Database, model: CheckedModel, table: string): Promise<void> {
  const name = quoteName(table);
  try {
    // The query stands last and alone, so that its own comments and semicolon do no harm.
    await database.run(`CREATE OR REPLACE TEMP TABLE ${name} AS\n${model.sql}`);
  } catch (error) {
    const words = toFailure(error).detail ?? 'for an unknown reason';
    throw modelFailure(model, `failed: ${words}`, error);
  }
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT *, (row_number() OVER ())::INTEGER AS ${POSITION} FROM temp.main.${name}`,
  );
}

function keyFailure(
  model: CheckedModel,
  found: {readonly what: string; readonly row: unknown},
): Failure {
  return new Failure({
    kind: 'config',
    message: `The model ${model.name}: its key "${model.key}" ${found.what}, for example in row ${String(found.row)} of its result. Nothing was sent; make the key unique and never null, and run again.`,
  });
}

function rowsText(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}
