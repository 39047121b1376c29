import {existsSync} from 'node:fs';
import {Failure} from '../../core/failure';
import type {Database} from '../../warehouse/database';
import {
  countRuns,
  hasHistory,
  readKeyHistory,
  readRuns,
} from '../../warehouse/history/read-history';
import {openWarehouse} from '../../warehouse/open-warehouse';
import type {CommandParts} from '../commands/command-parts';
import {EXIT_CODES} from '../commands/exit-codes';
import {findWarehouse} from '../run-file/find-warehouse';
import {formatKeyHistory, formatRuns} from './format-history';

/** Options of `history`. */
export interface HistoryFlags {
  readonly key?: string;
  /** Runs that are shown. */
  readonly limit?: number;
  readonly json?: boolean;
}

const LIMIT = 50;

/** `user-sync history FILE`; returns the exit code. */
export async function historyCommand(
  parts: CommandParts,
  path: string,
  flags: HistoryFlags,
): Promise<number> {
  return lookBack(parts, path, async (database) => {
    const {key} = flags;
    if (key === undefined) await showRuns(parts, path, {database, flags});
    else await showKey(parts, path, {database, key, json: flags.json === true});
    return EXIT_CODES.done;
  });
}

/**
 * Opens a run file's warehouse to look at what runs have left there; nothing is changed.
 * @throws Failure `config` when no run has left anything, `transient` while a run holds the file.
 */
export async function lookBack<T>(
  {environment}: Pick<CommandParts, 'environment'>,
  path: string,
  look: (database: Database) => Promise<T>,
): Promise<T> {
  const warehousePath = findWarehouse(path, environment);
  if (!existsSync(warehousePath)) throw nothingYet(path, `there is no file ${warehousePath}`);
  const warehouse = await openWarehouse({path: warehousePath, readOnly: true});
  try {
    if (!(await hasHistory(warehouse.database))) {
      throw nothingYet(path, `${warehousePath} was written by an earlier version, which kept none`);
    }
    return await look(warehouse.database);
  } finally {
    warehouse.close();
  }
}

function nothingYet(path: string, why: string): Failure {
  return new Failure({
    kind: 'config',
    message: `${path} has no history yet: ${why}. The first run makes one: user-sync run ${path}`,
  });
}

async function showRuns(
  {terminal}: CommandParts,
  path: string,
  {database, flags}: {readonly database: Database; readonly flags: HistoryFlags},
): Promise<void> {
  const {limit = LIMIT, json = false} = flags;
  const runs = await readRuns(database, limit);
  const all = await countRuns(database);
  if (json) terminal.out(`${JSON.stringify({runs, all}, null, 2)}\n`);
  else if (runs.length === 0) terminal.out(`${path} was never run.\n`);
  else terminal.out(formatRuns(runs, all, terminal.width));
}

async function showKey(
  {terminal}: CommandParts,
  path: string,
  what: {readonly database: Database; readonly key: string; readonly json: boolean},
): Promise<void> {
  const {database, key, json} = what;
  const events = await readKeyHistory(database, key);
  if (json) terminal.out(`${JSON.stringify({key, events}, null, 2)}\n`);
  else if (events.length > 0) (terminal.tell ?? terminal.out)(formatKeyHistory(events));
  else {
    terminal.out(
      `Nothing was sent or rejected for the key ${JSON.stringify(key)} in the runs that are kept. Keys are those of the models of ${path}.\n`,
    );
  }
}
