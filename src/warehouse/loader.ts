import {Failure} from '../core/failure';
import type {JsonObject} from '../core/json';
import type {Database} from './database';
import type {LoadSql} from './load-sql';
import {loadSqlOf} from './load-sql';
import {createSerialQueue} from './serial-queue';
import {saveState} from './states';
import type {StreamTable} from './stream-table';

/** Texts are handed to DuckDB when this many, or this many characters, have gathered. */
const BUFFER_RECORDS_MAX = 5_000;
const BUFFER_CHARACTERS_MAX = 8 * 1024 * 1024;

/** Staged records become rows at the latest at this count, checkpoint or not. */
const STAGED_RECORDS_MAX = 100_000;

/**
 * Takes records and checkpoints as the read engine emits them. A checkpoint is saved in the same
 * transaction as its records, so a crash at any point leaves rows and states that agree; records
 * that were merged without a checkpoint are read again and replace themselves.
 */
export interface Loader {
  /** Each text is one record; the call returns when more may come. */
  records(stream: string, records: readonly string[]): Promise<void>;
  /** Resolves once the stream's records and the state are durable. */
  checkpoint(stream: string, state: JsonObject): Promise<void>;
  /** Saves what came after the last checkpoints; states stay as they are. */
  finish(): Promise<void>;
}

interface StreamLoad {
  readonly table: StreamTable;
  readonly sql: LoadSql;
  buffer: string[];
  bufferCharacters: number;
  staged: number;
}

/** The tables must exist: see `ensureTables`. */
export async function createLoader(
  database: Database,
  tables: readonly StreamTable[],
): Promise<Loader> {
  const inTurn = createSerialQueue();
  const loads = new Map<string, StreamLoad>();
  for (const table of tables) {
    const sql = loadSqlOf(table);
    await database.run(sql.createStaging);
    await database.run(sql.clearStaging);
    loads.set(table.name, {table, sql, buffer: [], bufferCharacters: 0, staged: 0});
  }
  const loadOf = (stream: string): StreamLoad => {
    const load = loads.get(stream);
    if (load) return load;
    throw new Failure({
      kind: 'system',
      message: `Records of ${stream} came, a stream that was not asked for; please report this.`,
    });
  };
  return {
    records: async (stream, records) => {
      const load = loadOf(stream);
      for (const record of records) {
        load.buffer.push(record);
        load.bufferCharacters += record.length;
      }
      if (isFull(load)) await inTurn(() => stage(database, load));
    },
    checkpoint: (stream, state) => inTurn(() => merge(database, loadOf(stream), state)),
    finish: () =>
      inTurn(async () => {
        for (const load of loads.values()) await merge(database, load);
      }),
  };
}

function isFull(load: StreamLoad): boolean {
  return load.buffer.length >= BUFFER_RECORDS_MAX || load.bufferCharacters >= BUFFER_CHARACTERS_MAX;
}

async function stage(database: Database, load: StreamLoad): Promise<void> {
  await appendBuffer(database, load);
  if (load.staged >= STAGED_RECORDS_MAX) await merge(database, load);
}

async function appendBuffer(database: Database, load: StreamLoad): Promise<void> {
  if (load.buffer.length === 0) return;
  const first = load.staged;
  const records = load.buffer;
  load.buffer = [];
  load.bufferCharacters = 0;
  await database.append(
    load.sql.staging,
    records.map((record, index) => [first + index, record]),
  );
  load.staged += records.length;
}

async function merge(database: Database, load: StreamLoad, state?: JsonObject): Promise<void> {
  await appendBuffer(database, load);
  if (load.staged === 0 && state === undefined) return;
  await database.transaction(async () => {
    if (load.staged > 0) await mergeStaged(database, load);
    if (state) await saveState(database, load.table.name, state);
  });
  load.staged = 0;
}

async function mergeStaged(database: Database, load: StreamLoad): Promise<void> {
  try {
    for (const statement of load.sql.merge) await database.run(statement);
  } catch (error) {
    const words = error instanceof Failure ? error.detail : undefined;
    if (!words?.startsWith('Conversion Error')) throw error;
    throw new Failure({
      kind: 'data',
      message: `A record of ${load.table.name} does not fit the stream's column types (${words}); please report it with the vendor's answer. Nothing of this part was saved.`,
      cause: error,
    });
  }
}
