import {Failure, toFailure} from '../core/failure';
import {errorTrace} from './protocol/error-trace';
import type {Program} from './program';

/** After the reader hung up, work that does not stop by itself is given up after this long. */
const STOP_GRACE_MS = 5_000;

/** Signals that end a process, and the exit codes by which shells and containers tell of them. */
const STOP_SIGNALS = [
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const;

/** The part of the process that a program needs; tests hand in their own. */
export interface ProcessHost {
  readonly pid: number;
  on(event: 'uncaughtException' | 'warning', listener: (error: Error) => void): unknown;
  on(event: 'SIGTERM' | 'SIGINT' | 'beforeExit', listener: () => void): unknown;
  removeAllListeners(event: string): unknown;
  exit(code: number): void;
}

/**
 * Runs a program to its end and ends the process with its code, after all output has left. A bug
 * that nobody caught becomes an ERROR trace and code 1. There is no handler for SIGTERM: clients
 * that stop a connector expect to see the signal itself. Only the first process of a container needs
 * one.
 */
export async function launch(
  program: Program,
  host: ProcessHost,
  run: () => Promise<number>,
): Promise<void> {
  routeWarnings(program, host);
  endAsFirstProcess(host);
  host.on('uncaughtException', (error) => void crash(program, host, error));
  program.kit.signal.addEventListener('abort', () => {
    setTimeout(() => {
      host.exit(1);
    }, STOP_GRACE_MS).unref();
  });
  host.on('beforeExit', () => void crash(program, host, ranDry()));
  try {
    host.exit(await run());
  } catch (error) {
    await crash(program, host, error);
  }
}

/**
 * Node.js ends a process that waits for nothing any more, with 0, regardless of what was still to be done: an
 * answer of which no word comes is enough. Only `launch` may end the process.
 */
function ranDry(): Failure {
  return new Failure({
    kind: 'system',
    message:
      'The program stopped before its work was finished, because nothing was left to wait for. Work that was not reported as done may not be done: run it again. This is a bug; please report it with the log.',
  });
}

/** Unhandled rejections arrive here as well: Node.js raises them when nobody else listens. */
async function crash({writer, kit}: Program, host: ProcessHost, error: unknown): Promise<void> {
  await writer.send(errorTrace({failure: toFailure(error), nowMs: kit.clock.now()}));
  await writer.flush();
  host.exit(1);
}

/** Linux drops signals without a handler for process 1: `docker stop` would wait and then kill. */
function endAsFirstProcess(host: ProcessHost): void {
  if (host.pid !== 1) return;
  for (const [signal, code] of STOP_SIGNALS) {
    host.on(signal, () => {
      host.exit(code);
    });
  }
}

/** Node.js prints warnings on stderr, where the platform takes every line for an error. */
function routeWarnings({kit}: Program, host: ProcessHost): void {
  host.removeAllListeners('warning');
  host.on('warning', (warning) => {
    kit.log('DEBUG', `Node.js warns: ${warning.name}: ${warning.message}`);
  });
}
