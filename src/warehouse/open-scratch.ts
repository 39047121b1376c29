import {existsSync} from 'node:fs';
import type {Database} from './database';
import {ensureTables} from './load/ensure-tables';
import {columnsOf, type StreamTable} from './load/stream-table';
import {openWarehouse, type ReadableFiles, type Warehouse} from './open-warehouse';
import {quoteName, quoteText} from './sql-text';

/** A table that a warehouse file has. */
export interface TableShape {
  readonly name: string;
  /** With DuckDB's types. */
  readonly columns: readonly {readonly name: string; readonly type: string}[];
}

/** Memory is enough: tables hold one row each. */
const MEMORY_MB = 128;

/**
 * A warehouse in memory with the tables that a run would find, so that models can be tried without
 * reading anything: those of the streams, and what else the file has already. Each table of a stream
 * holds one row, in which all is null that can be.
 */
export async function openScratch(
  streams: readonly StreamTable[],
  {present, files}: {readonly present: readonly TableShape[]; readonly files: ReadableFiles},
): Promise<Warehouse> {
  const scratch = await openWarehouse({path: ':memory:', memoryMb: MEMORY_MB, files});
  try {
    const {database} = scratch;
    await ensureTables(database, streams);
    for (const table of present) await addTable(database, table);
    for (const stream of streams) await addBareRow(database, stream);
    return scratch;
  } catch (error) {
    scratch.close();
    throw error;
  }
}

/** What tables a warehouse file has; none when there is no file. Throws as `openWarehouse` does. */
export async function tablesInFile(path: string): Promise<readonly TableShape[]> {
  if (!existsSync(path)) return [];
  const warehouse = await openWarehouse({path, readOnly: true});
  try {
    const rows = await warehouse.database.rows(
      `SELECT table_name AS t, column_name AS name, data_type AS type FROM duckdb_columns()
       WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal
       ORDER BY table_name, column_index`,
    );
    const tables = new Map<string, {name: string; type: string}[]>();
    for (const row of rows) {
      const columns = tables.get(String(row['t'])) ?? [];
      tables.set(String(row['t']), columns);
      columns.push({name: String(row['name']), type: String(row['type'])});
    }
    return [...tables].map(([name, columns]) => ({name, columns}));
  } finally {
    warehouse.close();
  }
}

/** Tables that no stream gives, and columns that a stream's table has from earlier. */
async function addTable(database: Database, {name, columns}: TableShape): Promise<void> {
  const list = columns.map((column) => `${quoteName(column.name)} ${column.type}`);
  // A type that only the file knows, such as an enumeration with a name, is no reason to stop.
  await database.attempt(`CREATE TABLE IF NOT EXISTS ${quoteName(name)} (${list.join(', ')})`);
  for (const column of list) {
    await database.attempt(`ALTER TABLE ${quoteName(name)} ADD COLUMN IF NOT EXISTS ${column}`);
  }
}

async function addBareRow(database: Database, stream: StreamTable): Promise<void> {
  const given = columnsOf(stream).flatMap(({name, type}) => {
    if (type === 'BOOLEAN') return [{name, value: 'true'}];
    if (!stream.primaryKey.includes(name)) return [];
    if (type === 'VARCHAR' || type === 'JSON') return [{name, value: quoteText('"1"')}];
    return [{name, value: type === 'BIGINT' || type === 'DOUBLE' ? '1' : 'now()'}];
  });
  const names = given.map(({name}) => quoteName(name));
  const values = given.map(({value}) => value);
  await database.run(
    `INSERT INTO ${quoteName(stream.name)} (${names.join(', ')}) VALUES (${values.join(', ')})`,
  );
}
