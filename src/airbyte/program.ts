import type {Writable} from 'node:stream';
import type {Clock} from '../core/clock';
import {Failure} from '../core/failure';
import type {Kit} from '../core/kit';
import {createLineOutput, type LineOutput} from './line-output';
import {MessageWriter} from './message-writer';
import {createOutputMask} from './output-mask';

/** What a program is built on. */
export interface ProgramParts {
  /** Where the protocol's lines go: the process's stdout. */
  readonly stdout: Writable;
  readonly clock: Clock;
  readonly random: () => number;
}

/** What every command of a connector uses. */
export interface Program {
  readonly kit: Kit;
  readonly writer: MessageWriter;
  readonly output: LineOutput;
}

/** Joins output, mask and kit; the kit's signal is aborted when the reader of the output hangs up. */
export function createProgram({stdout, clock, random}: ProgramParts): Program {
  const stop = new AbortController();
  const mask = createOutputMask();
  const output = createLineOutput(stdout, () => {
    stop.abort(
      new Failure({
        kind: 'transient',
        message:
          'The program that reads the output closed it, so the work was stopped. Run it again.',
      }),
    );
  });
  const writer = new MessageWriter(output, mask);
  const {signal} = stop;
  return {kit: {clock, log: writer.log, mask, random, signal}, writer, output};
}
