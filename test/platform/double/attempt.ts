import {join} from 'node:path';
import {isJsonObject, type JsonObject} from '../../../src/core/json';
import type {AttemptEnd, ForwardedRecord} from './attempt-end';
import {createRecordGate, type RecordGate} from './check-records';
import {destinationCatalog, sourceCatalog} from './configured-catalogs';
import {streamKey, streamNameOf, type Connection, type StreamName} from './connection';
import {startContainer, type Container, type ContainerEnd} from './container';
import {platformFailure, traceFailure, type FailureOrigin, type FailureReason} from './failures';
import {createNameMapper, type NameMapper} from './map-names';
import {linesOf, readMessage, textOf, writeMessage, type PlatformMessage} from './messages';
import {openStateBooks, type EchoedState, type StateBooks} from './state-books';
import type {StateStore} from './state-store';

/** What an attempt is run with. */
export interface AttemptOptions {
  readonly connection: Connection;
  readonly store: StateStore;
  readonly job: {readonly id: number; readonly attempt: number};
  /** A folder that is the attempt's own. */
  readonly directory: string;
  readonly nextStateId: () => number;
  /** A new configuration that a connector wants to be kept. */
  readonly saveConfig: (origin: FailureOrigin, config: JsonObject) => void;
  readonly hooks: AttemptHooks;
}

/** Where a test looks on, or interferes. */
export interface AttemptHooks {
  onStart?(controls: Controls): void;
  /** The n-th record, from 1, is about to go to the destination. */
  beforeRecord?(n: number, controls: Controls): void;
  /** The n-th record was taken by the destination's pipe. */
  afterRecord?(n: number, controls: Controls): void;
  /** A state came back and is saved at this moment. */
  onPersisted?(state: EchoedState, controls: Controls): void;
  /**
   * What becomes of states that come back after the source has failed: saved (default), or lost,
   * as when the platform is quicker to give the attempt up than the destination is to answer.
   */
  readonly statesAfterFailure?: 'saved' | 'lost';
}

/** What can befall an attempt. */
export interface Controls {
  /** kill -9; nothing that the source wrote after this moment arrives. */
  readonly killSource: () => void;
  /** kill -9. */
  readonly killDestination: () => void;
  /** The user cancels: the source is ended, the destination's input is closed. */
  readonly cancel: () => void;
}

/** An attempt that runs. */
interface Flow extends AttemptOptions {
  readonly source: Container;
  readonly destination: Container;
  readonly gate: RecordGate;
  readonly names: NameMapper;
  readonly books: StateBooks;
  readonly controls: Controls;
  readonly traces: Record<FailureOrigin, FailureReason[]>;
  readonly failures: FailureReason[];
  readonly records: ForwardedRecord[];
  readonly complete: StreamName[];
  readonly persisted: EchoedState[];
  readonly statuses: string[];
  readonly logs: Record<FailureOrigin, string[]>;
  readonly malformed: Record<FailureOrigin, number>;
  readonly tally: {states: number; empty: number; beats: number};
  /** Nothing more is read from the source. */
  stopped: boolean;
  cancelled: boolean;
  /** kill -9 of the source was ordered. */
  cut: boolean;
  /** The destination's answers no longer count. */
  abandoned: boolean;
  inputEnded: boolean;
}

/** Joins a source and a destination once, from the start of both to the end of both. */
export async function runAttempt(options: AttemptOptions): Promise<AttemptEnd> {
  const flow = startFlow(options);
  try {
    options.hooks.onStart?.(flow.controls);
    const [source, destination] = await Promise.all([feedDestination(flow), readDestination(flow)]);
    return describeEnd(flow, source, destination);
  } finally {
    flow.source.kill('SIGKILL');
    flow.destination.kill('SIGKILL');
  }
}

