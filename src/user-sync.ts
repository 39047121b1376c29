import {CommanderError} from 'commander';
import {systemClock} from './core/clock';
import {toFailure} from './core/failure';
import {replaceStrings} from './core/json-strings';
import type {Log} from './core/log';
import {createSecretMask, type SecretMask} from './core/secrets/secret-mask';
import {packageVersion} from './resources/load-resource';
import {askLine} from './runner/commands/ask-line';
import {initCommand} from './runner/init/init-command';
import {auditCommand, reviewCommand} from './runner/audit/audit-command';
import {askHidden} from './runner/authorize/ask-hidden';
import {authorizeCommand} from './runner/authorize/authorize-command';
import {checkCommand} from './runner/check/check-command';
import {buildProgram} from './runner/commands/build-program';
import type {CommandParts} from './runner/commands/command-parts';
import {replayCommand, runCommand} from './runner/commands/commands';
import {demoCommand} from './runner/demo/demo';
import {EXIT_CODES, exitCodeOfFailure} from './runner/commands/exit-codes';
import {historyCommand} from './runner/history/history-command';
import {reportCommand} from './runner/history/report-command';
import {rejectedCommand} from './runner/history/rejected-command';
import {configSchemas} from './runner/run-file/run-file-schema';
import {objectsCommand} from './runner/look/objects-command';
import {showCommand} from './runner/look/show-command';
import {sandboxCommand} from './runner/commands/sandbox-command';
import {settingsHelp} from './sandbox/registry';
import {startSandbox as start} from './sandbox/start-sandbox';
import {vendors} from './vendors/registry';

// What a run writes holds people's data: the warehouse, its log, rejected records. Only their owner may
// read them, whoever else has an account on the machine.
process.umask(0o077);
void main(process.argv.slice(2));

const RAN_DRY =
  'The program stopped before its work was finished, because nothing was left to wait for. Work that was not reported as done may not be done: run it again. This is a bug; please report it.';

/** Builds everything, carries the command out, and ends the process when all output has left. */
async function main(args: readonly string[]): Promise<void> {
  const stop = new AbortController();
  const parts = createParts(stop.signal, args.includes('--verbose'));
  const {terminal} = parts;
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
    sandboxHelp: settingsHelp(),
    appVendors: vendors.flatMap(({name, authorization}) => (authorization ? [name] : [])),
    done: (ended) => (code = ended),
    out: terminal.out,
    err: terminal.err,
    actions: {
      demo: (flags) => demoCommand(parts, start, flags),
      init: (directory, flags) => initCommand(parts, directory, flags),
      check: (path, flags) => checkCommand(parts, path, flags),
      show: (what, flags) => showCommand(parts, what, flags),
      objects: (what, flags) => objectsCommand(parts, what, flags),
      run: (path, flags) => runCommand(parts, path, flags),
      replay: (path, flags) => replayCommand(parts, path, flags),
      history: (path, flags) => historyCommand(parts, path, flags),
      report: (path, flags) => reportCommand(parts, path, flags),
      rejected: (path, flags) => rejectedCommand(parts, path, flags),
      audit: (path, flags) => auditCommand(parts, path, flags),
      review: (path) => reviewCommand(parts, path),
      sandbox: (flags) => sandboxCommand(parts, start, flags),
      authorize: (vendor, flags) => authorizeCommand(parts, vendor, flags),
    },
  });
  try {
    await program.parseAsync(args, {from: 'user'});
  } catch (error) {
    code = codeOfError(error, stop.signal, terminal.err);
  }
  process.stdout.write('', () => process.exit(code));
}

function createParts(signal: AbortSignal, verbose: boolean): CommandParts {
  const mask = createSecretMask();
  const err = (text: string): void => void process.stderr.write(mask.apply(text));
  const shown = verbose ? ['ERROR', 'WARN', 'INFO', 'DEBUG'] : ['ERROR', 'WARN'];
  // A remark must not begin in the middle of the live line of progress.
  const clearLine = process.stderr.isTTY ? '\r\x1b[2K' : '';
  const log: Log = (level, message) => {
    if (shown.includes(level)) err(`${clearLine}${level}: ${message}\n`);
  };
  return {
    vendors,
    schemas: configSchemas(vendors),
    kit: {
      ...{clock: systemClock, log, mask, random: Math.random, signal},
      abandon: (failure) => {
        err(`${clearLine}${failure.message}\n`);
        endAtOnce(signal.aborted ? 'SIGINT' : 'SIGKILL');
      },
    },
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
        ask: (question: string, cancelled: AbortSignal) =>
          askLine({input: process.stdin, output: process.stderr, question, signal: cancelled}),
        askHidden: (question: string, cancelled: AbortSignal) =>
          askHidden({input: process.stdin, output: process.stderr, question, signal: cancelled}),
      }),
    },
    environment: process.env,
  };
}

/** A report in JSON is masked inside its strings: it must stay JSON, and its numbers what they are. */
function maskOutput(text: string, mask: SecretMask): string {
  if (!mask.mayChange(text)) return text;
  return text.startsWith('{')
    ? replaceStrings(text, (value) => mask.apply(value))
    : mask.apply(text);
}

/** The first signal stops the work at a safe place; the second ends the process at once. */
function handleSignals(stop: AbortController, say: (text: string) => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!stop.signal.aborted) {
        say('\nStopping at a safe place; press Ctrl-C again to stop immediately.\n');
        stop.abort();
        return;
      }
      endAtOnce(signal);
    });
  }
}

/** Ends the process as if it had no handlers: `process.exit` would wait for a thread that DuckDB keeps busy. */
function endAtOnce(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // The first process of a container gets no signal that it has no handler for.
  process.abort();
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
