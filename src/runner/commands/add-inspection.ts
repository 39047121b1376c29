import {InvalidArgumentError, type Command} from 'commander';
import type {CheckFlags} from '../check/check-command';
import type {ShowFlags} from '../look/show-command';
import {helpText} from './help-text';

/** What the commands that look and write nothing do; each returns the exit code. */
export interface InspectionActions {
  readonly check: (path: string, flags: CheckFlags) => Promise<number>;
  readonly show: (
    what: {readonly path: string; readonly model: string},
    flags: ShowFlags,
  ) => Promise<number>;
  readonly objects: (
    what: {readonly path: string; readonly object: string | undefined},
    flags: {readonly json?: boolean},
  ) => Promise<number>;
}

/** Adds the commands that look at a run file, its models and its accounts, and write nothing. */
export function addInspection(
  program: Command,
  actions: InspectionActions,
  done: (code: number) => void,
): void {
  addCheck(program, actions, done);
  addShow(program, actions, done);
  addObjects(program, actions, done);
}

function addCheck(
  program: Command,
  actions: InspectionActions,
  done: (code: number) => void,
): void {
  program
    .command('check')
    .description('find every mistake of a run file, then ask the vendors')
    .argument('<file>', 'the run file (YAML)')
    .option('--offline', 'ask no vendor')
    .option('--json', 'print what was found as JSON')
    .addHelpText(
      'after',
      helpText({
        examples: [
          'user-sync check people/run.yaml',
          'user-sync check people/run.yaml --offline --json',
        ],
      }),
    )
    .action(async (path: string, flags: CheckFlags) => done(await actions.check(path, flags)));
}

function addShow(program: Command, actions: InspectionActions, done: (code: number) => void): void {
  program
    .command('show')
    .description('show rows of a model as they would be sent')
    .argument('<file>', 'the run file (YAML)')
    .argument('<model>', 'name of a model')
    .option('--limit <n>', 'rows; default: 20', rowNumber)
    .option('--read', 'read the source first; default: the warehouse as it is')
    .option('--offline', 'ask no vendor, and leave its own rules out')
    .option('--json', 'print the rows as JSON')
    .option('--csv', 'print the rows as CSV')
    .addHelpText(
      'after',
      helpText({
        examples: [
          'user-sync show people/run.yaml pendo_people --read --limit 5',
          'user-sync show people/run.yaml pendo_people --csv > rows.csv',
        ],
        notes: ["The rows are people's data, as they are."],
      }),
    )
    .action(async (path: string, model: string, flags: ShowFlags) =>
      done(await actions.show({path, model}, flags)),
    );
}

function addObjects(
  program: Command,
  actions: InspectionActions,
  done: (code: number) => void,
): void {
  program
    .command('objects')
    .description(
      'list the objects that can be written, with their fields, as the accounts have them',
    )
    .argument('<file>', 'the run file (YAML)')
    .argument('[object]', 'only this object')
    .option('--json', 'print them as JSON')
    .addHelpText(
      'after',
      helpText({
        examples: [
          'user-sync objects people/run.yaml',
          'user-sync objects people/run.yaml pendo_visitors --json',
        ],
      }),
    )
    .action(async (path: string, object: string | undefined, flags: {readonly json?: boolean}) =>
      done(await actions.objects({path, object}, flags)),
    );
}

function rowNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}
