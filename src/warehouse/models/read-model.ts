import type {JsonObject} from '../../core/json';
import {computeModel, dropModel, POSITION} from './compute-model';
import type {Database} from '../database';
import type {CheckedModel} from './model';
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