function startFlow(options: AttemptOptions): Flow {
  const {connection, store, job, directory} = options;
  const destination = startContainer({
    connector: connection.destination,
    command: 'write',
    directory: join(directory, 'dest'),
    files: {
      'connectorConfig.json': connection.destination.config,
      'catalog.json': destinationCatalog(connection, job.id),
    },
    job,
  });
  const source = startContainer({
    connector: connection.source,
    command: 'read',
    directory: join(directory, 'source'),
    files: {
      'connectorConfig.json': connection.source.config,
      'catalog.json': sourceCatalog(connection),
      'inputState.json': store.file(),
    },
    job,
  });
  const flow: Flow = {
    ...options,
    source,
    destination,
    gate: createRecordGate(connection.streams),
    names: createNameMapper(connection),
    books: openStateBooks(connection, options.nextStateId),
    controls: {
      killSource: () => {
        Object.assign(flow, {cut: true, stopped: true});
        source.kill('SIGKILL');
      },
      killDestination: () => destination.kill('SIGKILL'),
      cancel: () => {
        Object.assign(flow, {cancelled: true, stopped: true});
        source.kill('SIGTERM');
      },
    },
    traces: {source: [], destination: []},
    failures: [],
    records: [],
    complete: [],
    persisted: [],
    statuses: [],
    logs: {source: [], destination: []},
    malformed: {source: 0, destination: 0},
    tally: {states: 0, empty: 0, beats: 0},
    stopped: false,
    cancelled: false,
    cut: false,
    abandoned: false,
    inputEnded: false,
  };
  return flow;
}

/** Reads the source to its end; then the destination is told what is complete, and its input ends. */
async function feedDestination(flow: Flow): Promise<ContainerEnd> {
  const {source, destination, connection} = flow;
  try {
    for await (const line of linesOf(source.process.stdout)) {
      if (!flow.stopped) await takeLine(flow, line);
      if (flow.stopped) break;
    }
  } catch (error) {
    flow.stopped = true;
    flow.failures.push(platformFailure('source', error));
  }
  // A source that nobody reads any more is ended; one that came to its own end does not notice.
  if (flow.stopped) source.kill('SIGTERM');
  const end = await source.ended;
  if (flow.cut && end.signal !== 'SIGKILL') {
    throw new Error('The source had ended before it was killed; the test needs a longer read.');
  }
  const isWhole = end.code === 0 && !flow.stopped;
  if (isWhole && connection.destination.supportsRefreshes) await declareComplete(flow);
  if (!isWhole && !flow.cancelled) {
    if (flow.failures.length === 0) flow.failures.push(exitFailure('source', end));
    flow.abandoned = flow.hooks.statesAfterFailure === 'lost';
  }
  flow.inputEnded = true;
  destination.process.stdin.end();
  return end;
}

async function takeLine(flow: Flow, line: string): Promise<void> {
  const message = readMessage(line);
  switch (message?.type) {
    case undefined:
      flow.malformed.source += 1;
      return;
    case 'RECORD':
      flow.tally.beats += 1;
      return takeRecord(flow, message);
    case 'STATE':
      flow.tally.beats += 1;
      flow.tally.states += 1;
      return send(flow, flow.books.fromSource(message.body));
    case 'TRACE':
      noteStatus(flow, message.body);
      noteAside(flow, 'source', message);
      return;
    case 'CONTROL':
    case 'LOG':
      noteAside(flow, 'source', message);
      return;
  }
}

async function takeRecord(flow: Flow, {body}: PlatformMessage): Promise<void> {
  const passed = flow.gate.pass(body);
  if (passed === undefined) {
    flow.tally.empty += 1;
    return;
  }
  const {record} = passed;
  const source = streamNameOf(record, 'stream');
  const {name, namespace} = flow.names.toDestination(source);
  const n = flow.records.length + 1;
  flow.hooks.beforeRecord?.(n, flow.controls);
  if (flow.stopped) return;
  // The gate has seen that there are data.
  const data = record['data'] as JsonObject;
  flow.records.push({stream: {name, namespace}, data});
  flow.books.record(source, data);
  await send(flow, writeMessage({type: 'RECORD', body: {...record, stream: name, namespace}}));
  flow.hooks.afterRecord?.(n, flow.controls);
}

async function send(flow: Flow, line: string): Promise<void> {
  if (flow.stopped || (await flow.destination.write(line))) return;
  flow.stopped = true;
  flow.failures.push(platformFailure('destination', 'it closed its input before the end'));
}

