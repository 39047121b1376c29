import {CommanderError} from 'commander';
import {systemClock} from './core/clock';
import {toFailure} from './core/failure';
import type {Kit} from './core/kit';
import {createSecretMask} from './core/secrets/secret-mask';
import {EXIT_CODES, exitCodeOfFailure} from './runner/commands/exit-codes';
import {openTerminal} from './runner/commands/open-terminal';
import type {Terminal} from './runner/commands/terminal';

const RAN_DRY =
  'The program stopped before its work was finished, because nothing was left to wait for. Work that was not reported as done may not be done: run it again. This is a bug; please report it.';

/** Commands that take their time: a terminal shows that they start before their code is loaded. */
const SHOW_A_START: ReadonlySet<string> = new Set(['run', 'replay', 'demo', 'audit']);

// What a run writes holds people's data: the warehouse, its log, rejected records. Only their owner may
// read them, whoever else has an account on the machine.
process.umask(0o077);
void main(process.argv.slice(2));

/** Builds everything, carries the command out, and ends the process when all output has left. */
async function main(args: readonly string[]): Promise<void> {
  const stop = new AbortController();
  const mask = createSecretMask();
  const {terminal, log} = openTerminal(args, mask);
  const kit: Kit = {clock: systemClock, log, mask, random: Math.random, signal: stop.signal};
  handleSignals(stop, terminal.err);
  outliveReaders();
  let code: number = EXIT_CODES.failed;
  // Node.js ends a process that waits for nothing any more, with 0, regardless of what was still to be done.
  process.once('beforeExit', () => {
    terminal.err(`${RAN_DRY}\n`);
    process.exit(EXIT_CODES.failed);
  });
  try {
    if (SHOW_A_START.has(args[0] ?? '') && !args.includes('--help')) {
      terminal.area?.draw('starting … 0:00');
    }
    const {createUserSync} = await import('./user-sync-commands');
    const program = createUserSync({kit, terminal}, (ended) => (code = ended));
    await program.parseAsync(args, {from: 'user'});
  } catch (error) {
    terminal.area?.clear();
    code = codeOfError(error, stop.signal, terminal);
  }
  process.stdout.write('', () => process.exit(code));
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

function codeOfError(error: unknown, signal: AbortSignal, terminal: Terminal): number {
  // Commander has said what is wrong; asking for help or version is no mistake.
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.badInput;
  }
  if (signal.aborted) return EXIT_CODES.interrupted;
  const failure = toFailure(error);
  const {kind, message} = failure;
  if (terminal.jsonLog) terminal.jsonLog.write('ERROR', 'failure', {kind, message});
  else terminal.err(`${message}\n`);
  return exitCodeOfFailure(failure);
}
