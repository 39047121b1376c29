import type {Clock} from '../../core/clock';
import {toFailure, type Failure} from '../../core/failure';
import type {LineOutput} from '../output/line-output';
import type {MessageWriter} from '../output/message-writer';
import {errorTrace} from '../protocol/error-trace';

/**
 * Does the work of a command and gives the exit code: 1 when an ERROR trace was written or the reader hung
 * up, else 0. Everything that is thrown becomes an ERROR trace; nothing goes to stderr.
 */
export async function runToExitCode(
  program: {
    readonly writer: MessageWriter;
    readonly output: LineOutput;
    readonly clock: Clock;
    /** What an error means; undefined: no failure at all. Default: `toFailure`. */
    readonly failureOf?: (error: unknown) => Failure | undefined;
  },
  work: () => Promise<unknown>,
): Promise<number> {
  const {writer, output, clock, failureOf = toFailure} = program;
  try {
    await work();
  } catch (error) {
    const failure = failureOf(error);
    if (failure) await writer.send(errorTrace({failure, nowMs: clock.now()}));
  }
  await writer.flush();
  return output.broken() || writer.errorTraces > 0 ? 1 : 0;
}
