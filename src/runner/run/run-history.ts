import type {Kit} from '../../core/kit';
import {packageVersion} from '../../resources/load-resource';
import type {Database} from '../../warehouse/database';
import {beginRun, endRun, thinHistory, type BegunRun} from '../../warehouse/history/keep-run';
import {exitCodeOf} from '../commands/exit-codes';
import type {RunReport} from '../report/report';
import type {RunFile} from '../run-file/run-file';

/** A run as the warehouse's history keeps it. */
export interface RunHistory {
  /** Its number; 0 in a dry run and where nothing is to be sent: they leave no history. */
  readonly run: number;
  /** Notes how it ended, and forgets what is older than it is to be kept. */
  end(report: RunReport): Promise<void>;
}

/** A name for a run that sorts by time: `20261128-031617-4f2a`. */
export function newRunId({clock, random}: Pick<Kit, 'clock' | 'random'>): string {
  const time = new Date(clock.now()).toISOString().replace(/[-:]/g, '').replace('T', '-');
  const tail = Math.floor(random() * 0x10000)
    .toString(16)
    .padStart(4, '0');
  return `${time.slice(0, 15)}-${tail}`;
}

/** Notes that a run begins, so that one that is killed stands in the history as well. */
export async function beginHistory(
  database: Database,
  options: {
    readonly runId: string;
    readonly command: BegunRun['command'];
    readonly runFile: RunFile;
    readonly dryRun: boolean;
    readonly choice?: Choice;
    readonly kit: Kit;
  },
): Promise<RunHistory> {
  const {runId, command, runFile, dryRun, choice, kit} = options;
  // What only reads, as `show --read` does, is no run: nothing became of any row.
  if (dryRun || choice?.readOnly === true) return {run: 0, end: () => Promise.resolve()};
  const run = await beginRun(database, {
    ...{runId, command, version: packageVersion(), startMs: kit.clock.now()},
    options: JSON.stringify(choiceOf(choice)),
  });
  return {
    run,
    end: async (report) => {
      await endRun(database, run, {
        ...report,
        endMs: kit.clock.now(),
        exitCode: exitCodeOf(report.outcome),
        report: JSON.stringify(report),
      });
      await thinHistory(database, runFile.history, kit.clock.now());
    },
  };
}

/** What the command line says of a run; see `RunChoice`. */
interface Choice {
  readonly readOnly?: boolean;
  readonly full?: boolean;
  readonly verify?: boolean;
  readonly limit?: number;
  readonly select?: readonly string[];
}

function choiceOf({full, verify, limit, select}: Choice = {}): Choice {
  return {
    ...(full === true && {full}),
    ...(verify === true && {verify}),
    ...(limit !== undefined && {limit}),
    ...(select !== undefined && select.length > 0 && {select}),
  };
}
