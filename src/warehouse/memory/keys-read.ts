import type {Database} from '../database';
import {quoteName, quoteText} from '../sql-text';

/**
 * The keys of the records that streams have brought since their objects were last compared with what
 * was sent to them. They outlive a run that could not compare.
 */
const KEYS_READ = '_user_sync.keys_read';

/** Which columns those are: every command that reads keeps keys, also one that sends nothing. */
const KEYS_WATCHED = '_user_sync.keys_watched';

/** The columns of each stream whose values are kept as keys. */
export type WatchedKeys = ReadonlyMap<string, readonly string[]>;

/** Says what is watched from now on, and forgets the keys of streams that are watched no more. */
export async function watchKeys(database: Database, watched: WatchedKeys): Promise<void> {
  const pairs = [...watched].flatMap(([stream, fields]) =>
    fields.map((field) => `(${quoteText(stream)}, ${quoteText(field)})`),
  );
  const rows = pairs.length === 0 ? 'SELECT NULL, NULL WHERE false' : `VALUES ${pairs.join(', ')}`;
  const statements = [
    `CREATE TABLE IF NOT EXISTS ${KEYS_READ} (stream VARCHAR, field VARCHAR, key VARCHAR)`,
    `CREATE OR REPLACE TABLE ${KEYS_WATCHED} AS SELECT stream::VARCHAR AS stream, field::VARCHAR AS field FROM (${rows}) AS pair(stream, field)`,
    `DELETE FROM ${KEYS_READ} WHERE stream NOT IN (SELECT stream FROM ${KEYS_WATCHED})`,
  ];
  for (const statement of statements) await database.run(statement);
}

/** What is watched; nothing in a warehouse from which nothing was ever sent. */
export async function watchedKeys(database: Database): Promise<WatchedKeys> {
  const tables = await database.rows(
    `SELECT 1 FROM duckdb_tables() WHERE database_name = current_database()
     AND schema_name = '_user_sync' AND table_name = 'keys_watched'`,
  );
  if (tables.length === 0) return new Map();
  const rows = await database.rows(`SELECT stream, field FROM ${KEYS_WATCHED} ORDER BY ALL`);
  const watched = new Map<string, string[]>();
  for (const {stream, field} of rows) {
    const fields = watched.get(String(stream)) ?? [];
    watched.set(String(stream), [...fields, String(field)]);
  }
  return watched;
}

/**
 * Keeps the keys of a stream's incoming rows, and those that the same rows had before: one statement,
 * to be run before the rows are replaced.
 */
export function keepKeysSql(
  stream: string,
  what: {
    readonly incoming: string;
    readonly primaryKey: readonly string[];
    readonly fields: readonly string[];
  },
): string {
  const {incoming, primaryKey, fields} = what;
  const table = quoteName(stream);
  const same = primaryKey
    .map((key) => `old.${quoteName(key)} = new.${quoteName(key)}`)
    .join(' AND ');
  const selects = fields.flatMap((field) => {
    const named = `${quoteText(field)} AS field`;
    const value = `${quoteName(field)}::VARCHAR AS key`;
    return [
      `SELECT ${named}, new.${value} FROM ${incoming} AS new`,
      `SELECT ${named}, old.${value} FROM ${table} AS old JOIN ${incoming} AS new ON ${same}`,
    ];
  });
  return `INSERT INTO ${KEYS_READ} SELECT DISTINCT ${quoteText(stream)}, field, key
    FROM (${selects.join(' UNION ALL ')}) WHERE key IS NOT NULL`;
}

/** The kept keys of one field of a stream, as a query with the column `key`. */
export function keysReadSql(
  {stream, field}: {readonly stream: string; readonly field: string},
  foldsCase: boolean,
): string {
  return `SELECT DISTINCT ${foldsCase ? 'lower(key)' : 'key'} AS key FROM ${KEYS_READ}
    WHERE stream = ${quoteText(stream)} AND field = ${quoteText(field)}`;
}

/** Forgets the kept keys of streams whose objects were compared. */
export async function forgetKeysRead(database: Database, streams: Iterable<string>): Promise<void> {
  for (const stream of streams) {
    await database.run(`DELETE FROM ${KEYS_READ} WHERE stream = $1`, [stream]);
  }
}
