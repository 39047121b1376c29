import {dirname} from 'node:path';
import {DuckDBInstance} from '@duckdb/node-api';
import {Failure} from '../core/failure';
import {makeDirectory} from '../core/make-directory';
import type {Database, Trace} from './database';
import {connect} from './database';
import {openFailure} from './warehouse-failure';

/** The layout of the tables in `_user_sync`; a file with a later one is refused. */
const WAREHOUSE_FORMAT = 1;

const MEMORY_MB_DEFAULT = 512;

/** Which file, and how. */
export interface WarehouseOptions {
  /** Created when missing, with its folder. */
  readonly path: string;
  /** What DuckDB may use before it spills to disk beside the file. Default 512. */
  readonly memoryMb?: number;
  readonly readOnly?: boolean;
  readonly trace?: Trace;
}

/** An open warehouse file; this process holds it until `close`. */
export interface Warehouse {
  readonly path: string;
  /** For loading, states and everything that is not a long query. */
  readonly database: Database;
  /** Another connection, for a query whose rows are fetched while `database` writes. */
  connect(): Promise<Database>;
  close(): void;
}

/**
 * Opens a warehouse and brings its own tables up.
 * @throws Failure `config` when the file is held, not DuckDB's, not reachable, or of a later format.
 */
export async function openWarehouse(options: WarehouseOptions): Promise<Warehouse> {
  const instance = await openInstance(options);
  const trace = options.trace ?? (() => undefined);
  const open: Database[] = [];
  const connectOne = async (): Promise<Database> => {
    const database = await connect(instance, trace);
    open.push(database);
    return database;
  };
  let closed = false;
  const close = (): void => {
    if (closed) return;
    closed = true;
    for (const database of open.splice(0)) database.close();
    instance.closeSync();
  };
  try {
    const database = await connectOne();
    const format = await checkedFormat(options.path, database);
    if (format === undefined && options.readOnly !== true) await createOwnTables(database);
    return {path: options.path, database, connect: connectOne, close};
  } catch (error) {
    close();
    throw error;
  }
}

async function openInstance(options: WarehouseOptions): Promise<DuckDBInstance> {
  const settings = {
    memory_limit: `${options.memoryMb ?? MEMORY_MB_DEFAULT}MB`,
    // A model that names a remote file must not make the program download and run an extension.
    autoinstall_known_extensions: 'false',
    ...(options.readOnly === true && {access_mode: 'READ_ONLY'}),
  };
  try {
    if (options.readOnly !== true) makeDirectory(dirname(options.path));
    return await DuckDBInstance.create(options.path, settings);
  } catch (error) {
    throw openFailure(options.path, error);
  }
}

const OWN_TABLES = [
  'CREATE SCHEMA IF NOT EXISTS _user_sync',
  'CREATE TABLE IF NOT EXISTS _user_sync.meta (name VARCHAR, value VARCHAR)',
  'CREATE TABLE IF NOT EXISTS _user_sync.state (stream VARCHAR, state VARCHAR)',
  'CREATE TABLE IF NOT EXISTS _user_sync.accepted (model VARCHAR, object VARCHAR, key VARCHAR, digest VARCHAR)',
  'CREATE TABLE IF NOT EXISTS _user_sync.rejected (model VARCHAR, object VARCHAR, key VARCHAR, digest VARCHAR, source_digest VARCHAR)',
  // Outcomes are only ever appended while a sync runs; `fold-outcomes.ts` moves them on.
  'CREATE TABLE IF NOT EXISTS _user_sync.outcomes (seq BIGINT, model VARCHAR, object VARCHAR, key VARCHAR, digest VARCHAR, outcome VARCHAR, source_digest VARCHAR)',
];

async function createOwnTables(database: Database): Promise<void> {
  await database.transaction(async () => {
    for (const statement of OWN_TABLES) await database.run(statement);
    await database.run(`INSERT INTO _user_sync.meta VALUES ('format', '${WAREHOUSE_FORMAT}')`);
  });
}

async function checkedFormat(path: string, database: Database): Promise<number | undefined> {
  const format = await formatOf(database);
  if (format === undefined || format === WAREHOUSE_FORMAT) return format;
  throw new Failure({
    kind: 'config',
    message: `The warehouse ${path} has format ${format}, which a later version of user-sync wrote; use that version, or name another file.`,
  });
}

async function formatOf(database: Database): Promise<number | undefined> {
  const tables = await database.rows(
    "SELECT 1 FROM duckdb_tables() WHERE schema_name = '_user_sync' AND table_name = 'meta'",
  );
  if (tables.length === 0) return undefined;
  const rows = await database.rows("SELECT value FROM _user_sync.meta WHERE name = 'format'");
  const format = rows[0]?.['value'];
  return format === undefined ? undefined : Number(format);
}
