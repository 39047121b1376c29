import type {Clock} from '../../core/clock';
import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {Database} from '../database';
import type {LoadSql} from './load-sql';
import {addRefused, type RefusedRecords} from './refused-records';
import {loadSqlOf} from './load-sql';
import {createSerialQueue} from '../serial-queue';
import {quoteName} from '../sql-text';
import {watchedKeys} from '../memory/keys-read';
import {hasOwnWrites, ownFieldsOf, type OwnWrites} from '../memory/own-writes';
import type {JudgedStream} from './own-write-sql';
import {saveState} from './states';
import type {StreamTable} from './stream-table';

/** Texts are handed to DuckDB when this many, or this many characters, have gathered. */
const BUFFER_RECORDS_MAX = 5_000;
const BUFFER_CHARACTERS_MAX = 8 * 1024 * 1024;

/**
 * Staged records become rows at the latest at this count, checkpoint or not, and never more at once (see `load-sql.ts`);
 * or at this many characters, so that wide records fit into DuckDB's memory.
 */
const STAGED_MAX = {records: 100_000, characters: 80_000_000};

/** Where they are looked at beside rows that are there, DuckDB holds them four times. */
const LOOKED_AT_MAX = {records: 25_000, characters: 20_000_000};

/** So long a checkpoint may wait for more records: a commit costs about as much as 20,000 records. */
const CHECKPOINT_WAITS_MS = 5_000;

/**
 * Takes records and checkpoints as the read engine emits them. A checkpoint is saved in the same
 * transaction as its records, and never without them, so a crash at any point leaves rows and states
 * that agree; records that were merged without a checkpoint are read again and replace themselves.
 *
 * Checkpoints of the next seconds are saved together: what a crash takes is read again.
 *
 * A record that cannot become a row is set aside, and all others are loaded. From then on no state of
 * its stream is saved, so that the next run is given that record, and every deletion since, again.
 */
export interface Loader {
  /** Each text is one record; the call returns when more may come. */
  records(stream: string, records: readonly string[]): Promise<void>;
  /** A state to be saved, soon, if all records before it fit. */
  checkpoint(stream: string, state: JsonObject): Promise<void>;
  /** Resolves once all records and checkpoints so far are durable. */
  save(): Promise<void>;
  /** What of a stream did not fit, so far; undefined: nothing. */
  refused(stream: string): RefusedRecords | undefined;
  /** Rows of a stream, so far, that our own writes alone have changed. */
  ownWrites(stream: string): number;
}

interface StreamLoad {
  readonly table: StreamTable;
  readonly sql: LoadSql;
  refused: RefusedRecords | undefined;
  buffer: string[];
  bufferCharacters: number;
  staged: number;
  stagedCharacters: number;
  readonly stagedMax: {readonly records: number; readonly characters: number};
  /** The last checkpoint, until it is saved. */
  state: JsonObject | undefined;
  /** Rows that our own writes alone have changed. */
  own: number;
  readonly askForMemory: () => Promise<boolean>;
}

/** What a loader knows besides its tables. */
interface LoaderOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Lets DuckDB use more memory; false: it may use all of it already. Default: it may. */
  readonly askForMemory?: () => Promise<boolean>;
  /** By stream: how its rows show what was written to their records. */
  readonly ownWrites?: ReadonlyMap<string, OwnWrites>;
}

/** The tables must exist: see `ensureTables`. The keys of watched columns are kept beside them. */
export async function createLoader(
  database: Database,
  tables: readonly StreamTable[],
  options: LoaderOptions,
): Promise<Loader> {
  const {clock} = options;
  const inTurn = createSerialQueue();
  const loads = await openLoads(database, tables, options);
  /** When the oldest checkpoint that is not saved came. */
  let waitsSinceMs: number | undefined;
  const save = async (): Promise<void> => {
    waitsSinceMs = undefined;
    for (const load of loads.values()) await merge(database, load);
  };
  const isDue = (): boolean =>
    waitsSinceMs !== undefined && clock.now() - waitsSinceMs >= CHECKPOINT_WAITS_MS;
  return {
    records: async (stream, records) => {
      const load = loadOf(loads, stream);
      for (const record of records) {
        load.buffer.push(record);
        load.bufferCharacters += record.length;
      }
      if (isFull(load)) await inTurn(() => stage(database, load));
      if (isDue()) await inTurn(save);
    },
    checkpoint: async (stream, state) => {
      loadOf(loads, stream).state = state;
      waitsSinceMs ??= clock.now();
      if (isDue()) await inTurn(save);
    },
    save: () => inTurn(save),
    refused: (stream) => loads.get(stream)?.refused,
    ownWrites: (stream) => loads.get(stream)?.own ?? 0,
  };
}

