import {CommanderError, type Command} from 'commander';
import type {Clock} from '../../core/clock';
import {Failure, toFailure} from '../../core/failure';
import type {LineOutput} from '../output/line-output';
import type {MessageWriter} from '../output/message-writer';
import {runToExitCode} from './run-to-exit-code';

/** Parses the arguments and runs the command that they name, as `runToExitCode` does. */
export async function runCommandLine(line: {
  readonly command: Command;
  /** Arguments without interpreter and script. */
  readonly args: readonly string[];
  readonly writer: MessageWriter;
  readonly output: LineOutput;
  readonly clock: Clock;
}): Promise<number> {
  const {command: program, args} = line;
  for (const command of [program, ...program.commands]) quiet(command, line.output);
  const failure = (error: unknown): Failure | undefined => failureOf(error, program.name());
  return runToExitCode({...line, failureOf: failure}, () =>
    program.parseAsync(args, {from: 'user'}),
  );
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
