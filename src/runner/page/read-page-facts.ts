import {existsSync} from 'node:fs';
import type {PageAccount} from '../../page-data/run-page';
import type {Database} from '../../warehouse/database';
import {openWarehouse} from '../../warehouse/open-warehouse';
import type {RunFile} from '../run-file/run-file';
import {endedRuns, type ReportedRun} from './ended-runs';
import {rejectedKeysIn} from './rejected-keys';
import type {RunPageFacts} from './run-page-of';

/**
 * What the warehouse and the run file say for a page, besides the report: accounts, what models read, and the
 * runs before this one. A dry run has left nothing of its own in the warehouse.
 */
export async function readPageFacts(
  runFile: RunFile,
  {id, started, report}: ReportedRun,
): Promise<Pick<RunPageFacts, 'accounts' | 'models' | 'rejected' | 'earlier'>> {
  const {path, memoryMb} = runFile.warehouse;
  const unread = runFile.models.map(({name}) => ({model: name, reads: []}));
  // A dry run leaves no warehouse behind, and a page must not make one.
  if (!existsSync(path)) return {accounts: [], models: unread, rejected: [], earlier: []};
  const size = memoryMb === undefined ? {} : {memoryMb};
  const warehouse = await openWarehouse({path, readOnly: true, ...size});
  try {
    const {database} = warehouse;
    const facts = await pageFactsIn(database, runFile.models);
    const rejected = report.dry_run ? [] : await rejectedKeysIn(database, started);
    const earlier = (await endedRuns(database)).filter((run) => run.id !== id);
    return {...facts, rejected, earlier};
  } finally {
    warehouse.close();
  }
}

/** The same from a warehouse that is open. */
export async function pageFactsIn(
  database: Database,
  models: RunFile['models'],
): Promise<Pick<RunPageFacts, 'accounts' | 'models'>> {
  const rows = await database.rows(
    'SELECT slot, name FROM _user_sync.account WHERE current ORDER BY slot DESC',
  );
  return {
    accounts: rows.flatMap(({slot, name}) => accountOf(String(slot), name)),
    models: models.map(({name, sql}) => ({
      model: name,
      reads: tablesIn(() => database.tablesOf(sql)),
    })),
  };
}

function accountOf(slot: string, name: unknown): readonly PageAccount[] {
  const [side, vendor] = slot.split('.');
  if ((side !== 'source' && side !== 'destination') || vendor === undefined) return [];
  return [{side, vendor, name: typeof name === 'string' && name !== '' ? name : null}];
}

/** A model whose SQL is broken reads nothing; the run has said so. */
function tablesIn(find: () => ReadonlySet<string>): readonly string[] {
  try {
    return [...find()].sort();
  } catch {
    return [];
  }
}
