import type {JsonObject} from '../../core/json';
import {computeModel, dropModel, POSITION} from './compute-model';
import type {Database} from '../database';
import type {CheckedModel, ComputedModel} from './model';
import {parseRow} from './parse-row';
import {rowJsonSql} from './row-json';
import {quoteName} from '../sql-text';

/** All rows of a model as the destination would get them; for small models. */
export async function readModel(
  database: Database,
  model: CheckedModel,
): Promise<readonly JsonObject[]> {
  const computed = await computeModel(database, model);
  const rows = await database.rows(
    `SELECT ${rowJsonSql(model.columns)} AS row FROM temp.main.${quoteName(computed.table)} ORDER BY ${POSITION}`,
  );
  await dropModel(database, computed);
  return rows.map((row) => parseRow(String(row['row'])).row);
}

/** The first rows of a computed model that can be sent, as the destination would get them. */
export async function firstRows(
  database: Database,
  model: ComputedModel,
  limit: number,
): Promise<readonly JsonObject[]> {
  const rows = await database.rows(
    `SELECT ${rowJsonSql(model.columns)} AS row FROM temp.main.${quoteName(model.table)} ORDER BY ${POSITION} LIMIT ${limit}`,
  );
  return rows.map((row) => parseRow(String(row['row'])).row);
}
