import {CommanderError} from 'commander';
import {systemClock} from './core/clock';
import {toFailure} from './core/failure';
import {replaceStrings} from './core/json-strings';
import type {Log} from './core/log';
import {createSecretMask, type SecretMask} from './core/secrets/secret-mask';
import {appVendors} from './generated/spec-parts';
import {packageVersion} from './resources/load-resource';
import {buildProgram, type ProgramActions} from './runner/commands/build-program';
import type {askLine} from './runner/commands/ask-line';
import type {CommandParts} from './runner/commands/command-parts';
import {EXIT_CODES, exitCodeOfFailure} from './runner/commands/exit-codes';
import type {StartSandbox} from './runner/demo/sandbox-host';

// What a run writes holds people's data: the warehouse, its log, rejected records. Only their owner may
// read them, whoever else has an account on the machine.
process.umask(0o077);
void main(process.argv.slice(2));

const RAN_DRY =
  'The program stopped before its work was finished, because nothing was left to wait for. Work that was not reported as done may not be done: run it again. This is a bug; please report it.';

/** Builds everything, carries the command out, and ends the process when all output has left. */
async function main(args: readonly string[]): Promise<void> {
  const stop = new AbortController();
  const base = createBase(stop.signal, args.includes('--verbose'));
  const {terminal} = base;
  handleSignals(stop, terminal.err);
  outliveReaders();
  let code: number = EXIT_CODES.failed;
  // Node.js ends a process that waits for nothing any more, with 0, regardless of what was still to be done.
  process.once('beforeExit', () => {
    terminal.err(`${RAN_DRY}\n`);
    process.exit(EXIT_CODES.failed);
  });
  const program = buildProgram({
    version: packageVersion(),
    sandboxHelp: await sandboxHelpFor(args),
    appVendors,
    done: (ended) => (code = ended),
    out: terminal.out,
    err: terminal.err,
    actions: actionsWith(() => withVendors(base)),
  });
  try {
    await program.parseAsync(args, {from: 'user'});
  } catch (error) {
    code = codeOfError(error, stop.signal, terminal.err);
  }
  process.stdout.write('', () => process.exit(code));
}

/** What the sandbox says of its vendors' settings; only where its help may be asked for. */
async function sandboxHelpFor(args: readonly string[]): Promise<string> {
  if (!args.includes('sandbox')) return '';
  return (await import('./sandbox/registry')).settingsHelp();
}

/** Each command loads its own code, and the vendors, when it runs. */
function actionsWith(parts: () => Promise<CommandParts>): ProgramActions {
  const start: StartSandbox = async (options) =>
    (await import('./sandbox/start-sandbox')).startSandbox(options);
  return {
    demo: async (flags) =>
      (await import('./runner/demo/demo')).demoCommand(await parts(), start, flags),
    init: async (directory, flags) =>
      (await import('./runner/init/init-command')).initCommand(await parts(), directory, flags),
    check: async (path, flags) =>
      (await import('./runner/check/check-command')).checkCommand(await parts(), path, flags),
    show: async (what, flags) =>
      (await import('./runner/look/show-command')).showCommand(await parts(), what, flags),
    objects: async (what, flags) =>
      (await import('./runner/look/objects-command')).objectsCommand(await parts(), what, flags),
    run: async (path, flags) =>
      (await import('./runner/commands/commands')).runCommand(await parts(), path, flags),
    replay: async (path, flags) =>
      (await import('./runner/commands/commands')).replayCommand(await parts(), path, flags),
    history: async (path, flags) =>
      (await import('./runner/history/history-command')).historyCommand(await parts(), path, flags),
    report: async (path, flags) =>
      (await import('./runner/history/report-command')).reportCommand(await parts(), path, flags),
    rejected: async (path, flags) =>
      (await import('./runner/history/rejected-command')).rejectedCommand(
        await parts(),
        path,
        flags,
      ),
    audit: async (path, flags) =>
      (await import('./runner/audit/audit-command')).auditCommand(await parts(), path, flags),
    review: async (path) =>
      (await import('./runner/audit/audit-command')).reviewCommand(await parts(), path),
    sandbox: async (flags) =>
      (await import('./runner/commands/sandbox-command')).sandboxCommand(
        await parts(),
        start,
        flags,
      ),
    authorize: async (vendor, flags) =>
      (await import('./runner/authorize/authorize-command')).authorizeCommand(
        await parts(),
        vendor,
        flags,
      ),
  };
}

async function withVendors(base: BaseParts): Promise<CommandParts> {
  const {vendors} = await import('./vendors/registry');
  const {configSchemas} = await import('./runner/run-file/run-file-schema');
  return {...base, vendors, schemas: configSchemas(vendors)};
}

/** The parts that need no code of a command. */
type BaseParts = Pick<CommandParts, 'kit' | 'terminal' | 'environment'>;

function createBase(signal: AbortSignal, verbose: boolean): BaseParts {
  const mask = createSecretMask();
  const err = (text: string): void => void process.stderr.write(mask.apply(text));
  const shown = verbose ? ['ERROR', 'WARN', 'INFO', 'DEBUG'] : ['ERROR', 'WARN'];
  // A remark must not begin in the middle of the live line of progress.
  const clearLine = process.stderr.isTTY ? '\r\x1b[2K' : '';
  const log: Log = (level, message) => {
    if (shown.includes(level)) err(`${clearLine}${level}: ${message}\n`);
  };
  return {
    kit: {clock: systemClock, log, mask, random: Math.random, signal},
    terminal: {
      out: (text) => void process.stdout.write(maskOutput(text, mask)),
      outUnmasked: (text) =>
        new Promise((resolve, reject) => {
          process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
        }),
      err,
      live: process.stderr.isTTY,
      width: process.stderr.isTTY ? process.stderr.columns : 80,
      ...(process.stdin.isTTY && {
        ask: async (question: string, cancelled: AbortSignal) =>
          (await import('./runner/commands/ask-line')).askLine(keyboard(question, cancelled)),
        askHidden: async (question: string, cancelled: AbortSignal) =>
          (await import('./runner/authorize/ask-hidden')).askHidden(keyboard(question, cancelled)),
      }),
    },
    environment: process.env,
  };
}

/** How a question is put to the person at the terminal; the answer to the program is on standard output. */
function keyboard(question: string, signal: AbortSignal): Parameters<typeof askLine>[0] {
  return {input: process.stdin, output: process.stderr, question, signal};
}

/** A report in JSON is masked inside its strings: it must stay JSON, and its numbers what they are. */
function maskOutput(text: string, mask: SecretMask): string {
  if (!mask.mayChange(text)) return text;
  return text.startsWith('{')
    ? replaceStrings(text, (value) => mask.apply(value))
    : mask.apply(text);
}

/**
 * The first signal stops the work at a safe place; the second ends the process at once, as if it had
 * no handler: `process.exit` would wait for a thread that DuckDB keeps busy.
 */
function handleSignals(stop: AbortController, say: (text: string) => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!stop.signal.aborted) {
        say('\nStopping at a safe place; press Ctrl-C again to stop immediately.\n');
        stop.abort();
        return;
      }
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    });
  }
}

/** A reader that hangs up (`| head`) must not end a sync in its middle: the rest is not printed. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

function codeOfError(error: unknown, signal: AbortSignal, say: (text: string) => void): number {
  // Commander has said what is wrong; asking for help or version is no mistake.
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.badInput;
  }
  if (signal.aborted) return EXIT_CODES.interrupted;
  const failure = toFailure(error);
  say(`${failure.message}\n`);
  return exitCodeOfFailure(failure);
}
