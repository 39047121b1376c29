import type {ModelColumn} from './model';
import {quoteName, quoteText} from '../sql-text';
import type {NamedType, ValueType} from './value-type';

/**
 * An expression for one row as JSON text: the columns in the given order, each as the destination
 * should get it. It fails for no value; a cell of type JSON is taken over as it is written, so that
 * it keeps its digits. See `docs/values.md`.
 */
export function rowJsonSql(columns: readonly ModelColumn[]): string {
  const members = columns.map(
    ({name, valueType}) =>
      [`${JSON.stringify(name)}:`, valueSql(quoteName(name), valueType)] as const,
  );
  return joinedSql(members, ['{', '}']);
}

/** JSON text of one column, or SQL's null where it is null. */
export function jsonTextSql({name, valueType}: ModelColumn): string {
  return valueSql(quoteName(name), valueType);
}

/** Texts between two signs: each a fixed beginning and an expression; a null is written as null. */
function joinedSql(
  members: readonly (readonly [string, string])[],
  [open, close]: readonly [string, string],
): string {
  const parts = members.map(
    ([begin, value], index) =>
      `${quoteText((index === 0 ? open : ',') + begin)}, coalesce(${value}, 'null')`,
  );
  return `concat(${[...(parts.length === 0 ? [quoteText(open)] : parts), quoteText(close)].join(', ')})`;
}

/** JSON text of a value, or SQL's null where it is null. */
function valueSql(value: string, type: ValueType, depth = 0): string {
  switch (type.kind) {
    case 'plain':
      return plainSql(value, type.name);
    case 'decimal':
      return decimalSql(value, type);
    case 'list':
      return listSql(value, {depth, itemSql: (item) => valueSql(item, type.item, depth + 1)});
    case 'struct':
      return nullOr(value, structSql(value, type.entries, depth));
    case 'map':
      return mapSql(value, type, depth);
    case 'union':
      return unionSql(value, type.members, depth);
  }
}

function plainSql(value: string, type: string): string {
  if (/^U?(TINYINT|SMALLINT|INTEGER)$|^BOOLEAN$/.test(type)) return `${value}::VARCHAR`;
  if (/^(U?BIGINT|U?HUGEINT|BIGNUM)$/.test(type)) {
    return `CASE WHEN ${isExactInteger(value, type)} THEN ${value}::VARCHAR ELSE ${textSql(value)} END`;
  }
  if (type === 'DOUBLE') return doubleSql(value, value);
  // By way of its text: 0.87 as a FLOAT is nearest to 0.87, and as a DOUBLE to 0.8700000047683716.
  if (type === 'FLOAT') return doubleSql(value, `${value}::VARCHAR::DOUBLE`);
  if (type.startsWith('TIMESTAMP')) return timestampSql(value, type);
  if (type === 'JSON') return `${value}::VARCHAR`;
  if (type === 'VARIANT') return `coalesce(TRY_CAST(${value} AS JSON)::VARCHAR, ${textSql(value)})`;
  return textSql(value);
}

function textSql(value: string): string {
  return `to_json(${value}::VARCHAR)::VARCHAR`;
}

/** Integers beyond 2^53 are text: many readers of JSON would round them. */
function isExactInteger(value: string, type = ''): string {
  // A comparison with a negative number would make the largest integers overflow.
  if (type.startsWith('U')) return `${value} <= 9007199254740991::${type}`;
  return `${value} BETWEEN -9007199254740991 AND 9007199254740991`;
}

/** NaN and the infinities, which JSON lacks, are text. */
function doubleSql(value: string, double: string): string {
  return `CASE WHEN isfinite(${value}) THEN to_json(${double})::VARCHAR ELSE ${textSql(value)} END`;
}

/** A number where a double gives back each digit, else text, as with integers. */
function decimalSql(
  value: string,
  {width, scale}: {readonly width: number; readonly scale: number},
): string {
  const again = `TRY_CAST(${value}::DOUBLE::VARCHAR AS DECIMAL(${width},${scale}))`;
  return `CASE WHEN ${isExactInteger(value)} AND ${again} = ${value} THEN to_json(${value}::DOUBLE)::VARCHAR ELSE ${textSql(value)} END`;
}

/**
 * ISO 8601 in UTC: milliseconds as JavaScript writes them, six or nine digits where there is
 * something finer. What has no such form (infinities, years before 1 and after 9999) is DuckDB's text.
 */
function timestampSql(value: string, type: string): string {
  const beyond = `((epoch_ns(${value}) % 1000 + 1000) % 1000)`;
  const hasNanos = type === 'TIMESTAMP_NS';
  const micros = hasNanos ? `((epoch_ns(${value}) - ${beyond}) // 1000)` : `epoch_us(${value})`;
  const text = (fraction: string): string =>
    `strftime(make_timestamp(${micros}), '%Y-%m-%dT%H:%M:%S.${fraction}')`;
  const finer = hasNanos
    ? `WHEN ${beyond} <> 0 THEN ${text('%f')} || lpad(${beyond}::VARCHAR, 3, '0') || 'Z'`
    : '';
  return `CASE WHEN ${value} IS NULL THEN NULL WHEN ${hasNamedYear(value)} THEN ${textSql(value)}
    ELSE to_json(CASE ${finer} WHEN ${micros} % 1000 = 0 THEN ${text('%gZ')} ELSE ${text('%fZ')} END)::VARCHAR END`;
}

/** True where a moment is infinite or its year does not have four digits. */
function hasNamedYear(value: string): string {
  return `NOT isfinite(${value}) OR year(${value}) NOT BETWEEN 1 AND 9999`;
}

function nullOr(value: string, sql: string): string {
  return `CASE WHEN ${value} IS NULL THEN NULL ELSE ${sql} END`;
}

/** Applies an expression to each item; `depth` keeps the names of items apart. */
function listSql(
  value: string,
  {depth, itemSql}: {readonly depth: number; readonly itemSql: (item: string) => string},
): string {
  const item = `item_${depth}`;
  const items = `list_transform(${value}, lambda ${item}: coalesce(${itemSql(item)}, 'null'))`;
  return `'[' || array_to_string(${items}, ',') || ']'`;
}

function structSql(value: string, entries: readonly NamedType[], depth: number): string {
  const members = entries.map(({name, type}) => {
    const entry = `struct_extract(${value}, ${quoteText(name)})`;
    return [`${JSON.stringify(name)}:`, valueSql(entry, type, depth)] as const;
  });
  return joinedSql(members, ['{', '}']);
}

/** An object; keys that are no text are the text of their value. */
function mapSql(
  value: string,
  {key, value: type}: {readonly key: ValueType; readonly value: ValueType},
  depth: number,
): string {
  const entry = `item_${depth}`;
  const name = valueSql(`${entry}.key`, key, depth + 1);
  const quoted = `CASE WHEN ${name} LIKE '"%' THEN ${name} ELSE to_json(${name})::VARCHAR END`;
  const member = `${quoted} || ':' || coalesce(${valueSql(`${entry}.value`, type, depth + 1)}, 'null')`;
  const members = `list_transform(map_entries(${value}), lambda ${entry}: ${member})`;
  return `'{' || array_to_string(${members}, ',') || '}'`;
}

/** The value that is held, without the name of its member. */
function unionSql(value: string, members: readonly NamedType[], depth: number): string {
  const cases = members.map(
    ({name, type}) =>
      `WHEN ${quoteText(name)} THEN ${valueSql(`union_extract(${value}, ${quoteText(name)})`, type, depth)}`,
  );
  return `CASE union_tag(${value})::VARCHAR ${cases.join(' ')} END`;
}
