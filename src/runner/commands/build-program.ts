import {Argument, Command, InvalidArgumentError, Option} from 'commander';
import type {AuditFlags} from '../audit/audit-command';
import type {AuthorizeFlags} from '../authorize/authorize-command';
import {REDIRECT_URL} from '../authorize/redirect-address';
import type {DemoFlags} from '../demo/demo';
import {addCompletion, addInit, type StartActions} from './add-start';
import {addInspection, type InspectionActions} from './add-inspection';
import type {ReplayFlags, SyncFlags} from './commands';
import {EXIT_CODE_HELP} from './exit-codes';
import {helpText} from './help-text';
import {addHistoryCommands, type HistoryActions} from './history-commands';
import type {SandboxFlags} from './read-sandbox-config';

/** What the commands do; each returns the exit code. */
interface ProgramActions extends HistoryActions, InspectionActions, StartActions {
  readonly demo: (flags: DemoFlags) => Promise<number>;
  readonly run: (path: string, flags: SyncFlags) => Promise<number>;
  readonly audit: (path: string, flags: AuditFlags) => Promise<number>;
  readonly review: (path: string) => Promise<number>;
  readonly sandbox: (flags: SandboxFlags) => Promise<number>;
  readonly replay: (path: string, flags: ReplayFlags) => Promise<number>;
  readonly authorize: (vendor: string, flags: AuthorizeFlags) => Promise<number>;
}

