import {randomBytes} from 'node:crypto';
import {Failure} from '../core/failure';
import type {Database} from './database';
import {HISTORY_TABLES} from './history/history-tables';

/** The layout of the tables in `_user_sync`; a file with a later one is refused. */
const WAREHOUSE_FORMAT = 3;

/** Rows of an earlier layout whose account is not known yet; see `take-over.ts`. */
export const ACCOUNT_UNKNOWN = -1;

/**
 * Everything that is remembered for somebody names an account, a number that `accounts.ts` gives.
 * decisions/0007-memory-per-account-key-and-field.md says why it lies like this.
 */
const OWN_TABLES = [
  'CREATE SCHEMA IF NOT EXISTS _user_sync',
  'CREATE SCHEMA IF NOT EXISTS _user_sync_aside',
  'CREATE TABLE IF NOT EXISTS _user_sync.meta (name VARCHAR, value VARCHAR)',
  // A slot is one vendor at one end, such as destination.pendo; several accounts may have been in it.
  'CREATE TABLE IF NOT EXISTS _user_sync.account (account INTEGER, slot VARCHAR, name VARCHAR, current BOOLEAN)',
  'CREATE TABLE IF NOT EXISTS _user_sync.account_mark (account INTEGER, mark VARCHAR)',
  // States of the accounts that are current; those of the others wait in `state_aside`.
  'CREATE TABLE IF NOT EXISTS _user_sync.state (stream VARCHAR, state VARCHAR)',
  'CREATE TABLE IF NOT EXISTS _user_sync.state_aside (account INTEGER, stream VARCHAR, state VARCHAR)',
  // fields: JSON object, a digest of the value as it was last sent for each field.
  'CREATE TABLE IF NOT EXISTS _user_sync.accepted (account INTEGER, object VARCHAR, key VARCHAR, fields VARCHAR, model VARCHAR)',
  // A cache: rows of models that were found to hold nothing new, by the digest of the whole row.
  'CREATE TABLE IF NOT EXISTS _user_sync.seen (account INTEGER, object VARCHAR, model VARCHAR, key VARCHAR, digest VARCHAR)',
  // Rows that an object rejected; the next run tries them again.
  'CREATE TABLE IF NOT EXISTS _user_sync.rejected (account INTEGER, object VARCHAR, model VARCHAR, key VARCHAR, digest VARCHAR, source_digest VARCHAR, reason VARCHAR, sentence VARCHAR, record VARCHAR, first_seen TIMESTAMP, last_seen TIMESTAMP)',
  // Rows that could not be sent at all, such as those without a key: each run finds them again.
  'CREATE TABLE IF NOT EXISTS _user_sync.rejected_unsent (account INTEGER, object VARCHAR, model VARCHAR, key VARCHAR, run INTEGER, reason VARCHAR, sentence VARCHAR, record VARCHAR, first_seen TIMESTAMP, last_seen TIMESTAMP)',
  // Outcomes are only ever appended while a sync runs; `fold-outcomes.ts` moves them on.
  'CREATE TABLE IF NOT EXISTS _user_sync.outcomes (seq BIGINT, account INTEGER, object VARCHAR, model VARCHAR, key VARCHAR, outcome VARCHAR, digest VARCHAR, fields VARCHAR, source_digest VARCHAR, run INTEGER, moment TIMESTAMP)',
  // What few outcomes have, apart from them: most rows are accepted and cost no cell for it.
  'CREATE TABLE IF NOT EXISTS _user_sync.outcome_rejection (seq BIGINT, reason VARCHAR, sentence VARCHAR, record VARCHAR)',
  'CREATE TABLE IF NOT EXISTS _user_sync.outcome_value (seq BIGINT, field_values VARCHAR)',
  // When an object was last mapped, epoch milliseconds as text.
  'CREATE TABLE IF NOT EXISTS _user_sync.object_use (account INTEGER, object VARCHAR, used_ms VARCHAR)',
  // What format 1 had accepted: by model, without an account, with a digest of the whole row.
  'CREATE TABLE IF NOT EXISTS _user_sync.accepted_1 (model VARCHAR, object VARCHAR, key VARCHAR, digest VARCHAR)',
  ...HISTORY_TABLES,
  // All rejected rows, for people: the two tables differ only in how a row leaves them.
  `CREATE OR REPLACE VIEW _user_sync.rejected_rows AS
     SELECT account, object, model, key, reason, sentence, record, first_seen, last_seen FROM _user_sync.rejected
     UNION ALL SELECT account, object, model, key, reason, sentence, record, first_seen, last_seen FROM _user_sync.rejected_unsent`,
];

/** Columns that format 3 added to tables of format 2. */
const NEW_IN_3 = {
  outcomes: ['run INTEGER', 'moment TIMESTAMP'],
  rejected: [
    'reason VARCHAR',
    'sentence VARCHAR',
    'record VARCHAR',
    'first_seen TIMESTAMP',
    'last_seen TIMESTAMP',
  ],
};

