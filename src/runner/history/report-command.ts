import {dirname, join} from 'node:path';
import {Failure} from '../../core/failure';
import type {Database} from '../../warehouse/database';
import {readReport, readRuns} from '../../warehouse/history/read-history';
import type {CommandParts} from '../commands/command-parts';
import {EXIT_CODES} from '../commands/exit-codes';
import {preparePage} from '../page/prepare-page';
import {pageFactsIn} from '../page/read-page-facts';
import {rejectedKeysIn} from '../page/rejected-keys';
import {type ReportedRun, runPageOf} from '../page/run-page-of';
import {writePage} from '../page/write-page';
import type {RunReport} from '../report/report';
import {inspectRunFile} from '../run-file/load-run-file';
import {lookBack} from './history-command';

/** Options of `report`. */
export interface ReportFlags {
  /** The page; default: report.html beside the run file. */
  readonly output?: string;
  readonly showValues?: boolean;
}

/** Runs in the page's strip. */
const RUNS_MAX = 30;

/** `user-sync report FILE`: writes the page of the last run that ended; returns the exit code. */
export async function reportCommand(
  parts: CommandParts,
  path: string,
  {output = join(dirname(path), 'report.html'), showValues = false}: ReportFlags,
): Promise<number> {
  const page = await lookBack(parts, path, async (database) => {
    const runs = await endedRuns(database);
    const last = runs.at(-1);
    if (last === undefined) {
      throw new Failure({
        kind: 'config',
        message: `${path} has no run that ended, so there is no page to write. Make a run: user-sync run ${path}`,
      });
    }
    const {schemas, environment, kit} = parts;
    // What is missing for a run, such as a credential, is no matter here.
    const {runFile} = inspectRunFile({path, schemas, environment, mask: kit.mask});
    return runPageOf({
      ...last,
      ...{runFile: path, showValues, earlier: runs.slice(0, -1)},
      ...(await pageFactsIn(database, runFile?.models ?? [])),
      rejected: await rejectedKeysIn(database, last.started),
    });
  });
  preparePage(output);
  writePage(output, page);
  parts.terminal.err(`The page of the last run is ${output}.\n`);
  return EXIT_CODES.done;
}

/** Runs of the whole file, the oldest first; a replay and a run that was killed have no page. */
async function endedRuns(
  database: Database,
): Promise<readonly (ReportedRun & {readonly version: string})[]> {
  const runs = (await readRuns(database, 10 * RUNS_MAX))
    .filter(({command, ended}) => command === 'run' && ended !== null)
    .slice(0, RUNS_MAX);
  const reported: (ReportedRun & {readonly version: string})[] = [];
  for (const {run_id: id, started, version} of runs.reverse()) {
    const found = await readReport(database, id);
    // A run of this program wrote it as it stands.
    if (found) reported.push({id, started, version, report: found.report as unknown as RunReport});
  }
  return reported;
}
