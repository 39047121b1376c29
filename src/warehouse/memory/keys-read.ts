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
 * Keeps the keys of a stream's incoming rows, and those that the same rows had before; to be run before the
 * rows are replaced. Each statement brings no more rows than come in.
 */
export function keepKeysSql(
  stream: string,
  what: {
    /** The incoming rows, with all `fields`. */
    readonly incoming: string;
    /** The primary keys of the incoming rows. */
    readonly keys: {readonly table: string; readonly names: readonly string[]};
    readonly fields: readonly string[];
  },
): readonly string[] {
  const {incoming, keys, fields} = what;
  const table = quoteName(stream);
  const isSame = keys.names.map((key) => `${table}.${quoteName(key)} = k.${quoteName(key)}`);
  const known = `${table} SEMI JOIN ${keys.table} AS k ON ${isSame.join(' AND ')}`;
  return fields.flatMap((field) =>
    [incoming, known].map(
      (rows) => `INSERT INTO ${KEYS_READ}
        SELECT DISTINCT ${quoteText(stream)}, ${quoteText(field)}, ${quoteName(field)}::VARCHAR
        FROM ${rows} WHERE ${quoteName(field)} IS NOT NULL`,
    ),
  );
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
