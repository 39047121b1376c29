import type {CheckedModel, ModelColumn} from './models/model';
import {jsonTextSql} from './models/row-json';
import {quoteName} from './sql-text';

/** A model, as far as its key is concerned. */
type KeyedModel = Pick<CheckedModel, 'key' | 'columns'>;

/**
 * A model's key as the vendor gets it, regardless of the type of its column: `"a"` of type JSON is `a`, 1.0
 * is `1`. So one person is one key in all models. In one case where the vendor knows only one.
 */
export function keySql(model: KeyedModel, foldsCase: boolean): string {
  const text = vendorTextSql(model);
  return foldsCase ? `lower(${text})` : text;
}

/** The key as DuckDB writes it, by which format 1 of the warehouse knew it; undefined: it is the same. */
export function plainKeySql(model: KeyedModel, foldsCase: boolean): string | undefined {
  const plain = `${quoteName(model.key)}::VARCHAR`;
  if (vendorTextSql(model) === plain) return undefined;
  return foldsCase ? `lower(${plain})` : plain;
}

function vendorTextSql({key, columns}: KeyedModel): string {
  const name = quoteName(key);
  const column = columns.find((one) => one.name === key);
  const type = column?.valueType;
  if (column === undefined || type === undefined) return `${name}::VARCHAR`;
  if (type.kind === 'decimal') return wholeSql(name, `${name}::VARCHAR`);
  if (type.kind !== 'plain') return `${name}::VARCHAR`;
  if (/^(DOUBLE|FLOAT)$/.test(type.name)) {
    return `CASE WHEN isfinite(${name}) THEN ${wholeSql(name, `${name}::VARCHAR`)} ELSE ${name}::VARCHAR END`;
  }
  if (type.name.startsWith('TIMESTAMP')) return ownTextSql(column);
  if (type.name !== 'JSON' && type.name !== 'VARIANT') return `${name}::VARCHAR`;
  const text = `coalesce(${ownTextSql(column)}, ${name}::VARCHAR)`;
  const number = `TRY_CAST(${name}::VARCHAR AS DOUBLE)`;
  // Only a short number may have been rounded to a whole one by nobody.
  return `CASE WHEN ${number} IS NOT NULL AND isfinite(${number}) AND abs(${number}) <= ${SAFE_MAX} THEN ${wholeSql(number, text)} ELSE ${text} END`;
}

const SAFE_MAX = 9007199254740991;

/** Whole numbers that a double holds are written without a fraction. */
function wholeSql(number: string, otherwise: string): string {
  return `CASE WHEN abs(${number}) <= ${SAFE_MAX} AND trunc(${number}) = ${number} THEN ${number}::BIGINT::VARCHAR ELSE ${otherwise} END`;
}

/** The text that stands in the value's JSON. A cell that is no JSON has none. */
function ownTextSql(column: ModelColumn): string {
  return `(TRY_CAST(${jsonTextSql(column)} AS JSON) ->> '$')`;
}
