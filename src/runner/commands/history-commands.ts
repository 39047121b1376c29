import {type Command, InvalidArgumentError, Option} from 'commander';
import type {HistoryFlags} from '../history/history-command';
import type {ReportFlags} from '../history/report-command';
import type {RejectedFlags} from '../history/rejected-command';
import {helpText} from './help-text';

/** What the commands do that look back at earlier runs; each returns the exit code. */
export interface HistoryActions {
  readonly history: (path: string, flags: HistoryFlags) => Promise<number>;
  readonly report: (path: string, flags: ReportFlags) => Promise<number>;
  readonly rejected: (path: string, flags: RejectedFlags) => Promise<number>;
}

/** Adds the commands that look back at earlier runs. */
export function addHistoryCommands(
  program: Command,
  actions: HistoryActions,
  done: (code: number) => void,
): void {
  addHistory(program, actions, done);
  addReport(program, actions, done);
  addRejected(program, actions, done);
}

type Add = typeof addHistoryCommands;

const addHistory: Add = (program, actions, done) => {
  program
    .command('history')
    .description('show earlier runs, or everything that happened to one key')
    .argument('<file>', 'the run file (YAML)')
    .option('--key <key>', 'what was sent and rejected for this key, and when')
    .option('--limit <n>', 'show so many runs; default: 50', countingNumber)
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      helpText({
        examples: [
          'user-sync history people/run.yaml',
          'user-sync history people/run.yaml --key anna@example.com',
        ],
        notes: [
          'A dry run leaves no history. Values are shown where the run file has',
          'history.keep_values.',
        ],
      }),
    )
    .action(async (file: string, flags: HistoryFlags) => done(await actions.history(file, flags)));
};

const addReport: Add = (program, actions, done) => {
  program
    .command('report')
    .description('write the page of the last run, with the runs before it')
    .argument('<file>', 'the run file (YAML)')
    .option('-o, --output <file>', 'the page; default: report.html beside the run file')
    .option('--show-values', 'show keys and values in the page; otherwise they are masked')
    .addHelpText(
      'after',
      helpText({
        examples: [
          'user-sync report people/run.yaml',
          'user-sync report people/run.yaml -o people/unmasked.html --show-values',
        ],
      }),
    )
    .action(async (file: string, flags: ReportFlags) => done(await actions.report(file, flags)));
};

const addRejected: Add = (program, actions, done) => {
  program
    .command('rejected')
    .description('show the rows that are rejected now, by reason, and what to do')
    .argument('<file>', 'the run file (YAML)')
    .addOption(new Option('--csv', 'print every row with its values as CSV').conflicts('json'))
    .option('--json', 'print the reasons as JSON')
    .addHelpText(
      'after',
      helpText({
        examples: [
          'user-sync rejected people/run.yaml',
          'user-sync rejected people/run.yaml --csv > rejected.csv',
        ],
        notes: [
          'A row leaves the set when a run sends it, finds it equal, or its model does not',
          'give it any more.',
        ],
      }),
    )
    .action(async (file: string, flags: RejectedFlags) =>
      done(await actions.rejected(file, flags)),
    );
};

function countingNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}