/** How the program is put together. */
interface ProgramOptions {
  readonly version: string;
  /** What the sandbox says of its vendors' settings. */
  readonly sandboxHelp: string;
  /** Names of the vendors whose apps a person authorizes in a browser. */
  readonly appVendors: readonly string[];
  readonly actions: ProgramActions;
  readonly done: (code: number) => void;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** The command line of user-sync. Commander throws its `CommanderError` for what it refuses. */
export function buildProgram(options: ProgramOptions): Command {
  const {version, sandboxHelp, appVendors, actions, done, out, err} = options;
  const program = new Command('user-sync')
    .description('Reads people from SaaS tools into DuckDB and sends SQL models of them back.')
    .version(version)
    .option('--verbose', 'print more details, on stderr')
    .option('--no-color', 'use no colours; NO_COLOR and FORCE_COLOR are heeded as well')
    .exitOverride()
    .configureOutput({writeOut: out, writeErr: err})
    .addHelpText('after', EXIT_CODE_HELP)
    .showSuggestionAfterError(true);
  // In the order in which people come to need them.
  addInit(program, actions, done);
  addInspection(program, actions, done);
  addRun(program, actions, done);
  addHistoryCommands(program, actions, done);
  addReplay(program, actions, done);
  addAudit(program, actions, done);
  addDemo(program, actions, done);
  addSandbox(program, {actions, done, sandboxHelp});
  addAuthorize(program, {actions, done, appVendors});
  addCompletion(program, {done, out});
  return program;
}

type Done = ProgramOptions['done'];

function addDemo(program: Command, actions: ProgramActions, done: Done): void {
  program
    .command('demo')
    .description('show a whole sync, twice, against the sandbox in this process')
    .option('--keep <dir>', 'keep run file, models and warehouse in this new or empty folder')
    .option('--seed <n>', 'generate different people', wholeNumber)
    .option('--report [file]', 'write a page about the second round; default: user-sync-demo.html')
    .option('--json', 'print the figures as JSON')
    .addHelpText(
      'after',
      helpText({examples: ['user-sync demo', 'user-sync demo --report --keep demo']}),
    )
    .action(async (flags: DemoFlags) => done(await actions.demo(flags)));
}

function addRun(program: Command, actions: ProgramActions, done: Done): void {
  program
    .command('run')
    .description('run source → warehouse → models → destination as a run file describes it')
    .argument('[file]', 'the run file (YAML)')
    .option('--dry-run', 'show creates, updates field by field and rejections; write nothing')
    .option('--select <model...>', 'send these models only')
    .option(
      '--limit <n>',
      'send at most this many rows of each model, for a first test',
      countingNumber,
    )
    .option('--full', 'send every row, even those that were accepted before')
    .option('--verify', "first compare what was accepted with the vendor's current values")
    .option(
      '--accept-account',
      'a credential belongs to another account: read and send everything for it',
    )
    .option('--same-account', 'a credential is new, but the account is the same')
    .option('--report <file>', 'write a page about the run: one HTML file that needs no network')
    .option('--show-values', 'show personal data in the page; default: it is masked')
    .option('--json', 'print the figures as JSON')
    .addOption(logFormat())
    .option('--metrics <file>', 'leave the figures in this file, for Prometheus (OpenMetrics text)')
    .addHelpText(
      'after',
      helpText({
        examples: [
          'user-sync run people/run.yaml --dry-run',
          'user-sync run people/run.yaml --report people/report.html',
        ],
        notes: [
          'A dry run reads the source into a copy of the warehouse, plans there, and',
          'deletes the copy.',
        ],
      }),
    )
    .action(async (file: string | undefined, flags: SyncFlags, command: Command) => {
      const {path, select} = splitSelect(command, file, flags.select ?? []);
      done(await actions.run(path, {...flags, select}));
    });
}

function addReplay(program: Command, actions: ProgramActions, done: Done): void {
  program
    .command('replay')
    .description('send rejected rows again, without reading or computing anything')
    .argument('<file>', 'the run file (YAML), or with --config a file of rejected records')
    .option('--config <run-file>', 'the run file whose destination receives the records of a file')
    .option('--dry-run', 'show what would happen; write nothing')
    .option('--json', 'print the figures as JSON')
    .addOption(logFormat())
    .addHelpText(
      'after',
      helpText({
        examples: [
          'user-sync replay people/run.yaml --dry-run',
          'user-sync replay people/run.yaml',
        ],
        notes: [
          'Rows that are rejected again stay in the warehouse. Records of a file that are',
          'rejected again go to a new file; the old file gets the ending .replayed.',
          'Records whose row was accepted or changed since are not sent.',
        ],
      }),
    )
    .action(async (file: string, flags: ReplayFlags) => done(await actions.replay(file, flags)));
}

/** The program that builds the outputs looks for it as well: see `open-terminal.ts`. */
function logFormat(): Option {
  return new Option(
    '--log-format <format>',
    'what is told on stderr: text for people, or one JSON object a line',
  )
    .choices(['text', 'json'])
    .default('text');
}

function addAudit(program: Command, actions: ProgramActions, done: Done): void {
  program
    .command('audit')
    .description('find out who has access to what, and what is wrong with it')
    .argument('<file>', 'the run file (YAML), with a section people')
    .option('-o, --output <file>', 'write a page about it: one HTML file that needs no network')
    .option('--show-values', 'show personal data in the page; default: it is masked')
    .option('--csv <dir>', 'write each table as a CSV file into this folder')
    .option('--json', 'print people, accounts, links and findings as JSON')
    .addOption(logFormat())
    .option('--no-read', 'use what the warehouse has; ask no vendor')
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 when an open finding is as severe').choices([
        ...['high', 'medium', 'low'],
      ]),
    )
    .option('--allow-shrink', 'accept once that a file has lost more than 5 % of its rows')
    .addHelpText(
      'after',
      helpText({
        examples: [
          'user-sync audit people/run.yaml',
          'user-sync audit people/run.yaml -o people/audit.html --no-read',
        ],
      }),
    )
    .action(async (file: string, flags: AuditFlags) => done(await actions.audit(file, flags)));
  program
    .command('people')
    .description('look after the graph of people')
    .command('review')
    .description('list what was not linked automatically, as lines for decisions.csv')
    .argument('<file>', 'the run file (YAML), with a section people')
    .addHelpText(
      'after',
      helpText({
        examples: [
          'user-sync people review people/run.yaml',
          'user-sync people review people/run.yaml > people/review.csv',
        ],
      }),
    )
    .action(async (file: string) => done(await actions.review(file)));
}

