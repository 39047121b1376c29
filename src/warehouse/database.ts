import type {DuckDBConnection, DuckDBInstance, DuckDBResult} from '@duckdb/node-api';
import {StatementType} from '@duckdb/node-api';
import {Failure} from '../core/failure';
import type {DuckdbError} from './duckdb-error';
import {readDuckdbError} from './duckdb-error';
import type {ModelColumn} from './models/model';
import {valueTypeOf} from './models/value-type';
import {statementFailure} from './warehouse-failure';

/** A value that a statement's `$1`, `$2` … or an appended cell may be. */
export type Cell = string | number | null;

/** A row by column name; BIGINT comes as bigint. */
type SqlRow = Readonly<Record<string, unknown>>;

/** Told each statement before it runs; a test makes the n-th one fail. */
export type Trace = (statement: string) => void;

/** What a text turned out to be when it was prepared, without running it. */
export type QueryShape =
  | {
      readonly type: 'query';
      readonly columns: readonly ModelColumn[];
    }
  | {readonly type: 'other'; readonly why: string};

/** One connection to the warehouse; throws only `Failure`, except `shapeOf` and `tablesOf`. */
export interface Database {
  run(sql: string, values?: readonly Cell[]): Promise<void>;
  /** As `run`; gives the error of DuckDB back, for the caller knows whose SQL it is. */
  attempt(sql: string): Promise<DuckdbError | undefined>;
  rows(sql: string, values?: readonly Cell[]): Promise<readonly SqlRow[]>;
  /** Rows as arrays of cells, in chunks of about 2,000; nothing else may run here meanwhile. */
  chunks(sql: string): AsyncIterable<readonly (readonly unknown[])[]>;
  /** Appends rows to a temporary table; numbers are integers below 2^31. */
  append(table: string, rows: Iterable<readonly Cell[]>): Promise<void>;
  /** All or nothing; rolled back when `work` throws. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** The columns of one SELECT; throws what DuckDB throws, for the caller knows whose SQL it is. */
  shapeOf(sql: string): Promise<QueryShape>;
  /** Names of the tables that a query reads, without schema. */
  tablesOf(sql: string): ReadonlySet<string>;
  /** Stops the statement that runs now; it fails. */
  interrupt(): void;
  close(): void;
}

/** Connects to an opened instance. */
export async function connect(instance: DuckDBInstance, trace: Trace): Promise<Database> {
  const connection = await instance.connect();
  const queries = queriesOf(connection, trace);
  // The machine's time zone must not decide what a model's date functions give.
  await queries.run("SET TimeZone = 'UTC'");
  // With positions, and with names apart from values: see `duckdb-error.ts`.
  await queries.run('SET errors_as_json = true');
  return {
    ...queries,
    append: (table, rows) =>
      guarded(() => {
        trace(`append ${table}`);
        return appendRows(connection, table, rows);
      }),
    transaction: (work) => inTransaction(queries.run, work),
    shapeOf: (sql) => shapeOf(connection, sql),
    tablesOf: (sql) => new Set(connection.getTableNames(sql, false)),
    interrupt: () => connection.interrupt(),
    close: () => connection.closeSync(),
  };
}

function queriesOf(
  connection: DuckDBConnection,
  trace: Trace,
): Pick<Database, 'run' | 'attempt' | 'rows' | 'chunks'> {
  return {
    attempt: async (sql) => {
      try {
        trace(sql);
        await connection.run(sql);
        return undefined;
      } catch (error) {
        if (error instanceof Failure) throw error;
        return readDuckdbError(error);
      }
    },
    run: async (sql, values) => {
      await guarded(() => {
        trace(sql);
        return connection.run(sql, values && [...values]);
      });
    },
    rows: (sql, values) =>
      guarded(async () => {
        trace(sql);
        const reader = await connection.runAndReadAll(sql, values && [...values]);
        return reader.getRowObjectsJS();
      }),
    chunks: (sql) => chunksOf(connection, {sql, trace}),
  };
}

async function* chunksOf(
  connection: DuckDBConnection,
  query: {readonly sql: string; readonly trace: Trace},
): AsyncGenerator<readonly (readonly unknown[])[]> {
  const result = await guarded(() => {
    query.trace(query.sql);
    return connection.stream(query.sql);
  });
  let rest = true;
  try {
    while (rest) {
      const chunk = await guarded(() => result.fetchChunk());
      rest = chunk !== null && chunk.rowCount > 0;
      if (chunk && rest) yield chunk.getRows();
    }
  } finally {
    // A result that is left half read keeps its transaction, and with it the whole database, open.
    while (rest) rest = await hasMore(result);
  }
}

async function hasMore(result: DuckDBResult): Promise<boolean> {
  try {
    const chunk = await result.fetchChunk();
    return chunk !== null && chunk.rowCount > 0;
  } catch {
    // Whoever left the rest alone has the error that counts; a result that fails has no rest.
    return false;
  }
}

async function appendRows(
  connection: DuckDBConnection,
  table: string,
  rows: Iterable<readonly Cell[]>,
): Promise<void> {
  const appender = await connection.createAppender(table, null, 'temp');
  try {
    for (const row of rows) {
      for (const cell of row) {
        if (typeof cell === 'string') appender.appendVarchar(cell);
        else if (cell === null) appender.appendNull();
        else appender.appendInteger(cell);
      }
      appender.endRow();
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

async function inTransaction<T>(run: Database['run'], work: () => Promise<T>): Promise<T> {
  await run('BEGIN TRANSACTION');
  try {
    const result = await work();
    await run('COMMIT');
    return result;
  } catch (error) {
    // A COMMIT that failed has rolled back already; the first error is the one that explains.
    await run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function shapeOf(connection: DuckDBConnection, sql: string): Promise<QueryShape> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) {
    return {type: 'other', why: `it holds ${statements.count} statements`};
  }
  const prepared = await statements.prepare(0);
  try {
    if (prepared.statementType !== StatementType.SELECT) {
      return {type: 'other', why: 'it is not a SELECT'};
    }
    if (prepared.parameterCount > 0) return {type: 'other', why: 'it holds parameters'};
    const columns = Array.from({length: prepared.columnCount}, (_, index) => ({
      name: prepared.columnName(index),
      type: prepared.columnType(index).toString(),
      valueType: valueTypeOf(prepared.columnType(index)),
    }));
    return {type: 'query', columns};
  } finally {
    prepared.destroySync();
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw statementFailure(error);
  }
}
