import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {Database} from '../database';
import type {LoadSql} from './load-sql';
import {addRefused, type RefusedRecords} from './refused-records';
import {loadSqlOf} from './load-sql';
import {createSerialQueue} from '../serial-queue';
import {watchedKeys} from '../memory/keys-read';
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
 *
 * A record that cannot become a row is set aside, and all others are loaded. From then on no state of
 * its stream is saved, so that the next run is given that record, and every deletion since, again.
 */
export interface Loader {
  /** Each text is one record; the call returns when more may come. */
  records(stream: string, records: readonly string[]): Promise<void>;
  /** Resolves once the stream's records and, if all of them fitted, the state are durable. */
  checkpoint(stream: string, state: JsonObject): Promise<void>;
  /** Saves what came after the last checkpoints; states stay as they are. */
  finish(): Promise<void>;
  /** What of a stream did not fit, so far; undefined: nothing. */
  refused(stream: string): RefusedRecords | undefined;
}

interface StreamLoad {
  readonly table: StreamTable;
  readonly sql: LoadSql;
  refused: RefusedRecords | undefined;
  buffer: string[];
  bufferCharacters: number;
  staged: number;
}

/** The tables must exist: see `ensureTables`. The keys of watched columns are kept beside them. */
export async function createLoader(
  database: Database,
  tables: readonly StreamTable[],
): Promise<Loader> {
  const watched = await watchedKeys(database);
  const inTurn = createSerialQueue();
  const loads = new Map<string, StreamLoad>();
  for (const table of tables) {
    const sql = loadSqlOf(table, watched.get(table.name));
    await database.run(sql.createStaging);
    await database.run(sql.clearStaging);
    loads.set(table.name, {
      table,
      sql,
      refused: undefined,
      buffer: [],
      bufferCharacters: 0,
      staged: 0,
    });
  }
  const loadOf = (stream: string): StreamLoad => {
    const load = loads.get(stream);
    if (load) return load;
    throw new Failure({
      kind: 'system',
      message: `The source sent records of ${stream}, which was not selected. This is a bug; please report it.`,
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
    refused: (stream) => loads.get(stream)?.refused,
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
  try {
    await mergeAtOnce(database, load, state);
  } catch (error) {
    // Only what is about records is dealt with here; a full disk fails again, or fails the look.
    const refused = await setAsideUnfit(database, load).catch(() => 0);
    if (refused === 0) throw error;
    await mergeAtOnce(database, load, state);
  }
  load.staged = 0;
}

function mergeAtOnce(database: Database, load: StreamLoad, state?: JsonObject): Promise<void> {
  return database.transaction(async () => {
    if (load.staged > 0) for (const statement of load.sql.merge) await database.run(statement);
    if (state && !load.refused) await saveState(database, load.table.name, state);
  });
}

/** Takes away the staged records that cannot become rows; returns how many there were. */
async function setAsideUnfit(database: Database, load: StreamLoad): Promise<number> {
  const rows = await database.rows(load.sql.findUnfit);
  if (rows.length === 0) return 0;
  await database.run(load.sql.removeUnfit);
  const texts = rows.map((row) => String(row['record']));
  load.refused = addRefused(load.refused, load.table, texts);
  return rows.length;
}
