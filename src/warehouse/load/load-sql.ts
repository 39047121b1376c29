import {keepKeysSql} from '../memory/keys-read';
import {quoteName, quoteText} from '../sql-text';
import {forgetOwnWritesSql, IS_OWN, judgedSql, type JudgedStream} from './own-write-sql';
import type {StreamTable, TableColumn} from './stream-table';
import {CHANGED_AT, columnsOf, DELETED_AT} from './stream-table';

/** The statements that move a stream's records from text to typed rows. */
export interface LoadSql {
  /** Temporary table of texts in order: (n INTEGER, record VARCHAR). */
  readonly staging: string;
  /** Makes it, or makes it empty: rows that are deleted keep their memory. */
  readonly createStaging: string;
  /** Makes the temporary table of the staged keys, each with the number of its last text. */
  readonly findKeys: string;
  /** How many texts are `staged`, of how many `keys`, and how many of these are `known`: the table has a row. */
  readonly countKeys: string;
  /** Takes away the rows of these keys. */
  readonly removeKnown: string;
  /** Keeps the keys of watched columns, before the rows are replaced: each of these by itself. */
  readonly keepKeys: readonly string[];
  /** When the rows that come are looked at beside those that are there, by `viaRows` in place of the three before and after. */
  readonly looks: 'never' | 'at_known';
  readonly viaRows: readonly string[];
  /** How many of the rows that were looked at our own writes alone have changed. */
  readonly countOwn: string | undefined;
  /** Frees the rows. */
  readonly dropRows: string;
  /** Forgets what was written to the staged keys. */
  readonly forgetOwn: string | undefined;
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

/** What of a stream's rows is looked at while they are loaded. */
export interface LookedAt {
  /** Columns whose values are kept as keys; see `keys-read.ts`. */
  readonly watched?: readonly string[] | undefined;
  readonly judged?: JudgedStream | undefined;
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
export function loadSqlOf(table: StreamTable, {watched = [], judged}: LookedAt = {}): LoadSql {
  const names = namesOf(table);
  const columns = columnsOf(table);
  const keys = columns.filter(({name}) => table.primaryKey.includes(name));
  const keyNames = keys.map(({name}) => quoteName(name));
  const {staging, from, keysTable, target} = names;
  const isSame = keyNames.map((key) => `${target}.${key} = k.${key}`).join(' AND ');
  const last = `(FROM ${from} SEMI JOIN ${keysTable} USING (n))`;
  const removeKnown = `DELETE FROM ${target} USING ${keysTable} AS k WHERE ${isSame}`;
  const unfit = unfitSql(columns, from);
  const time = table.shows && quoteName(table.shows.changedAt);
  const insert = (rows: string): string => insertSql(table, {rows, columns, time});
  return {
    staging,
    createStaging: `CREATE OR REPLACE TEMP TABLE ${quoteName(staging)} (n INTEGER, record VARCHAR)`,
    findKeys: `CREATE OR REPLACE TEMP TABLE ${quoteName(`keys_${table.name}`)} AS
      SELECT ${keyNames.join(', ')}, max(n) AS n FROM (${typedSql(keys, from)}) GROUP BY ${keyNames.join(', ')}`,
    countKeys: `SELECT (SELECT count(*) FROM ${from})::INTEGER AS staged,
      (SELECT count(*) FROM ${keysTable})::INTEGER AS keys,
      (SELECT count(*) FROM ${target} SEMI JOIN ${keysTable} AS k ON ${isSame})::INTEGER AS known`,
    removeKnown,
    looks: judged ? 'at_known' : 'never',
    keepKeys: keepKeysSql(table.name, {
      incoming: `(${typedSql(
        columns.filter(({name}) => watched.includes(name)),
        from,
      )})`,
      keys: {table: keysTable, names: table.primaryKey},
      fields: watched,
    }),
    viaRows: viaRowsSql(table, {watched, judged, last, columns, removeKnown, isSame}),
    countOwn:
      judged?.own && `SELECT count(*)::INTEGER AS own FROM ${names.incoming} WHERE ${IS_OWN}`,
    dropRows: `DROP TABLE ${names.incoming}`,
    forgetOwn: judged?.forgets === true ? forgetOwnWritesSql(judged, keysTable) : undefined,
    insertAll: insert(typedSql(columns, from)),
    insertLast: insert(typedSql(columns, last)),
    dropKeys: `DROP TABLE ${keysTable}`,
    findUnfit: `${unfit} ORDER BY n`,
    removeUnfit: `DELETE FROM ${from} WHERE n IN (SELECT n FROM (${unfit}))`,
  };
}

/** Names of tables, as statements write them. */
interface TableNames {
  readonly staging: string;
  readonly from: string;
  readonly keysTable: string;
  readonly incoming: string;
  readonly standing: string;
  readonly target: string;
}

function namesOf({name}: StreamTable): TableNames {
  const staging = `staging_${name}`;
  const temporary = (table: string): string => `temp.main.${quoteName(table)}`;
  return {
    ...{staging, from: temporary(staging), keysTable: temporary(`keys_${name}`)},
    standing: temporary(`standing_${name}`),
    ...{incoming: temporary(`incoming_${name}`), target: quoteName(name)},
  };
}

/** Rows that exist; `time` is what stands in `CHANGED_AT`, in tables that have it. */
function insertSql(
  table: StreamTable,
  what: {
    readonly rows: string;
    readonly columns: readonly TableColumn[];
    readonly time: string | undefined;
  },
): string {
  const {rows, columns, time} = what;
  const names = columns.map(({name}) => quoteName(name));
  const added = time === undefined ? [] : [CHANGED_AT];
  const living = columns.some(({name}) => name === DELETED_AT)
    ? ` WHERE ${quoteName(DELETED_AT)} IS NULL`
    : '';
  return `INSERT INTO ${quoteName(table.name)} (${[...names, ...added].join(', ')})
    SELECT ${[...names, ...(time === undefined ? [] : [time])].join(', ')} FROM (${rows})${living}`;
}

/** The rows come into a table of their own, are looked at beside those that are there, and take their place. */
function viaRowsSql(
  table: StreamTable,
  what: LookedAt & {
    readonly last: string;
    readonly columns: readonly TableColumn[];
    readonly removeKnown: string;
    readonly isSame: string;
  },
): readonly string[] {
  const {watched = [], judged, last, columns, removeKnown, isSame} = what;
  const {incoming, standing, target, keysTable} = namesOf(table);
  const typed = typedSql(columns, last);
  const rows = judged
    ? judgedSql(judged, {rows: `SELECT * EXCLUDE (n) FROM (${typed})`, standing, keysTable})
    : typed;
  // Rows that our own writes explain hold what was accepted: there is nothing to be compared.
  const news = judged ? `(SELECT * FROM ${incoming} WHERE NOT ${IS_OWN})` : incoming;
  return [
    ...(judged
      ? [
          // By themselves: a join of two wide tables would take the larger one into memory.
          `CREATE OR REPLACE TEMP TABLE ${quoteName(`standing_${table.name}`)} AS
             FROM ${target} SEMI JOIN ${keysTable} AS k ON ${isSame}`,
        ]
      : []),
    `CREATE OR REPLACE TEMP TABLE ${quoteName(`incoming_${table.name}`)} AS ${rows}`,
    ...(judged ? [`DROP TABLE ${standing}`] : []),
    ...keepKeysSql(table.name, {
      incoming: news,
      keys: {table: news, names: table.primaryKey},
      fields: watched,
    }),
    removeKnown,
    insertSql(table, {rows: `FROM ${incoming}`, columns, time: judged && CHANGED_AT}),
  ];
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
