import type {ModelColumn} from './model';
import {quoteName, quoteText} from '../sql-text';

/**
 * One row as JSON text as it was written under format 1 of the warehouse, whose digests are of such
 * texts. Frozen: it must give the same text for ever, and goes when format 1 is no longer taken over.
 */
export function rowJson1Sql(columns: readonly ModelColumn[]): string {
  const members = columns.map(
    (column) => `${quoteText(column.name)}, ${valueJsonSql(quoteName(column.name), column.type)}`,
  );
  return `json_object(${members.join(', ')})::VARCHAR`;
}

function valueJsonSql(value: string, type: string): string {
  if (/^(U?BIGINT|U?HUGEINT|BIGNUM)$/.test(type)) {
    return `CASE WHEN ${value} BETWEEN -9007199254740991 AND 9007199254740991 THEN to_json(${value}) ELSE to_json(${value}::VARCHAR) END`;
  }
  if (/^(DOUBLE|FLOAT)$/.test(type)) {
    return `CASE WHEN isfinite(${value}) THEN to_json(${value}) ELSE to_json(${value}::VARCHAR) END`;
  }
  if (type.startsWith('DECIMAL')) {
    // As many digits as JSON numbers keep; more are text, as with large integers.
    return `CASE WHEN ${value}::DOUBLE::VARCHAR::${type} = ${value} THEN to_json(${value}::DOUBLE) ELSE to_json(${value}::VARCHAR) END`;
  }
  if (type.startsWith('TIMESTAMP')) return `to_json(${isoSql(value)})`;
  return `to_json(${value})`;
}

/** Milliseconds as JavaScript writes them; six digits where there are microseconds. */
function isoSql(value: string): string {
  const micros = `epoch_us(${value})`;
  const text = (fraction: string): string =>
    `strftime(make_timestamp(${micros}), '%Y-%m-%dT%H:%M:%S.${fraction}Z')`;
  return `CASE WHEN NOT isfinite(${value}) THEN ${value}::VARCHAR
    WHEN ${micros} % 1000 = 0 THEN ${text('%g')} ELSE ${text('%f')} END`;
}
