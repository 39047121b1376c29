import type {Writable} from 'node:stream';
import type {Clock} from '../core/clock';
import {Failure} from '../core/failure';
import type {Kit} from '../core/kit';
import {createLineOutput, type LineOutput} from './output/line-output';
import {MessageWriter} from './output/message-writer';
import {createOutputMask} from './output/output-mask';

/** What every command of a connector uses. */
export interface Program {
  readonly kit: Kit;
  readonly writer: MessageWriter;
  readonly output: LineOutput;
}

/** Joins output, mask and kit; the kit's signal is aborted when the reader of the output hangs up. */
export function createProgram({
  stdout,
  clock,
  random,
  logLevel,
  lastWords = () => undefined,
}: {
  /** Where the protocol's lines go: the process's stdout. */
  readonly stdout: Writable;
  readonly clock: Clock;
  readonly random: () => number;
  /** LOG messages below it are dropped: `LOG_LEVEL`; default INFO. */
  readonly logLevel?: string | undefined;
  /** Where a sentence goes that cannot go to stdout any more: the process's stderr. */
  readonly lastWords?: (text: string) => void;
}): Program {
  const stop = new AbortController();
  const mask = createOutputMask();
  const output = createLineOutput(stdout, (error) => {
    const failure = brokenOutput(error);
    if (failure.kind === 'system') lastWords(`${failure.message}\n`);
    stop.abort(failure);
  });
  const writer = new MessageWriter(output, mask, logLevel);
  const {signal} = stop;
  return {kit: {clock, log: writer.log, mask, random, signal}, writer, output};
}

/** A reader that hangs up is no error of the system; a full disk is. */
function brokenOutput(error: NodeJS.ErrnoException | undefined): Failure {
  if (error === undefined || error.code === 'EPIPE') {
    return new Failure({
      kind: 'transient',
      message:
        'The program that reads the output closed it, so the work was stopped. Run it again.',
    });
  }
  return new Failure({
    kind: 'system',
    message: `The standard output could not be written (${error.code ?? error.message}), so the work was stopped. Free some space, or send the output elsewhere, and run it again.`,
    cause: error,
  });
}
