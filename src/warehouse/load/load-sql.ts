import {keepKeysSql} from '../memory/keys-read';
import {quoteName, quoteText} from '../sql-text';
import type {StreamTable, TableColumn} from './stream-table';
import {columnsOf, DELETED_AT} from './stream-table';

/** The statements that move a stream's records from text to typed rows. */
export interface LoadSql {
  /** Temporary table of texts in order: (n INTEGER, record VARCHAR). */
  readonly staging: string;
  /** Makes it, or makes it empty: rows that are deleted keep their memory. */
  readonly createStaging: string;
  /** Keeps the keys of watched columns, before the rows are replaced: each of these by itself. */
  readonly keepKeys: readonly string[];
  /** Makes the temporary table of the staged keys, each with the number of its last text. */
  readonly findKeys: string;
  /** How many texts are `staged`, of how many `keys`, and how many of these are `known`: the table has a row. */
  readonly countKeys: string;
  /** Takes away the rows of these keys. */
  readonly removeKnown: string;
  /** Rows of all staged texts; right where each key is staged once. */
  readonly insertAll: string;
  /** Rows of the last text of each key. */
  readonly insertLast: string;
  /** Frees the keys. */
  readonly dropKeys: string;
  /** The staged texts (n, record) that cannot become rows. */
  readonly findUnfit: string;
  /** Takes those away from the staged texts. */
  readonly removeUnfit: string;
}

/**
 * A text is parsed once, into a structure of texts and JSON, and each column is cast from there: `from_json` with the
 * columns' own types would turn a value that does not fit into NULL without a word. Measured on 9 columns, 100,000
 * records at a time on one thread: 1.9 s for 300,000 records, of which a third is appending the texts and a third the
 * commit; `json_extract` with two lists of paths takes 2.2 s.
 *
 * Rows go from the texts into the table in one statement. One transaction never takes more rows than a row group
 * of DuckDB 1.5 has (122,880): where a statement of it brought no row, the next larger one loses rows.
 */
export function loadSqlOf(table: StreamTable, watched: readonly string[] = []): LoadSql {
  const staging = `staging_${table.name}`;
  const from = `temp.main.${quoteName(staging)}`;
  const keysTable = `temp.main.${quoteName(`keys_${table.name}`)}`;
  const target = quoteName(table.name);
  const columns = columnsOf(table);
  const keys = columns.filter(({name}) => table.primaryKey.includes(name));
  const keyNames = keys.map(({name}) => quoteName(name));
  const names = columns.map((column) => quoteName(column.name)).join(', ');
  const isSame = keyNames.map((key) => `${target}.${key} = k.${key}`).join(' AND ');
  const living = columns.some((column) => column.name === DELETED_AT)
    ? ` WHERE ${quoteName(DELETED_AT)} IS NULL`
    : '';
  const insert = (texts: string): string =>
    `INSERT INTO ${target} (${names}) SELECT ${names} FROM (${typedSql(columns, texts)})${living}`;
  const unfit = unfitSql(columns, from);
  return {
    staging,
    createStaging: `CREATE OR REPLACE TEMP TABLE ${quoteName(staging)} (n INTEGER, record VARCHAR)`,
    findKeys: `CREATE OR REPLACE TEMP TABLE ${quoteName(`keys_${table.name}`)} AS
      SELECT ${keyNames.join(', ')}, max(n) AS n FROM (${typedSql(keys, from)}) GROUP BY ${keyNames.join(', ')}`,
    countKeys: `SELECT (SELECT count(*) FROM ${from})::INTEGER AS staged,
      (SELECT count(*) FROM ${keysTable})::INTEGER AS keys,
      (SELECT count(*) FROM ${target} SEMI JOIN ${keysTable} AS k ON ${isSame})::INTEGER AS known`,
    keepKeys: keepKeysSql(table.name, {
      incoming: `(${typedSql(
        columns.filter(({name}) => watched.includes(name)),
        from,
      )})`,
      keys: {table: keysTable, names: table.primaryKey},
      fields: watched,
    }),
    removeKnown: `DELETE FROM ${target} USING ${keysTable} AS k WHERE ${isSame}`,
    insertAll: insert(from),
    insertLast: insert(`(FROM ${from} SEMI JOIN ${keysTable} USING (n))`),
    dropKeys: `DROP TABLE ${keysTable}`,
    findUnfit: `${unfit} ORDER BY n`,
    removeUnfit: `DELETE FROM ${from} WHERE n IN (SELECT n FROM (${unfit}))`,
  };
}

/** The rows of texts: their number and these columns. */
function typedSql(columns: readonly TableColumn[], texts: string): string {
  const cells = columns.map((column) => `${castOf(column)} AS ${quoteName(column.name)}`);
  return `SELECT n, ${cells.join(', ')} FROM (SELECT n, ${parsed(columns)} AS s FROM ${texts})`;
}

/** A text as a structure whose members are texts, or JSON as it came. */
function parsed(columns: readonly TableColumn[]): string {
  const members = columns.map(
    ({name, type}) => `${JSON.stringify(name)}:"${type === 'JSON' ? 'JSON' : 'VARCHAR'}"`,
  );
  return `from_json(record, ${quoteText(`{${members.join(',')}}`)})`;
}

/**
 * The texts for which one of the expressions fails. TRY looks at each row for itself, which is slow:
 * this is only asked when the fast way has failed.
 */
function unfitSql(columns: readonly TableColumn[], from: string): string {
  const cells = columns.map((column, index) => `c${index} := ${castOf(column)}`);
  return `SELECT n, record FROM (SELECT n, record, TRY(${parsed(columns)}) AS s FROM ${from})
    WHERE s IS NULL OR TRY(struct_pack(${cells.join(', ')})) IS NULL`;
}

function castOf({name, type}: TableColumn): string {
  const value = `s.${quoteName(name)}`;
  switch (type) {
    case 'VARCHAR':
      return value;
    case 'JSON':
      return `nullif(${value}::VARCHAR, 'null')::JSON`;
    case 'TIMESTAMPTZ':
    case 'TIMESTAMP':
    case 'DATE':
      // Vendors write "no time" as an empty text, too.
      return `nullif(${value}, '')::${type}`;
    case 'BIGINT':
    case 'DOUBLE':
    case 'BOOLEAN':
      return `${value}::${type}`;
  }
}
