import {closestName} from '../config/closest-name';
import {Failure, toFailure} from '../core/failure';
import type {DiscoveredStream} from '../read/describe-stream';
import {describeStream, discoveredStreams, streamsOf} from '../read/describe-stream';
import type {OpenSource} from '../read/source-vendor';
import type {RunFile} from './run-file';

/** The streams that a run reads. */
export interface ChosenStreams {
  /** Chosen and there, in the order of their readers. */
  readonly streams: readonly DiscoveredStream[];
  /** Chosen, but the vendor could not be asked whether they are there. */
  readonly failed: ReadonlyMap<
    string,
    {readonly stream: DiscoveredStream; readonly failure: Failure}
  >;
}

/**
 * Finds the streams that the run file asks for. A vendor that cannot be asked fails its own
 * streams only.
 * @throws Failure `config` for a stream that no configured vendor has.
 */
export async function chooseStreams(
  sources: readonly OpenSource[],
  wanted: RunFile['source'],
): Promise<ChosenStreams> {
  const known = sources.flatMap((source) => source.readers.flatMap(streamsOf)).map(describeStream);
  const isWanted = chooser(known, wanted);
  const streams: DiscoveredStream[] = [];
  const failed = new Map<string, {stream: DiscoveredStream; failure: Failure}>();
  for (const source of sources) {
    try {
      streams.push(...(await discoveredStreams([source])).filter(isWanted));
    } catch (error) {
      const failure = toFailure(error);
      const own = source.readers.flatMap(streamsOf).map(describeStream).filter(isWanted);
      for (const stream of own) failed.set(stream.name, {stream, failure});
    }
  }
  refuseAbsent(wanted, new Set([...streams.map(({name}) => name), ...failed.keys()]));
  return {streams, failed};
}

function chooser(
  known: readonly DiscoveredStream[],
  wanted: RunFile['source'],
): (stream: DiscoveredStream) => boolean {
  if (wanted.streams === 'all') return () => true;
  const names = known.map(({name}) => name);
  for (const name of wanted.streams) {
    if (names.includes(name)) continue;
    const close = closestName(name, names);
    const hint = close === undefined ? '' : ` Did you mean ${close}?`;
    throw new Failure({
      kind: 'config',
      message: `"source.streams" names ${name}, a stream that no configured vendor has.${hint} The streams are ${names.join(', ')}.`,
    });
  }
  const chosen = new Set(wanted.streams);
  return ({name}) => chosen.has(name);
}

function refuseAbsent(wanted: RunFile['source'], present: ReadonlySet<string>): void {
  if (wanted.streams === 'all') return;
  const absent = wanted.streams.find((name) => !present.has(name));
  if (absent === undefined) return;
  throw new Failure({
    kind: 'config',
    message: `"source.streams" names ${absent}, a stream that this account does not have. Take it out, or use an account that has it.`,
  });
}