async function openLoads(
  database: Database,
  tables: readonly StreamTable[],
  {ownWrites, askForMemory = noMore}: LoaderOptions,
): Promise<ReadonlyMap<string, StreamLoad>> {
  const watched = await watchedKeys(database);
  const loads = new Map<string, StreamLoad>();
  for (const table of tables) {
    const judged = await judgedOf(database, table, ownWrites?.get(table.name));
    const sql = loadSqlOf(table, {watched: watched.get(table.name), judged});
    await database.run(sql.createStaging);
    loads.set(table.name, {
      ...{table, sql, buffer: [], bufferCharacters: 0, staged: 0, stagedCharacters: 0},
      stagedMax:
        sql.looks === 'never' || (await isEmpty(database, table)) ? STAGED_MAX : LOOKED_AT_MAX,
      ...{refused: undefined, state: undefined, own: 0, askForMemory},
    });
  }
  return loads;
}

async function judgedOf(
  database: Database,
  table: StreamTable,
  own: OwnWrites | undefined,
): Promise<JudgedStream | undefined> {
  const {shows} = table;
  if (!shows) return undefined;
  return {
    ...{table: {...table, shows}, own, forgets: await hasOwnWrites(database)},
    fields: own ? await ownFieldsOf(database, own) : new Map<string, readonly string[]>(),
  };
}

function loadOf(loads: ReadonlyMap<string, StreamLoad>, stream: string): StreamLoad {
  const load = loads.get(stream);
  if (load) return load;
  throw new Failure({
    kind: 'system',
    message: `The source sent records of ${stream}, which was not selected. This is a bug; please report it.`,
  });
}

function isFull(load: StreamLoad): boolean {
  return load.buffer.length >= BUFFER_RECORDS_MAX || load.bufferCharacters >= BUFFER_CHARACTERS_MAX;
}

async function isEmpty(database: Database, {name}: StreamTable): Promise<boolean> {
  return (await database.rows(`SELECT 1 FROM ${quoteName(name)} LIMIT 1`)).length === 0;
}

function noMore(): Promise<boolean> {
  return Promise.resolve(false);
}

function isStagedFull({staged, stagedCharacters, stagedMax}: StreamLoad): boolean {
  return staged >= stagedMax.records || stagedCharacters >= stagedMax.characters;
}

async function stage(database: Database, load: StreamLoad): Promise<void> {
  await appendBuffer(database, load);
  if (isStagedFull(load)) await merge(database, load);
}

/** Stages what is buffered; what is too much for one transaction becomes rows on the way. */
async function appendBuffer(database: Database, load: StreamLoad): Promise<void> {
  const records = load.buffer;
  load.buffer = [];
  load.bufferCharacters = 0;
  for (let at = 0; at < records.length;) {
    if (isStagedFull(load)) await mergeStaged(database, load);
    const most = Math.min(BUFFER_RECORDS_MAX, load.stagedMax.records - load.staged);
    const piece = records.slice(at, at + most);
    const first = load.staged;
    await database.append(
      load.sql.staging,
      piece.map((record, index) => [first + index, record]),
    );
    load.staged += piece.length;
    for (const {length} of piece) load.stagedCharacters += length;
    at += piece.length;
  }
}

/** Makes rows of all records that came, and saves the last checkpoint with them. */
async function merge(database: Database, load: StreamLoad): Promise<void> {
  const {state} = load;
  await appendBuffer(database, load);
  if (load.staged === 0 && state === undefined) return;
  await mergeStaged(database, load, state);
  if (load.state === state) load.state = undefined;
}

async function mergeStaged(
  database: Database,
  load: StreamLoad,
  state?: JsonObject,
): Promise<void> {
  try {
    await mergeAtOnce(database, load, state);
  } catch (error) {
    if (await load.askForMemory()) return mergeStaged(database, load, state);
    // Only what is about records is dealt with here; a full disk fails again, or fails the look.
    const refused = await setAsideUnfit(database, load).catch(() => 0);
    if (refused === 0) throw error;
    await mergeAtOnce(database, load, state);
  }
  if (load.staged > 0) await database.run(load.sql.createStaging);
  load.staged = 0;
  load.stagedCharacters = 0;
}

async function mergeAtOnce(
  database: Database,
  load: StreamLoad,
  state?: JsonObject,
): Promise<void> {
  const own = await database.transaction(async () => {
    const found = load.staged > 0 ? await replaceRows(database, load.sql) : 0;
    if (state && !load.refused) await saveState(database, load.table.name, state);
    return found;
  });
  load.own += own;
}

/**
 * The rows of the staged texts take the place of those with their keys; the last text of a key counts. Returns how
 * many of them our own writes alone have changed.
 */
async function replaceRows(database: Database, sql: LoadSql): Promise<number> {
  await database.run(sql.findKeys);
  const [counts] = await database.rows(sql.countKeys);
  const known = Number(counts?.['known']);
  let own = 0;
  if (sql.looks === 'at_known' && known > 0) {
    for (const statement of sql.viaRows) await database.run(statement);
    if (sql.countOwn !== undefined) own = Number((await database.rows(sql.countOwn))[0]?.['own']);
    await database.run(sql.dropRows);
  } else {
    for (const statement of sql.keepKeys) await database.run(statement);
    if (known > 0) await database.run(sql.removeKnown);
    const isOnce = Number(counts?.['keys']) === Number(counts?.['staged']);
    await database.run(isOnce ? sql.insertAll : sql.insertLast);
  }
  if (sql.forgetOwn !== undefined) await database.run(sql.forgetOwn);
  await database.run(sql.dropKeys);
  return own;
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
