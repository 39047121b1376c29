import {CommanderError, type Command} from 'commander';
import type {Clock} from '../../core/clock';
import {Failure, toFailure} from '../../core/failure';
import {errorTrace} from '../protocol/error-trace';
import type {LineOutput} from '../output/line-output';
import type {MessageWriter} from '../output/message-writer';

/**
 * Runs a command to its end and gives the exit code: 1 when an ERROR trace was written or the
 * reader hung up, else 0. Everything that is thrown becomes an ERROR trace; nothing goes to stderr.
 */
export async function runCommandLine(line: {
  readonly command: Command;
  /** Arguments without interpreter and script. */
  readonly args: readonly string[];
  readonly writer: MessageWriter;
  readonly output: LineOutput;
  readonly clock: Clock;
}): Promise<number> {
  for (const command of [line.command, ...line.command.commands]) quiet(command, line.output);
  try {
    await line.command.parseAsync(line.args, {from: 'user'});
  } catch (error) {
    const failure = failureOf(error, line.command.name());
    if (failure) await line.writer.send(errorTrace({failure, nowMs: line.clock.now()}));
  }
  await line.writer.flush();
  return line.output.broken() || line.writer.errorTraces > 0 ? 1 : 0;
}

/** Help and version go to stdout as text; what commander would print as an error is thrown only. */
function quiet(command: Command, output: LineOutput): void {
  command.exitOverride();
  command.configureOutput({
    writeOut: (text) => void output.write(text),
    writeErr: () => undefined,
    outputError: () => undefined,
  });
}

function failureOf(error: unknown, program: string): Failure | undefined {
  if (!(error instanceof CommanderError)) return toFailure(error);
  if (error.exitCode === 0) return undefined;
  const what =
    error.code === 'commander.help' ? 'no command was given' : sentencePart(error.message);
  return new Failure({
    kind: 'config',
    message: `The command line cannot be used: ${what}. Run "${program} --help" to see the commands, "${program} COMMAND --help" for their options.`,
    cause: error,
  });
}

/** Commander's message without its heading, on one line. */
function sentencePart(message: string): string {
  return message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/\.$/, '');
}
