import type {JsonObject} from '../../core/json';
import type {Database} from '../database';
import type {CheckedModel, FaultTable, ModelColumn} from './model';
import {keySql} from '../key-sql';
import {parseRow} from './parse-row';
import {jsonTextSql, rowJsonSql} from './row-json';
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

/** More is no attribute of a person, and no vendor takes a request of its size. */
const ROW_BYTES_MAX = 16_000_000;

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
  const text = keySql(model, false);
  const isLarge = `${rowSizeSql(model)} > ${ROW_BYTES_MAX}`;
  // No column of the model can be called as ours are: `check-model.ts` refuses them.
  await database.run(`CREATE OR REPLACE TEMP TABLE ${quoteName(faults)} AS
    SELECT * FROM (
      SELECT m.*, r._user_sync_times::INTEGER AS _user_sync_times, CASE WHEN m.${key} IS NULL THEN 'null_key'
        WHEN r._user_sync_times IS NOT NULL THEN 'duplicate_key' WHEN ${isLarge} THEN 'too_large' END AS _user_sync_reason
      FROM (SELECT *, ${text} AS _user_sync_key FROM ${from}) m LEFT JOIN (
        SELECT ${text} AS _user_sync_repeated, count(*) AS _user_sync_times FROM ${from}
        WHERE ${key} IS NOT NULL GROUP BY ALL HAVING count(*) > 1
      ) r ON r._user_sync_repeated = m._user_sync_key
    ) WHERE _user_sync_reason IS NOT NULL`);
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
  const sql = `SELECT _user_sync_position, _user_sync_reason, _user_sync_times, ${rowJsonSql(shown.map(keptColumn))}
    FROM (SELECT _user_sync_position, _user_sync_reason, _user_sync_times, ${shown.map((column) => keptSql(model, column)).join(', ')}
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
      return `The row holds more than ${ROW_BYTES_MAX / 1_000_000} MB of text, BLOBs, lists and structs, which no vendor accepts; shorten them or leave columns out.`;
  }
}

/** In a row that is too large, the cells that make it so are not kept: their size stands in their place. */
function keptSql(model: CheckedModel, column: ModelColumn): string {
  const name = quoteName(column.name);
  const size = sizeSql(column);
  if (size === undefined) return name;
  const share = Math.floor(ROW_BYTES_MAX / model.columns.length);
  const note = `concat('(', ${size}, ' bytes, not kept)')`;
  const kept = keepsJson(column) ? `to_json(${note})::VARCHAR` : note;
  const whole = keepsJson(column) ? jsonTextSql(column) : `${name}::VARCHAR`;
  return `CASE WHEN ${rowSizeSql(model)} > ${ROW_BYTES_MAX} AND ${size} > ${share} THEN ${kept} ELSE ${whole} END AS ${name}`;
}

/** The column as `keptSql` makes it. */
function keptColumn(column: ModelColumn): ModelColumn {
  if (sizeSql(column) === undefined) return column;
  const name = keepsJson(column) ? 'JSON' : 'VARCHAR';
  return {...column, type: name, valueType: {kind: 'plain', name}};
}

/** Texts are kept as texts, and what is nested as its JSON. */
function keepsJson({valueType}: ModelColumn): boolean {
  return valueType.kind !== 'plain' || !/^(VARCHAR|BLOB)$/.test(valueType.name);
}

/** Bytes of all cells that can be large. */
function rowSizeSql({columns}: CheckedModel): string {
  const sizes = columns.flatMap((column) => sizeSql(column) ?? []);
  return sizes.length === 0 ? '0' : sizes.map((size) => `coalesce(${size}, 0)`).join(' + ');
}

/** Bytes of a cell, as text where it is nested; undefined: it cannot be large. */
function sizeSql(column: ModelColumn): string | undefined {
  const {name, valueType} = column;
  if (valueType.kind === 'decimal') return undefined;
  if (valueType.kind !== 'plain' || valueType.name === 'VARIANT') {
    return longSizeSql(column, `strlen(${jsonTextSql(column)})`);
  }
  if (valueType.name === 'BLOB') return `octet_length(${quoteName(name)})`;
  if (valueType.name === 'BIT') return `bit_length(${quoteName(name)})`;
  return /^(VARCHAR|JSON|BIGNUM)$/.test(valueType.name)
    ? `strlen(${quoteName(name)}::VARCHAR)`
    : undefined;
}

/** A list is not made a text to find that it is too long: each item of it takes two bytes at least. */
function longSizeSql({name, valueType}: ModelColumn, size: string): string {
  if (valueType.kind !== 'list' && valueType.kind !== 'map') return size;
  const items = `${valueType.kind === 'map' ? 'cardinality' : 'len'}(${quoteName(name)})`;
  return `CASE WHEN ${items} > ${ROW_BYTES_MAX / 2} THEN (${items} * 2)::BIGINT ELSE ${size} END`;
}
