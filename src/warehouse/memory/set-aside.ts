import type {Database} from '../database';
import {quoteName} from '../sql-text';

/**
 * Puts the tables and states that were read from one account of a vendor aside, and takes those of
 * another one out, where it has any. The caller opens the transaction.
 */
export async function changeAccount(
  database: Database,
  change: {readonly from: number; readonly to: number; readonly streams: readonly string[]},
): Promise<void> {
  for (const stream of change.streams) {
    await putAside(database, change.from, stream);
    await takeOut(database, change.to, stream);
  }
}

async function putAside(database: Database, account: number, stream: string): Promise<void> {
  const table = await ownName(database, 'main', stream);
  if (table !== undefined) {
    await move(database, quoteName(table), asideName(account, stream));
  }
  await forgetAside(database, account, stream);
  await database.run(
    'INSERT INTO _user_sync.state_aside SELECT $1, stream, state FROM _user_sync.state WHERE stream = $2',
    [account, stream],
  );
  await database.run('DELETE FROM _user_sync.state WHERE stream = $1', [stream]);
}

async function takeOut(database: Database, account: number, stream: string): Promise<void> {
  const aside = await ownName(database, '_user_sync_aside', `${account}:${stream}`);
  if (aside === undefined) return;
  await move(database, asideName(account, stream), quoteName(stream));
  await database.run(
    'INSERT INTO _user_sync.state SELECT stream, state FROM _user_sync.state_aside WHERE account = $1 AND stream = $2',
    [account, stream],
  );
  await forgetAside(database, account, stream);
}

async function forgetAside(database: Database, account: number, stream: string): Promise<void> {
  await database.run('DELETE FROM _user_sync.state_aside WHERE account = $1 AND stream = $2', [
    account,
    stream,
  ]);
}

/** DuckDB cannot move a table to another schema, so it is copied; this is rare. */
async function move(database: Database, from: string, to: string): Promise<void> {
  await database.run(`CREATE OR REPLACE TABLE ${to} AS SELECT * FROM ${from}`);
  await database.run(`DROP TABLE ${from}`);
}

function asideName(account: number, stream: string): string {
  return `_user_sync_aside.${quoteName(`${account}:${stream}`)}`;
}

/** A table's name as it is spelled; undefined when there is none. */
async function ownName(
  database: Database,
  schema: string,
  table: string,
): Promise<string | undefined> {
  const [row] = await database.rows(
    `SELECT table_name AS name FROM duckdb_tables()
     WHERE database_name = current_database() AND schema_name = $1 AND lower(table_name) = lower($2)`,
    [schema, table],
  );
  return row === undefined ? undefined : String(row['name']);
}
