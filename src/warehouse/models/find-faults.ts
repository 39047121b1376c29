import type {JsonObject} from '../../core/json';
import type {Database} from '../database';
import type {CheckedModel, FaultTable, ModelColumn} from './model';
import {parseRow} from './parse-row';
import {rowJsonSql} from './row-json';
import {quoteName} from '../sql-text';

/** Why a row of a model is not sent; stable codes, as in `ReasonCode`. */
type FaultReason = 'null_key' | 'duplicate_key' | 'too_large';

/** A row that is not sent. */
export interface FaultyRow {
  readonly position: number;
  readonly reason: FaultReason;
  readonly message: string;
  /** The row's columns, as they would be sent. */
  readonly row: JsonObject;
}

/** A longer text or BLOB is no attribute of a person, and no vendor takes a request of its size. */
const CELL_BYTES_MAX = 16_000_000;

/**
 * Moves rows that cannot be sent out of a model's table into one of their own: keys that are null,
 * all rows of a key that several have, and cells that are too large to be looked at. Undefined when
 * there are none.
 */
export async function findFaults(
  database: Database,
  model: CheckedModel,
  table: string,
): Promise<FaultTable | undefined> {
  const from = `temp.main.${quoteName(table)}`;
  const faults = `${table}_faults`;
  const key = quoteName(model.key);
  const large = model.columns
    .filter(isText)
    .map((column) => `${sizeSql(column)} > ${CELL_BYTES_MAX}`);
  await database.run(`CREATE OR REPLACE TEMP TABLE ${quoteName(faults)} AS
    SELECT m.*, r.times::INTEGER AS _user_sync_times, CASE WHEN m.${key} IS NULL THEN 'null_key'
      WHEN r.times IS NOT NULL THEN 'duplicate_key' ELSE 'too_large' END AS _user_sync_reason
    FROM ${from} m LEFT JOIN (
      SELECT ${key}::VARCHAR AS repeated, count(*) AS times FROM ${from}
      WHERE ${key} IS NOT NULL GROUP BY ${key}::VARCHAR HAVING count(*) > 1
    ) r ON r.repeated = m.${key}::VARCHAR
    WHERE ${[`m.${key} IS NULL`, 'r.times IS NOT NULL', ...large].join(' OR ')}`);
  const [count] = await database.rows(
    `SELECT count(*)::DOUBLE AS rows FROM temp.main.${quoteName(faults)}`,
  );
  const rows = Number(count?.['rows']);
  if (rows === 0) {
    await database.run(`DROP TABLE temp.main.${quoteName(faults)}`);
    return undefined;
  }
  await database.run(
    `DELETE FROM ${from} WHERE _user_sync_position IN (SELECT _user_sync_position FROM temp.main.${quoteName(faults)})`,
  );
  return {table: faults, rows};
}

/** The faulty rows in the model's order, with the columns that would be sent and the key. */
export async function* faultyRows(
  database: Database,
  model: CheckedModel & {readonly faults: FaultTable},
  columns: readonly ModelColumn[],
): AsyncGenerator<readonly FaultyRow[]> {
  const shown = model.columns.filter(
    (column) => column.name === model.key || columns.includes(column),
  );
  const sql = `SELECT _user_sync_position, _user_sync_reason, _user_sync_times, ${rowJsonSql(shown)}
    FROM (SELECT _user_sync_position, _user_sync_reason, _user_sync_times, ${shown.map(keptSql).join(', ')}
      FROM temp.main.${quoteName(model.faults.table)}) ORDER BY _user_sync_position`;
  for await (const chunk of database.chunks(sql)) {
    yield chunk.map(([position, reason, times, row]): FaultyRow => {
      // The three reasons are what `findFaults` writes.
      const why = String(reason) as FaultReason;
      const message = sentence(model, why, Number(times));
      return {position: Number(position), reason: why, message, row: parseRow(String(row)).row};
    });
  }
}

function sentence({name, key}: CheckedModel, reason: FaultReason, times: number): string {
  switch (reason) {
    case 'null_key':
      return `Column "${key}", the key of the model ${name}, is null; leave such rows out, or give them a key.`;
    case 'duplicate_key':
      return `Column "${key}", the key of the model ${name}, has the same value in ${times} rows; none of these rows is sent, because it is not clear which one is meant. Make the key unique.`;
    case 'too_large':
      return `The row has a text or BLOB of more than ${CELL_BYTES_MAX / 1_000_000} MB, which no vendor accepts; shorten it or leave the column out.`;
  }
}

/** What is too large is not kept either: its size stands in its place. */
function keptSql(column: ModelColumn): string {
  const name = quoteName(column.name);
  if (!isText(column)) return name;
  const note = `concat('(', ${sizeSql(column)}, ' bytes, not kept)')`;
  const isJson = column.valueType.kind === 'plain' && column.valueType.name === 'JSON';
  const kept = isJson ? `to_json(${note})` : note;
  const type = isJson ? 'JSON' : 'VARCHAR';
  return `CASE WHEN ${sizeSql(column)} > ${CELL_BYTES_MAX} THEN ${kept} ELSE ${name}::${type} END AS ${name}`;
}

function isText({valueType}: ModelColumn): boolean {
  return valueType.kind === 'plain' && /^(VARCHAR|BLOB|JSON)$/.test(valueType.name);
}

function sizeSql({name, type}: ModelColumn): string {
  return `${type === 'BLOB' ? 'octet_length' : 'strlen'}(${quoteName(name)})`;
}
