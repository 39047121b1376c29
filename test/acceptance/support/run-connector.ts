import {spawn} from 'node:child_process';
import {tmpdir} from 'node:os';
import {createProgram} from '../../../src/airbyte/program';
import {runSource} from '../../../src/airbyte/run-source';
import {systemClock} from '../../../src/core/clock';
import {isJsonObject, type JsonObject} from '../../../src/core/json';
import {vendors} from '../../../src/vendors/registry';
import {capture} from '../../airbyte/support/capture';
import type {Connector} from './connectors';

/** A record as it came out. */
export interface RecordMessage {
  readonly stream: string;
  readonly namespace?: string | null;
  readonly data: JsonObject;
  readonly emitted_at: number;
}

/** A state as it came out; only `type` is certain. */
export interface StateMessage {
  readonly type?: string;
  readonly stream?: {
    readonly stream_descriptor?: {readonly name?: string; readonly namespace?: string | null};
    readonly stream_state?: JsonObject | null;
  };
  readonly sourceStats?: {readonly recordCount?: number};
}

/** A status of a stream. */
export interface StatusMessage {
  readonly stream_descriptor: {readonly name: string; readonly namespace?: string | null};
  readonly status: string;
}

interface TraceMessage {
  readonly type: string;
  readonly error?: JsonObject;
  readonly stream_status?: StatusMessage;
}

/** A line of standard output. */
export type Message = JsonObject & {readonly type: string};

/** How a connector's run ended. */
export interface Run {
  readonly code: number | null;
  readonly messages: readonly Message[];
  /** Lines of standard output that are no messages. */
  readonly strayLines: readonly string[];
  readonly stderr: string;
  readonly records: readonly RecordMessage[];
  readonly states: readonly StateMessage[];
  readonly statuses: readonly StatusMessage[];
  /** Payloads of messages of a type, by its name in lower case: `SPEC`, `CATALOG`. */
  of(type: string): readonly JsonObject[];
  /** Error traces. */
  readonly errors: readonly JsonObject[];
}

const TIMEOUT_SECONDS = 60;

/**
 * Runs a command of the built connector in a process of its own, from a foreign folder. A run that
 * takes longer than allowed is killed and rejected.
 */
export function runConnector(
  {program}: Connector,
  args: readonly string[],
  timeoutSeconds = TIMEOUT_SECONDS,
): Promise<Run> {
  const child = spawn(program, [...args], {cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe']});
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${args.join(' ')} took more than ${timeoutSeconds} s`));
    }, timeoutSeconds * 1_000);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(late);
      resolve(runOf(code, Buffer.concat(out).toString('utf8'), Buffer.concat(err).toString()));
    });
  });
}

/** Runs a command of the source in this process, with all its vendors. */
export async function runSourceHere(args: readonly string[]): Promise<Run> {
  const output = capture();
  const sources = vendors.flatMap(({source}) => source ?? []);
  const code = await runSource({
    program: createProgram({stdout: output.stream, clock: systemClock, random: Math.random}),
    args,
    vendors: {names: sources.map(({name}) => name), load: () => Promise.resolve(sources)},
  });
  return runOf(code, output.text(), '');
}

/** What the lines of a run say. */
export function runOf(code: number | null, stdout: string, stderr: string): Run {
  const messages: Message[] = [];
  const strayLines: string[] = [];
  for (const line of stdout.split('\n')) {
    if (line === '') continue;
    const message = messageOf(line);
    if (message) messages.push(message);
    else strayLines.push(line);
  }
  const of = (type: string, key: string): readonly JsonObject[] =>
    messages
      .filter((message) => message.type === type)
      .flatMap(({[key]: payload}) => (isJsonObject(payload) ? [payload] : []));
  // The protocol gives payloads these shapes; the rules of the suite look at every member.
  const traces = of('TRACE', 'trace') as unknown as readonly TraceMessage[];
  return {
    code,
    messages,
    strayLines,
    stderr,
    records: of('RECORD', 'record') as unknown as readonly RecordMessage[],
    states: of('STATE', 'state'),
    statuses: traces.flatMap(({stream_status: status}) => status ?? []),
    errors: traces.flatMap(({type, error}) => (type === 'ERROR' && error ? [error] : [])),
    of: (type) => of(type, type === 'CONNECTION_STATUS' ? 'connectionStatus' : type.toLowerCase()),
  };
}

function messageOf(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) && typeof value['type'] === 'string'
      ? (value as Message)
      : undefined;
  } catch {
    return undefined;
  }
}
