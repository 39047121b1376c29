import {keepKeysSql} from '../memory/keys-read';
import {quoteName, quoteText} from '../sql-text';
import type {StreamTable, TableColumn} from './stream-table';
import {columnsOf, DELETED_AT} from './stream-table';

/** The statements that move a stream's records from text to typed rows. */
export interface LoadSql {
  /** Temporary table of texts in order: (n INTEGER, record VARCHAR). */
  readonly staging: string;
  readonly createStaging: string;
  readonly clearStaging: string;
  /** In this order, in one transaction: types the last text of each key, keeps keys, replaces, forgets. */
  readonly merge: readonly string[];
  /** The staged texts (n, record) that cannot become rows. */
  readonly findUnfit: string;
  /** Takes those away from the staged texts. */
  readonly removeUnfit: string;
}

/**
 * Measured on 11 columns, 10,000 records at a time: two list extractions (one for scalars, one for
 * JSON) load 130,000 records/s, one extraction per column 85,000. `from_json` with a structure is
 * 10 % faster still, but turns a value that does not fit its type into NULL without a word.
 */
export function loadSqlOf(table: StreamTable, watched: readonly string[] = []): LoadSql {
  const staging = `staging_${table.name}`;
  const from = `temp.main.${quoteName(staging)}`;
  const incoming = `temp.main.${quoteName(`incoming_${table.name}`)}`;
  const target = quoteName(table.name);
  const keys = table.primaryKey.map(quoteName);
  const columns = columnsOf(table);
  const names = columns.map((column) => quoteName(column.name)).join(', ');
  const living = columns.some((column) => column.name === DELETED_AT)
    ? ` WHERE ${quoteName(DELETED_AT)} IS NULL`
    : '';
  const unfit = unfitSql(columns, from);
  return {
    staging,
    createStaging: `CREATE TEMP TABLE IF NOT EXISTS ${quoteName(staging)} (n INTEGER, record VARCHAR)`,
    clearStaging: `DELETE FROM ${from}`,
    merge: [
      `CREATE OR REPLACE TEMP TABLE ${quoteName(`incoming_${table.name}`)} AS ${incomingSql(columns, {from, keys})}`,
      ...(watched.length === 0
        ? []
        : [keepKeysSql(table.name, {incoming, primaryKey: table.primaryKey, fields: watched})]),
      `DELETE FROM ${target} USING ${incoming} AS incoming WHERE ${keys.map((key) => `${target}.${key} = incoming.${key}`).join(' AND ')}`,
      `INSERT INTO ${target} (${names}) SELECT ${names} FROM ${incoming}${living}`,
      `DROP TABLE ${incoming}`,
      `DELETE FROM ${from}`,
    ],
    findUnfit: `${unfit} ORDER BY n`,
    removeUnfit: `DELETE FROM ${from} WHERE n IN (SELECT n FROM (${unfit}))`,
  };
}

/** The columns' expressions over the two lists `s` and `v`, and the expressions of the lists. */
function expressionsOf(columns: readonly TableColumn[]): {
  readonly typed: readonly {readonly column: TableColumn; readonly expression: string}[];
  readonly lists: readonly {readonly name: string; readonly expression: string}[];
} {
  const scalars = columns.filter((column) => column.type !== 'JSON');
  const values = columns.filter((column) => column.type === 'JSON');
  const scalarAt = new Map(scalars.map((column, index) => [column.name, index + 1]));
  const valueAt = new Map(values.map((column, index) => [column.name, index + 1]));
  const typed = columns.map((column) => {
    const expression =
      column.type === 'JSON'
        ? `nullif(v[${valueAt.get(column.name) ?? 0}]::VARCHAR, 'null')::JSON`
        : castOf(`s[${scalarAt.get(column.name) ?? 0}]`, column);
    return {column, expression};
  });
  const lists = [
    {name: 's', of: scalars, expression: `json_extract_string(record, ${pointers(scalars)})`},
    {name: 'v', of: values, expression: `json_extract(record, ${pointers(values)})`},
  ].filter((list) => list.of.length > 0);
  return {typed, lists};
}

/**
 * The texts for which one of the expressions fails. TRY looks at each row for itself, which is slow:
 * this is only asked when the fast way has failed.
 */
function unfitSql(columns: readonly TableColumn[], from: string): string {
  const {typed, lists} = expressionsOf(columns);
  const tried = lists.map(({name, expression}) => `TRY(${expression}) AS ${name}`);
  const cells = typed.map(({expression}, index) => `c${index} := ${expression}`);
  const failed = [
    ...lists.map(({name}) => `${name} IS NULL`),
    `TRY(struct_pack(${cells.join(', ')})) IS NULL`,
  ];
  return `SELECT n, record FROM (SELECT n, record, ${tried.join(', ')} FROM ${from}) WHERE ${failed.join(' OR ')}`;
}

function incomingSql(
  columns: readonly TableColumn[],
  from: {readonly from: string; readonly keys: readonly string[]},
): string {
  const {typed, lists} = expressionsOf(columns);
  const cells = typed.map(({column, expression}) => `${expression} AS ${quoteName(column.name)}`);
  const read = lists.map(({name, expression}) => `${expression} AS ${name}`);
  return `SELECT * EXCLUDE (n) FROM (
    SELECT n, ${cells.join(', ')} FROM (SELECT n, ${read.join(', ')} FROM ${from.from})
  ) QUALIFY row_number() OVER (PARTITION BY ${from.keys.join(', ')} ORDER BY n DESC) = 1`;
}

function castOf(value: string, column: TableColumn): string {
  switch (column.type) {
    case 'VARCHAR':
    case 'JSON':
      return value;
    case 'TIMESTAMPTZ':
    case 'TIMESTAMP':
    case 'DATE':
      // Vendors write "no time" as an empty text, too.
      return `nullif(${value}, '')::${column.type}`;
    case 'BIGINT':
    case 'DOUBLE':
    case 'BOOLEAN':
      return `${value}::${column.type}`;
  }
}

/** JSON pointers rather than paths: any column name can be written as one. */
function pointers(columns: readonly TableColumn[]): string {
  const list = columns.map((column) =>
    quoteText(`/${column.name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  return `[${list.join(', ')}]`;
}
