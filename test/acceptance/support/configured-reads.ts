import {readFileSync} from 'node:fs';
import type {JsonObject} from '../../../src/core/json';
import type {Accounts} from './accounts';
import type {Stream} from './catalog-rules';
import {source} from './connectors';
import {endProblems} from './read-rules';
import {keyTextOf} from './record-key';
import {runConnector, runSourceHere, type Run, type StateMessage} from './run-connector';

/** A stream of a configured catalog. */
export interface ConfiguredStream {
  readonly stream: Stream;
  readonly sync_mode: 'full_refresh' | 'incremental';
}

/** A configured catalog of the streams, in Airbyte's words. */
function configure(
  streams: readonly Stream[],
  mode: ConfiguredStream['sync_mode'],
): {readonly streams: readonly ConfiguredStream[]} {
  return {
    streams: streams.map((stream) => ({
      stream,
      sync_mode: mode,
      destination_sync_mode: 'append',
      cursor_field: stream.default_cursor_field ?? [],
      primary_key: stream.source_defined_primary_key ?? [],
    })),
  };
}

/** What `discover` answers; throws when it does not end well. */
export async function discover(
  config: string,
  timeoutSeconds?: number,
): Promise<readonly Stream[]> {
  const run = await runConnector(source, ['discover', '--config', config], timeoutSeconds);
  const [catalog, ...more] = run.of('CATALOG');
  const problems = endProblems(run);
  if (problems.length > 0 || !catalog || more.length > 0) {
    throw new Error(`discover: ${problems.join('; ')}; ${run.of('CATALOG').length} catalogs`);
  }
  // The rules for catalogs look at every member.
  return catalog['streams'] as unknown as readonly Stream[];
}

/** The streams of a committed catalog as they are discovered now, or all that are discovered. */
export async function chosenStreams(config: string, path?: string): Promise<readonly Stream[]> {
  const found = await discover(config);
  if (path === undefined) return found;
  const {streams} = JSON.parse(readFileSync(path, 'utf8')) as {streams: ConfiguredStream[]};
  return streams.map(({stream: {name}}) => {
    const stream = found.find((one) => one.name === name);
    if (stream) return stream;
    throw new Error(`${path} names ${name}, which is not discovered`);
  });
}

/** What a read is given besides the configuration. */
export interface ReadInput {
  readonly config: string;
  readonly streams: readonly Stream[];
  readonly mode?: ConfiguredStream['sync_mode'];
  readonly states?: readonly StateMessage[];
  readonly timeoutSeconds?: number | undefined;
}

/** Runs `read` in a process of its own. */
export function read(accounts: Accounts, input: ReadInput): Promise<Run> {
  return runConnector(source, argumentsOf(accounts, input), input.timeoutSeconds);
}

/** Runs `read` in this process: what many reads need that are not about the process. */
export function readHere(accounts: Accounts, input: ReadInput): Promise<Run> {
  return runSourceHere(argumentsOf(accounts, input));
}

function argumentsOf(accounts: Accounts, input: ReadInput): readonly string[] {
  const {config, streams, mode = 'incremental', states} = input;
  const name = `${streams.length}-${states?.length ?? 'no'}-${nextName.next().value}`;
  const catalog = accounts.put(`catalog-${name}.json`, configure(streams, mode));
  const state = states ? ['--state', accounts.put(`states-${name}.json`, states)] : [];
  return ['read', '--config', config, '--catalog', catalog, ...state];
}

const nextName = (function* numbers(): Generator<number, number> {
  for (let next = 1; ; next += 1) yield next;
})();

/** The latest state of every stream among the messages, as the platform hands them back. */
export function latestStates(states: readonly StateMessage[]): readonly StateMessage[] {
  const latest = new Map(states.map((state) => [state.stream?.stream_descriptor?.name, state]));
  return [...latest.values()].map(({type, stream}) => ({
    ...(type !== undefined && {type}),
    ...(stream && {stream}),
  }));
}

/** Records of a stream by key, the later one counting: a warehouse's table. */
export type Tables = ReadonlyMap<string, ReadonlyMap<string, JsonObject>>;

/** Tables of records, one read after the other. Columns in `ignored` are left out. */
export function tablesOf(
  streams: readonly Stream[],
  records: Run['records'],
  ignored: Ignored = {},
): Tables {
  const tables = new Map(streams.map(({name}) => [name, new Map<string, JsonObject>()]));
  const byName = new Map(streams.map((stream) => [stream.name, stream]));
  for (const {stream: name, data} of records) {
    const stream = byName.get(name);
    const key = stream && keyTextOf(stream, data);
    if (key === undefined) throw new Error(`${name}: a record without a whole key, or no stream`);
    tables.get(name)?.set(key, without(data, ignored[name] ?? []));
  }
  return tables;
}

/** Names of columns by stream. */
export type Ignored = Readonly<Record<string, readonly {readonly name: string}[]>>;

/** The record without the columns. */
export function without(data: JsonObject, columns: readonly {readonly name: string}[]): JsonObject {
  const names = new Set(columns.map(({name}) => name));
  return Object.fromEntries(Object.entries(data).filter(([name]) => !names.has(name)));
}

/** How tables lack or change what others hold, as sentences; what they hold besides is no fault. */
export function lacking(tables: Tables, wanted: Tables): readonly string[] {
  return [...wanted].flatMap(([name, rows]) =>
    [...rows].flatMap(([key, row]) => {
      const found = tables.get(name)?.get(key);
      if (!found) return [`${name}: ${key} is missing`];
      if (JSON.stringify(found) === JSON.stringify(row)) return [];
      const columns = [...new Set([...Object.keys(row), ...Object.keys(found)])].filter(
        (column) => JSON.stringify(found[column]) !== JSON.stringify(row[column]),
      );
      return columns.map((column) => `${name}: ${key} has another ${column}`);
    }),
  );
}
