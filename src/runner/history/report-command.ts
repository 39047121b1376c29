import {dirname, join} from 'node:path';
import {Failure} from '../../core/failure';
import type {CommandParts} from '../commands/command-parts';
import {EXIT_CODES} from '../commands/exit-codes';
import {endedRuns} from '../page/ended-runs';
import {preparePage} from '../page/prepare-page';
import {pageFactsIn} from '../page/read-page-facts';
import {rejectedKeysIn} from '../page/rejected-keys';
import {runPageOf} from '../page/run-page-of';
import {writePage} from '../page/write-page';
import {inspectRunFile} from '../run-file/load-run-file';
import {lookBack} from './history-command';

/** Options of `report`. */
export interface ReportFlags {
  /** The page; default: report.html beside the run file. */
  readonly output?: string;
  readonly showValues?: boolean;
}

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
