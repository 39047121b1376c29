import type {Database} from '../database';
import {quoteText} from '../sql-text';

/**
 * What was sent to objects and accepted since a stream has brought their rows: a row of it goes when the stream brings
 * the record. decisions/0011-own-writes-are-no-news.md says why it lies like this.
 */
export const OWN_WRITES = '_user_sync.own_write';

const PLACES = '_user_sync.own_write_place';

/** An object of an account. */
interface ObjectPlace {
  readonly account: number;
  readonly object: string;
}

/** How what was sent to an object is known again where its stream shows it. */
export interface OwnWrites extends ObjectPlace {
  /** The group of the shown values in which it appears. */
  readonly group: string;
  /** The models that send to it, with the beginning of what their digests are made of; see `sent-fields.ts`. */
  readonly models: readonly {readonly model: string; readonly shared: string}[];
}

/** Says of which objects writes are kept from now on, and forgets those of all others. */
export async function keepOwnWrites(
  database: Database,
  places: readonly ObjectPlace[],
): Promise<void> {
  const rows = places.map(({account, object}) => `(${account}, ${quoteText(object)})`);
  const statements = [
    `CREATE TABLE IF NOT EXISTS ${OWN_WRITES} (account INTEGER, object VARCHAR, model VARCHAR, key VARCHAR, fields VARCHAR)`,
    `CREATE OR REPLACE TABLE ${PLACES} (account INTEGER, object VARCHAR)`,
    ...(rows.length === 0 ? [] : [`INSERT INTO ${PLACES} VALUES ${rows.join(', ')}`]),
    `DELETE FROM ${OWN_WRITES} WHERE (account, object) NOT IN (SELECT (account, object) FROM ${PLACES})`,
  ];
  for (const statement of statements) await database.run(statement);
}

/** Whether writes of any object were ever kept: only then there are tables for them. */
export async function hasOwnWrites(database: Database): Promise<boolean> {
  const tables = await database.rows(
    `SELECT 1 FROM duckdb_tables() WHERE database_name = current_database()
     AND schema_name = '_user_sync' AND table_name = 'own_write_place'`,
  );
  return tables.length > 0;
}

/** Whether writes to an object are kept. */
export async function keepsOwnWrites(
  database: Database,
  {account, object}: ObjectPlace,
): Promise<boolean> {
  if (!(await hasOwnWrites(database))) return false;
  const rows = await database.rows(`SELECT 1 FROM ${PLACES} WHERE account = $1 AND object = $2`, [
    account,
    object,
  ]);
  return rows.length > 0;
}

/** The fields that each model's kept writes have given. */
export async function ownFieldsOf(
  database: Database,
  {account, object}: ObjectPlace,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await database.rows(
    `SELECT model, list_sort(list(DISTINCT name)) AS names FROM (
       SELECT model, unnest(json_keys(fields)) AS name FROM ${OWN_WRITES} WHERE account = $1 AND object = $2
     ) GROUP BY model`,
    [account, object],
  );
  return new Map(
    rows.map(({model, names}) => [String(model), Array.isArray(names) ? names.map(String) : []]),
  );
}