/** Brings the own tables up: makes them, or turns those of an earlier format into today's. */
export async function ensureOwnTables(path: string, database: Database): Promise<void> {
  const format = await checkedFormat(path, database);
  if (format === WAREHOUSE_FORMAT) return;
  await database.transaction(async () => {
    if (format === 1) await setFormat1Aside(database);
    if (format === 2) await addColumnsOf3(database);
    for (const statement of OWN_TABLES) await database.run(statement);
    if (format === 1) await moveFormat1(database);
    if (format === undefined) await insertMeta(database, 'salt', randomBytes(16).toString('hex'));
    await database.run("DELETE FROM _user_sync.meta WHERE name = 'format'");
    await insertMeta(database, 'format', String(WAREHOUSE_FORMAT));
  });
}

/** @throws Failure `config` for a file of a later format. */
export async function checkedFormat(path: string, database: Database): Promise<number | undefined> {
  const format = await formatOf(database);
  if (format === undefined || format <= WAREHOUSE_FORMAT) return format;
  throw new Failure({
    kind: 'config',
    message: `The warehouse ${path} has format ${format}, which a later version of user-sync wrote; use that version, or choose another file.`,
  });
}

/** What is mixed into the digests of credentials, so that they cannot be compared with a list. */
export async function saltOf(database: Database): Promise<string> {
  const [row] = await database.rows("SELECT value FROM _user_sync.meta WHERE name = 'salt'");
  const salt = row?.['value'];
  if (typeof salt === 'string') return salt;
  throw new Failure({
    kind: 'system',
    message:
      'The warehouse has lost its salt, which is needed to recognize credentials. Choose another warehouse file, or restore this one from a backup.',
  });
}

async function formatOf(database: Database): Promise<number | undefined> {
  const tables = await database.rows(
    "SELECT 1 FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = '_user_sync' AND table_name = 'meta'",
  );
  if (tables.length === 0) return undefined;
  const rows = await database.rows("SELECT value FROM _user_sync.meta WHERE name = 'format'");
  const format = rows[0]?.['value'];
  return format === undefined ? undefined : Number(format);
}

async function addColumnsOf3(database: Database): Promise<void> {
  for (const [table, columns] of Object.entries(NEW_IN_3)) {
    for (const column of columns) {
      await database.run(`ALTER TABLE _user_sync.${table} ADD COLUMN IF NOT EXISTS ${column}`);
    }
  }
}

/** Outcomes that no run had folded yet get their effect first, as format 1 gave it to them. */
async function setFormat1Aside(database: Database): Promise<void> {
  const statements = [
    `CREATE TEMP TABLE last_1 AS SELECT model, object, key, arg_max(digest, seq) AS digest,
       arg_max(outcome, seq) AS outcome, arg_max(coalesce(source_digest, ''), seq) AS source_digest
     FROM _user_sync.outcomes GROUP BY model, object, key`,
    // Each in one statement: where one brings no row, DuckDB 1.5 may lose what the next one of the transaction inserts.
    ...[
      [
        'accepted',
        `SELECT model, object, key, CASE outcome WHEN 'accepted' THEN digest ELSE '' END
         FROM temp.main.last_1 WHERE outcome IN ('accepted', 'sending')`,
      ],
      [
        'rejected',
        "SELECT model, object, key, digest, source_digest FROM temp.main.last_1 WHERE outcome = 'rejected'",
      ],
    ].map(
      ([
        table,
        last,
      ]) => `CREATE TEMP TABLE ${table}_0 AS SELECT known.* FROM _user_sync.${table} AS known
        ANTI JOIN temp.main.last_1 AS entry USING (model, object, key) UNION ALL ${last}`,
    ),
    ...['accepted', 'rejected', 'outcomes'].map((table) => `DROP TABLE _user_sync.${table}`),
    'DROP TABLE temp.main.last_1',
  ];
  for (const statement of statements) await database.run(statement);
}

async function moveFormat1(database: Database): Promise<void> {
  const statements = [
    'INSERT INTO _user_sync.accepted_1 SELECT model, object, key, digest FROM temp.main.accepted_0',
    `INSERT INTO _user_sync.rejected (account, object, model, key, digest, source_digest) SELECT ${ACCOUNT_UNKNOWN}, object, model, key, digest, source_digest FROM temp.main.rejected_0`,
    'DROP TABLE temp.main.accepted_0',
    'DROP TABLE temp.main.rejected_0',
  ];
  for (const statement of statements) await database.run(statement);
  await insertMeta(database, 'salt', randomBytes(16).toString('hex'));
}

async function insertMeta(database: Database, name: string, value: string): Promise<void> {
  await database.run('INSERT INTO _user_sync.meta VALUES ($1, $2)', [name, value]);
}
