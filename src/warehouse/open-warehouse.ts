import {dirname} from 'node:path';
import {DuckDBInstance} from '@duckdb/node-api';
import {makeDirectory} from '../core/make-directory';
import type {Database, Trace} from './database';
import {connect} from './database';
import {fileRules} from './file-rules';
import {checkedFormat, ensureOwnTables} from './own-tables';
import {openFailure} from './warehouse-failure';

const MEMORY_MB_DEFAULT = 512;

/** Whole paths of files and folders; `all` is everything that the user may read, addresses included. */
export type ReadableFiles = 'all' | readonly string[];

/** Which file, and how. */
export interface WarehouseOptions {
  /** Created when missing, with its folder. */
  readonly path: string;
  /** What DuckDB may use before it spills to disk beside the file. Default 512. */
  readonly memoryMb?: number;
  readonly readOnly?: boolean;
  /** What SQL of others may read. Default: no file. */
  readonly files?: ReadableFiles;
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
    for (const statement of fileRules(options.files ?? [])) await database.run(statement);
    if (options.readOnly === true) await checkedFormat(options.path, database);
    else await ensureOwnTables(options.path, database);
    return {path: options.path, database, connect: connectOne, close};
  } catch (error) {
    close();
    throw error;
  }
}

async function openInstance(options: WarehouseOptions): Promise<DuckDBInstance> {
  const settings = {
    // Outcomes are only noted until the end of a run; what is in the log need not be laid out for good.
    wal_autocheckpoint: '64MB',
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