function addSandbox(
  program: Command,
  {actions, done, sandboxHelp}: Pick<ProgramOptions, 'actions' | 'done' | 'sandboxHelp'>,
): void {
  program
    .command('sandbox')
    .description('serve made-up vendors on this machine until Ctrl-C')
    .option('--port <n>', 'port on 127.0.0.1; default: any free port', wholeNumber)
    .option('--seed <n>', 'generate different people', wholeNumber)
    .option('--latency <ms>', 'wait before every answer', wholeNumber)
    .option('--users <n>', 'Pipedrive users', wholeNumber)
    .option('--roles <n>', 'Pipedrive roles', wholeNumber)
    .option('--visitors <n>', 'Pendo visitors', wholeNumber)
    .option('--accounts <n>', 'Pendo accounts', wholeNumber)
    .option('--set <vendor.setting=value...>', 'any other setting of a vendor')
    .option('--config <file>', 'all options as YAML or JSON: seed, limits, faults, vendors …')
    .option('--json', 'print addresses, credentials and configurations as one line of JSON')
    .option('--env', 'print addresses and credentials as lines to paste into a shell')
    .addHelpText(
      'after',
      helpText({
        examples: [
          'user-sync sandbox --env',
          'user-sync sandbox --port 8787 --users 500 --set scim.profile=strict',
        ],
        ...(sandboxHelp !== '' && {notes: [sandboxHelp]}),
      }),
    )
    .action(async (flags: SandboxFlags) => done(await actions.sandbox(flags)));
}

function addAuthorize(
  program: Command,
  {actions, done, appVendors}: Pick<ProgramOptions, 'actions' | 'done' | 'appVendors'>,
): void {
  program
    .command('authorize')
    .description('authorize your OAuth app for your account and print its refresh token')
    .addArgument(new Argument('<vendor>', 'vendor of the app').choices(appVendors))
    .option('--client-id <id>', 'client ID of the app; default: $<VENDOR>_CLIENT_ID')
    .option(
      '--client-secret-file <file>',
      'file with the client secret; default: $<VENDOR>_CLIENT_SECRET, else it is asked for',
    )
    // Taken so that it can be refused without repeating it: Commander quotes options it does not know.
    .addOption(new Option('--client-secret <secret>').hideHelp())
    .option('--region <region>', 'PandaDoc: us or eu; default: us')
    .option(
      '--redirect-url <url>',
      'address to which the browser sends the answer, as registered with the app',
      REDIRECT_URL,
    )
    .option('--timeout <seconds>', 'wait this long for the browser', timeoutSeconds, 300)
    .option('--authorize-url <url>', "replaces the vendor's page, for example with the sandbox's")
    .option('--token-url <url>', "replaces the vendor's token endpoint")
    .addHelpText(
      'after',
      helpText({
        examples: [
          'user-sync authorize pipedrive --client-id 0123456789abcdef',
          'user-sync authorize pandadoc --region eu --client-id 0123456789 > token.txt',
        ],
        notes: [
          'Give the client ID of your own app, and register the redirect URL with it first.',
          'The refresh token is printed once, to standard output, and not stored;',
          'everything else goes to standard error.',
        ],
      }),
    )
    .action(async (vendor: string, flags: AuthorizeFlags) =>
      done(await actions.authorize(vendor, flags)),
    );
}

/** `--select` takes all words that follow it, the run file too when that stands last. */
function splitSelect(
  command: Command,
  file: string | undefined,
  select: readonly string[],
): {readonly path: string; readonly select: readonly string[]} {
  const names = file === undefined ? select.slice(0, -1) : select;
  const path = file ?? (select.length > 1 ? select.at(-1) : undefined);
  if (path === undefined) command.error("error: missing required argument 'file'");
  const models = names.flatMap((name) => name.split(',')).map((name) => name.trim());
  return {path, select: models.filter((name) => name !== '')};
}

function countingNumber(text: string): number {
  const value = wholeNumber(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

/** A day at most: a longer wait is a mistake, and timers cannot wait for any time. */
function timeoutSeconds(text: string): number {
  const value = countingNumber(text);
  if (value <= 86_400) return value;
  throw new InvalidArgumentError('It must be at most 86400, a day.');
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('It must be a whole number.');
}
