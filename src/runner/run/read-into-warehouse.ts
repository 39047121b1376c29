import {Failure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import {type DiscoveredStream, namesOf} from '../../read/describe-stream';
import type {ReadEvent} from '../../read/events';
import type {StreamResult} from '../../read/read-options';
import type {RateLimitRelay} from '../../read/rate-limit-relay';
import {readStreams} from '../../read/read-streams';
import type {OpenSource} from '../../read/source-vendor';
import type {Loader} from '../../warehouse/load/loader';
import {createLoader} from '../../warehouse/load/loader';
import type {OwnWrites} from '../../warehouse/memory/own-writes';
import {refusedFailure} from '../../warehouse/load/refused-records';
import type {Warehouse} from '../../warehouse/open-warehouse';
import {readStates} from '../../warehouse/load/states';
import type {StreamTable} from '../../warehouse/load/stream-table';
import type {ExpectedSteps, Progress} from '../progress/progress';

/** What a read needs. */
interface ReadIntoOptions {
  readonly sources: readonly OpenSource[];
  readonly streams: readonly DiscoveredStream[];
  readonly warehouse: Warehouse;
  /** By stream: how its rows show what was sent to their records. Default: nothing is known of it. */
  readonly ownWrites?: ReadonlyMap<string, OwnWrites>;
  readonly relay: RateLimitRelay;
  readonly deletionShareMax: number | undefined;
  readonly progress: Progress;
  readonly kit: Kit;
}

/** Reads every stream from its last durable state into its table; returns how each ended. */
export async function readIntoWarehouse(
  options: ReadIntoOptions,
): Promise<readonly LoadedStream[]> {
  if (options.streams.length === 0) return [];
  return options.warehouse.loading((askForMemory) => readAll(options, askForMemory));
}

/** How a stream ended, and how many of its records our own writes alone have changed. */
export interface LoadedStream extends StreamResult {
  readonly ownWrites: number;
}

async function readAll(
  options: ReadIntoOptions,
  askForMemory: () => Promise<boolean>,
): Promise<readonly LoadedStream[]> {
  const {warehouse, streams, sources, kit, relay, deletionShareMax} = options;
  const states = await readStates(warehouse.database);
  const loader = await createLoader(warehouse.database, streams.map(tableOf), {
    ...{clock: kit.clock, askForMemory},
    ...(options.ownWrites && {ownWrites: options.ownWrites}),
  });
  const results = await readStreams({
    sources,
    streams: streams.map(({name}) => ({name, mode: 'incremental', state: states.get(name)})),
    emit: loadEvents(loader, options.progress),
    kit,
    rateLimits: relay,
    ...(deletionShareMax !== undefined && {deletionShareMax}),
  });
  await loader.save();
  return results.map((result) => ({
    ...withRefused(result, loader),
    ownWrites: loader.ownWrites(result.stream),
  }));
}

/** The streams with the vendor of each, for those who look on. */
export function expectedStreams(
  sources: readonly OpenSource[],
  streams: readonly DiscoveredStream[],
): ExpectedSteps['streams'] {
  const vendors = new Map(
    sources.flatMap(({vendor, readers}) =>
      namesOf(readers).map((name): [string, string] => [name, vendor]),
    ),
  );
  return streams.map(({name}) => ({stream: name, vendor: vendors.get(name)}));
}

/** A stream of which the warehouse could not take everything has failed, regardless of what the vendor said. */
function withRefused(result: StreamResult, loader: Loader): StreamResult {
  const refused = loader.refused(result.stream);
  if (refused === undefined) return result;
  const records = result.records - refused.count;
  return {failure: refusedFailure(result.stream, refused), ...result, records};
}

/** A stream as the warehouse must know it. */
export function tableOf(stream: DiscoveredStream): StreamTable {
  return {
    name: stream.name,
    schema: stream.jsonSchema,
    primaryKey: stream.primaryKey.map((path) => keyColumn(stream.name, path)),
    shows: stream.shows,
  };
}

function keyColumn(stream: string, path: readonly string[]): string {
  const [column, ...rest] = path;
  if (column !== undefined && rest.length === 0) return column;
  throw new Failure({
    kind: 'system',
    message: `The key of ${stream} is not a column. This is a bug; please report it.`,
  });
}

function loadEvents(loader: Loader, progress: Progress): (event: ReadEvent) => Promise<void> {
  const records = new Map<string, number>();
  const soFar = (stream: string): number => records.get(stream) ?? 0;
  return async (event) => {
    switch (event.type) {
      case 'started':
        return;
      case 'running':
        progress.reading({stream: event.stream, records: soFar(event.stream)});
        return;
      case 'rate_limited':
        // The wait may be long, and nothing is gained by having more to lose in it.
        await loader.save();
        progress.reading({
          ...{stream: event.stream, records: soFar(event.stream)},
          waitsUntilMs: event.resetAtMs,
        });
        return;
      case 'records':
        records.set(event.stream, soFar(event.stream) + event.records.length);
        await loader.records(event.stream, event.records);
        progress.reading({stream: event.stream, records: soFar(event.stream)});
        return;
      case 'checkpoint':
        await loader.checkpoint(event.stream, event.state);
        return;
      case 'complete': {
        const done = loader.refused(event.stream) ? 'failed' : 'complete';
        progress.reading({stream: event.stream, records: soFar(event.stream), done});
        return;
      }
      case 'failed':
        progress.reading({stream: event.stream, records: soFar(event.stream), done: 'failed'});
        return;
    }
  };
}
