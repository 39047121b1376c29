import {Failure} from '../../core/failure';
import type {Database} from '../database';
import {quoteName} from '../sql-text';
import type {StreamTable, TableColumn} from './stream-table';
import {CHANGED_AT, tableColumnsOf} from './stream-table';

/**
 * Creates the streams' tables where they are missing and adds columns that a new version of a
 * stream brought. Columns that a stream has no more are kept. The caller opens the transaction.
 */
export async function ensureTables(
  database: Database,
  tables: readonly StreamTable[],
): Promise<void> {
  for (const table of tables) await ensureTable(database, table);
}

async function ensureTable(database: Database, table: StreamTable): Promise<void> {
  const wanted = tableColumnsOf(table);
  const present = await presentColumns(database, table.name);
  if (present.size === 0) {
    const list = wanted.map((column) => `${quoteName(column.name)} ${column.type}`).join(', ');
    await database.run(`CREATE TABLE ${quoteName(table.name)} (${list})`);
    // A table that somebody dropped to load it again: its old state would leave it half empty.
    await database.run('DELETE FROM _user_sync.state WHERE stream = $1', [table.name]);
    return;
  }
  for (const column of wanted) await ensureColumn(database, {table: table.name, present, column});
  if (table.shows && !present.has(CHANGED_AT)) {
    // Of rows from an earlier version nothing better is known.
    await database.run(
      `UPDATE ${quoteName(table.name)} SET ${CHANGED_AT} = ${quoteName(table.shows.changedAt)}`,
    );
  }
}

async function ensureColumn(
  database: Database,
  what: {
    readonly table: string;
    readonly present: ReadonlyMap<string, string>;
    readonly column: TableColumn;
  },
): Promise<void> {
  const {table, column} = what;
  const type = what.present.get(column.name.toLowerCase());
  if (type === column.type) return;
  if (type !== undefined) {
    throw new Failure({
      kind: 'config',
      message: `The warehouse's table ${table} has column ${column.name} as ${type}, but the stream has ${column.type}; drop the table (the next run loads it again) or choose another warehouse file.`,
    });
  }
  await database.run(
    `ALTER TABLE ${quoteName(table)} ADD COLUMN ${quoteName(column.name)} ${column.type}`,
  );
}

/** Types of a table's columns by lower-case name, as DuckDB compares names; empty: no such table. */
async function presentColumns(
  database: Database,
  table: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await database.rows(
    `SELECT lower(column_name) AS name, data_type AS type FROM duckdb_columns()
     WHERE database_name = current_database() AND schema_name = 'main' AND lower(table_name) = lower($1)`,
    [table],
  );
  return new Map(rows.map((row) => [String(row['name']), shortType(String(row['type']))]));
}

function shortType(type: string): string {
  return type === 'TIMESTAMP WITH TIME ZONE' ? 'TIMESTAMPTZ' : type;
}
