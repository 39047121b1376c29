import {dirname} from 'node:path';
import {DuckDBInstance} from '@duckdb/node-api';
import {makeDirectory} from '../core/make-directory';
import type {Database, Trace} from './database';
import {connect} from './database';
import {fileRules, type ReadableFiles} from './file-rules';
import {checkedFormat, ensureOwnTables} from './own-tables';
import {openFailure} from './warehouse-failure';

const MEMORY_MB_DEFAULT = 512;

/**
 * While rows are loaded, DuckDB needs no more: what it may use it uses. One thread does it in as much time, because
 * what is loaded at once is one piece of work for it, and in three quarters of the CPU and less memory.
 */
const LOADING = {memoryMb: 128, threads: 1};

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
  /**
   * Does work that loads rows, with little memory and CPU; nothing else may run in the warehouse meanwhile. What needs
   * more memory than that asks for all of it, and is told whether there is more.
   */
  loading<T>(work: (askForMemory: () => Promise<boolean>) => Promise<T>): Promise<T>;
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
    const loading: Warehouse['loading'] = (work) => sparing(database, options, work);
    return {path: options.path, database, loading, connect: connectOne, close};
  } catch (error) {
    close();
    throw error;
  }
}

async function sparing<T>(
  database: Database,
  options: WarehouseOptions,
  work: (askForMemory: () => Promise<boolean>) => Promise<T>,
): Promise<T> {
  const wholeMb = options.memoryMb ?? MEMORY_MB_DEFAULT;
  let memoryMb = Math.min(LOADING.memoryMb, wholeMb);
  const askForMemory = async (): Promise<boolean> => {
    if (memoryMb >= wholeMb) return false;
    memoryMb = wholeMb;
    await database.run(`SET memory_limit = '${limitOf({memoryMb})}'`);
    return true;
  };
  await database.run(`SET memory_limit = '${limitOf({memoryMb})}'`);
  await database.run(`SET threads = ${LOADING.threads}`);
  try {
    return await work(askForMemory);
  } finally {
    await database.run('RESET threads');
    await database.run(`SET memory_limit = '${limitOf(options)}'`);
  }
}

function limitOf({memoryMb = MEMORY_MB_DEFAULT}: Pick<WarehouseOptions, 'memoryMb'>): string {
  return `${memoryMb}MB`;
}

async function openInstance(options: WarehouseOptions): Promise<DuckDBInstance> {
  const settings = {
    // Outcomes are only noted until the end of a run; what is in the log need not be laid out for good.
    wal_autocheckpoint: '64MB',
    memory_limit: limitOf(options),
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