/** Statuses are for the user's eyes; only a stream that nobody selected is an offence. */
function noteStatus(flow: Flow, trace: JsonObject): void {
  const status = trace['stream_status'];
  const descriptor = isJsonObject(status) ? status['stream_descriptor'] : undefined;
  if (!isJsonObject(status) || !isJsonObject(descriptor)) return;
  const stream = streamNameOf(descriptor);
  flow.statuses.push(`${stream.name} ${textOf(status['status'])}`);
  const known = flow.connection.streams.map((one) => streamKey(streamNameOf(one.stream)));
  if (status['status'] === 'COMPLETE' && !known.includes(streamKey(stream))) {
    throw new Error(`A stream status has been detected for a stream not present in the catalog`);
  }
}

/** All selected streams, whatever the source said of each. */
async function declareComplete(flow: Flow): Promise<void> {
  for (const {stream} of flow.connection.streams) {
    const name = flow.names.toDestination(streamNameOf(stream));
    flow.complete.push(name);
    const status = {stream_descriptor: {...name}, status: 'COMPLETE'};
    const trace = {type: 'STREAM_STATUS', emitted_at: 1_767_225_600_000, stream_status: status};
    await send(flow, writeMessage({type: 'TRACE', body: trace}));
  }
}

async function readDestination(flow: Flow): Promise<ContainerEnd> {
  const {destination, source} = flow;
  try {
    for await (const line of linesOf(destination.process.stdout)) {
      if (!flow.abandoned) takeAnswer(flow, line);
    }
  } catch (error) {
    flow.failures.push(platformFailure('destination', error));
    destination.kill('SIGTERM');
  }
  const end = await destination.ended;
  if (end.code !== 0) flow.failures.push(exitFailure('destination', end));
  else if (!flow.inputEnded && !flow.stopped) {
    flow.failures.push(platformFailure('destination', 'it ended before its input did'));
  }
  if (!flow.inputEnded) {
    flow.stopped = true;
    source.kill('SIGTERM');
  }
  return end;
}

function takeAnswer(flow: Flow, line: string): void {
  const message = readMessage(line);
  if (message === undefined) {
    flow.malformed.destination += 1;
  } else if (message.type === 'STATE') {
    const state = flow.books.fromDestination(message.body);
    flow.store.save(state.stream, state.streamState);
    flow.persisted.push(state);
    flow.hooks.onPersisted?.(state, flow.controls);
  } else {
    noteAside(flow, 'destination', message);
  }
}

function noteAside(flow: Flow, origin: FailureOrigin, {type, body}: PlatformMessage): void {
  if (type === 'LOG') flow.logs[origin].push(`${textOf(body['level'])} ${textOf(body['message'])}`);
  if (type === 'TRACE') {
    const failure = traceFailure(origin, body);
    if (failure) flow.traces[origin].push(failure);
  }
  const connector = type === 'CONTROL' ? body['connectorConfig'] : undefined;
  const config = isJsonObject(connector) ? connector['config'] : undefined;
  if (isJsonObject(config)) flow.saveConfig(origin, config);
}

function exitFailure(origin: FailureOrigin, {code, signal}: ContainerEnd): FailureReason {
  return platformFailure(origin, `it exited with ${code ?? signal ?? 'nothing'}`);
}

function describeEnd(flow: Flow, source: ContainerEnd, destination: ContainerEnd): AttemptEnd {
  const {traces, failures, records, tally, complete, persisted, malformed} = flow;
  const hasFailed = failures.length > 0;
  const status = flow.cancelled ? 'cancelled' : hasFailed ? 'failed' : 'succeeded';
  return {
    status,
    failures: [...traces.source, ...traces.destination, ...failures],
    source,
    destination,
    forwarded: {records, states: tally.states, complete},
    persisted,
    emptyRecords: tally.empty,
    malformed,
    beats: tally.beats,
    statuses: flow.statuses,
    logs: flow.logs,
    complaints: [
      ...flow.books.complaints,
      ...(malformed.source > 0 ? [`The source wrote ${malformed.source} malformed lines`] : []),
      ...(malformed.destination > 0
        ? [`The destination wrote ${malformed.destination} malformed lines`]
        : []),
      ...[source, destination].flatMap(({stderr}) => (stderr === '' ? [] : [`stderr: ${stderr}`])),
      ...(status === 'succeeded' && flow.books.unanswered() > 0
        ? [`${flow.books.unanswered()} states were never answered`]
        : []),
    ],
  };
}
