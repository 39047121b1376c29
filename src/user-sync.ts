import {CommanderError} from 'commander';
import {systemClock} from './core/clock';
import {toFailure} from './core/failure';
import type {Kit} from './core/kit';
import {createSecretMask} from './core/secrets/secret-mask';
import {createSuddenEnd, type SuddenEnd} from './core/sudden-end';
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
  const {signal} = stop;
  const suddenEnd = createSuddenEnd();
  const kit: Kit = {clock: systemClock, log, mask, random: Math.random, signal, suddenEnd};
  handleSignals(stop, suddenEnd, terminal.err);
  const lost = watchOutputs();
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
    const program = await createUserSync({kit, terminal}, args, (ended) => (code = ended));
    await suddenEnd.untilGivenUp(() => program.parseAsync(args, {from: 'user'}));
  } catch (error) {
    terminal.area?.clear();
    code = codeOfError(error, {isInterrupted: signal.aborted && !suddenEnd.gaveUp(), terminal});
  }
  process.stdout.write('', () => {
    // The stream tells what went wrong only after this.
    setImmediate(() => {
      const ended = codeAtEnd(code, lost(), terminal.err);
      if (suddenEnd.gaveUp()) endAtOnce(signal.aborted ? 'SIGINT' : 'SIGKILL', suddenEnd);
      process.exit(ended);
    });
  });
}

/** A report that did not get to its file must not look like one that did. */
function codeAtEnd(
  code: number,
  lost: NodeJS.ErrnoException | undefined,
  say: (text: string) => void,
): number {
  if (lost === undefined) return code;
  const reason = lost.code ?? lost.message;
  say(
    `The standard output could not be written to its end (${reason}), so what stands there is not complete. Free some space, or send the output elsewhere, and run the command again.\n`,
  );
  return code === EXIT_CODES.done ? EXIT_CODES.failed : code;
}

/** The first signal stops the work at a safe place; the second ends the process at once. */
function handleSignals(
  stop: AbortController,
  suddenEnd: SuddenEnd,
  say: (text: string) => void,
): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!stop.signal.aborted) {
        say('\nStopping at a safe place; press Ctrl-C again to stop immediately.\n');
        stop.abort();
        return;
      }
      endAtOnce(signal, suddenEnd);
    });
  }
}

/** Ends the process as if it had no handlers: `process.exit` would wait for a thread that DuckDB keeps busy. */
function endAtOnce(signal: NodeJS.Signals, suddenEnd: SuddenEnd): void {
  suddenEnd.carryOut();
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // The first process of a container gets no signal that it has no handler for.
  process.abort();
}

/**
 * A reader that hangs up (`| head`), or a full disk behind an output, must not end a sync in its middle: the
 * rest is not printed. Answers what the standard output could not take; a reader that has enough loses nothing,
 * and of an error of the log nobody could be told.
 */
function watchOutputs(): () => NodeJS.ErrnoException | undefined {
  let lost: NodeJS.ErrnoException | undefined;
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') lost ??= error;
  });
  return () => lost;
}

function codeOfError(
  error: unknown,
  {isInterrupted, terminal}: {readonly isInterrupted: boolean; readonly terminal: Terminal},
): number {
  // Commander has said what is wrong; asking for help or version is no mistake.
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.badInput;
  }
  if (isInterrupted) return EXIT_CODES.interrupted;
  const failure = toFailure(error);
  const {kind, message} = failure;
  if (terminal.jsonLog) terminal.jsonLog.write('ERROR', 'failure', {kind, message});
  else terminal.err(`${message}\n`);
  return exitCodeOfFailure(failure);
}
