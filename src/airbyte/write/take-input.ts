import {Failure} from '../../core/failure';
import type {Log} from '../../core/log';
import type {UnmappedStream} from '../../write/mapping/compile-mappings';
import type {WriteSession} from '../../write/session/session';
import {descriptorOfStream, type ConfiguredStream} from '../input/configured-catalog';
import {lineBatches} from '../input/input-lines';
import {parseInputLine, type InputMessage} from '../input/input-message';
import {descriptorText, descriptorOf} from '../protocol/stream-descriptor';
import type {StateEcho, WaitingState} from './state-echo';

/** Lines that are no messages are logged one by one up to this many. */
const FOREIGN_LOGGED_MAX = 10;

/** A destination's input and where it goes. */
interface InputRun {
  readonly input: AsyncIterable<Buffer | string>;
  /** The streams of the configured catalog. */
  readonly streams: readonly ConfiguredStream[];
  /** Those of them that go nowhere: left alone while no record of them comes. */
  readonly unmapped: readonly UnmappedStream[];
  readonly session: WriteSession<WaitingState>;
  readonly states: StateEcho;
  /** A dry run echoes no state. */
  readonly dryRun: boolean;
  readonly log: Log;
}

/** An input that is being read. */
interface Intake extends InputRun {
  /** Namespaces by stream name. */
  readonly known: ReadonlyMap<string, ReadonlySet<string | undefined>>;
  foreign: number;
}

/**
 * Gives every record and state of the input to the session, in order, and waits when the session
 * asks for it: what is not yet written stays in the pipe. The end of the input is just that: it
 * says nothing about whether the source has finished, and nothing is concluded from it.
 */
export async function takeInput(run: InputRun): Promise<void> {
  const intake: Intake = {...run, known: namespacesByName(run.streams), foreign: 0};
  for await (const {firstLine, lines} of lineBatches(run.input)) {
    let position = firstLine;
    for (const line of lines) {
      const wait = takeLine(intake, line, position);
      if (wait) await wait;
      position += 1;
    }
  }
  for (const {refusal} of run.unmapped) {
    run.log('WARN', `${refusal.message} The source sent no record of it, so nothing is missing.`);
  }
  if (intake.foreign > 0) {
    run.log(
      'WARN',
      `${intake.foreign} lines of the input are not Airbyte messages; they were ignored.`,
    );
  }
}

function takeLine(intake: Intake, line: string, position: number): Promise<void> | undefined {
  const text = position === 1 && line.startsWith('\uFEFF') ? line.slice(1) : line;
  if (text === '' || text === '\r') return undefined;
  const message = parseInputLine(text, position);
  switch (message.type) {
    case 'record': {
      const {stream, namespace, data} = message;
      if (intake.known.get(stream)?.has(namespace) !== true) {
        throw unknownStream(intake, message, position);
      }
      refuseUnmapped(intake, stream, namespace);
      const origin = namespace === undefined ? {stream, position} : {stream, namespace, position};
      return intake.session.record(origin, data);
    }
    case 'state':
      return intake.dryRun ? undefined : intake.states.take(intake.session, text, message.stream);
    case 'incomplete':
      intake.log(
        'WARN',
        `The source did not finish stream "${message.stream}"; the records that it sent are written.`,
      );
      return undefined;
    case 'foreign':
      noteForeign(intake, text, position);
      return undefined;
    case 'ignored':
      return undefined;
  }
}

/** A stream that goes nowhere is harmless until a record of it comes. */
function refuseUnmapped({unmapped}: Intake, name: string, namespace: string | undefined): void {
  if (unmapped.length === 0) return;
  const found = unmapped.find(({stream}) => stream.name === name && stream.namespace === namespace);
  if (found !== undefined) throw found.refusal;
}

function noteForeign(intake: Intake, line: string, position: number): void {
  intake.foreign += 1;
  if (intake.foreign > FOREIGN_LOGGED_MAX) return;
  intake.log(
    'WARN',
    `Line ${position} of the input (${line.length} characters) is not an Airbyte message; it is ignored.`,
  );
}

function unknownStream(
  intake: Intake,
  record: Extract<InputMessage, {type: 'record'}>,
  position: number,
): Failure {
  const names = intake.streams.map((stream) => descriptorText(descriptorOfStream(stream)));
  const stream = descriptorText(descriptorOf(record.stream, record.namespace));
  return new Failure({
    kind: 'config',
    message: `Line ${position} of the input holds a record of stream ${stream}, which is not in the catalog. The catalog has ${names.join(', ') || 'none'}. Refresh the connection's schema.`,
  });
}

function namespacesByName(
  streams: readonly ConfiguredStream[],
): ReadonlyMap<string, ReadonlySet<string | undefined>> {
  const known = new Map<string, Set<string | undefined>>();
  for (const {stream} of streams) {
    const namespaces = known.get(stream.name) ?? new Set();
    known.set(stream.name, namespaces.add(stream.namespace));
  }
  return known;
}
