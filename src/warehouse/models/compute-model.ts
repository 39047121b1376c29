import {Failure, toFailure} from '../../core/failure';
import type {Database} from '../database';
import {findFaults} from './find-faults';
import type {Interrupts} from '../interruptible';
import {inTime} from './in-time';
import type {CheckedModel, ComputedModel} from './model';
import {failureOfModel, namesIn} from './model-failure';
import {quoteName} from '../sql-text';

/** The row number that messages and outcomes use: 1-based, in the order of the model's rows. */
export const POSITION = '_user_sync_position';

/**
 * Runs a model into a temporary table of this connection and takes the rows out of it that cannot be
 * sent: see `find-faults.ts`.
 * @throws Failure that names the model when the query fails or takes longer than it may; what the
 * signal was aborted with when the program must stop.
 */
export async function computeModel(
  database: Database,
  model: CheckedModel,
  interrupts?: Interrupts,
): Promise<ComputedModel> {
  return inTime(database, {model, interrupts}, () => compute(database, model));
}

/**
 * Keeps the result of a model in a temporary table of the model's name, for the models that read it.
 * Fails as `computeModel` does.
 */
export async function keepResult(
  database: Database,
  model: CheckedModel,
  interrupts?: Interrupts,
): Promise<void> {
  await inTime(database, {model, interrupts}, () => runModel(database, model, model.name));
}

/** The model as it is computed once its result is kept. */
export function fromResult(model: CheckedModel): CheckedModel {
  return {...model, sql: `SELECT * FROM temp.main.${quoteName(model.name)}`};
}

/** Frees what `computeModel` made. */
export async function dropModel(database: Database, model: ComputedModel): Promise<void> {
  for (const table of [model.table, ...(model.faults ? [model.faults.table] : [])]) {
    await database.run(`DROP TABLE IF EXISTS temp.main.${quoteName(table)}`);
  }
}

async function compute(database: Database, model: CheckedModel): Promise<ComputedModel> {
  const table = `model_${model.name}`;
  const from = `temp.main.${quoteName(table)}`;
  await runModel(database, model, table);
  try {
    await database.run(
      `CREATE OR REPLACE TEMP TABLE ${quoteName(table)} AS SELECT *, (row_number() OVER ())::INTEGER AS ${POSITION} FROM ${from}`,
    );
    const [count] = await database.rows(`SELECT count(*)::DOUBLE AS rows FROM ${from}`);
    const faults = await findFaults(database, model, table);
    return {...model, table, rows: Number(count?.['rows']), ...(faults && {faults})};
  } catch (error) {
    throw withName(model, toFailure(error));
  }
}

async function runModel(database: Database, model: CheckedModel, table: string): Promise<void> {
  // The query stands last and alone, so that its own comments and semicolon do no harm.
  const head = `CREATE OR REPLACE TEMP TABLE ${quoteName(table)} AS\n`;
  const error = await database.attempt(head + model.sql);
  if (error === undefined) return;
  const wordsAreSafe = model.readsTablesOnly;
  const names = await namesIn(database, model.sql);
  throw failureOfModel({model, error, before: Buffer.byteLength(head), ...names, wordsAreSafe});
}

/** What our own statements about a model fail of, room above all, is a failure of that model. */
function withName({name}: CheckedModel, {kind, detail, message}: Failure): Failure {
  return new Failure({
    kind,
    ...(detail !== undefined && {detail}),
    message: `The model ${name} could not be computed. ${message}`,
  });
}
