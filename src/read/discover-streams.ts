import {toFailure} from '../core/failure';
import {describeStream, namesOf, streamsOf, type DiscoveredStream} from './describe-stream';
import type {Availability, OpenSource, UnansweredQuestion} from './source-vendor';

/** What there is to be read. */
export interface Discovery {
  /** To be offered, in the order of their readers. */
  readonly streams: readonly DiscoveredStream[];
  /** What could not be asked; its streams may be among those above, or not. */
  readonly unanswered: readonly UnansweredQuestion[];
}

/**
 * Asks these accounts what they have, all at once. One that cannot be asked at all is taken to have
 * everything that its configuration allows.
 */
export async function discoverStreams(sources: readonly OpenSource[]): Promise<Discovery> {
  const found = await Promise.all(sources.map(discover));
  return {
    streams: found.flatMap(({streams}) => streams),
    unanswered: found.flatMap(({unanswered}) => unanswered),
  };
}

async function discover(source: OpenSource): Promise<Discovery> {
  const {streams, unanswered} = await askFor(source);
  const offered = source.readers
    .flatMap(streamsOf)
    .filter(({stream}) => streams.has(stream.name))
    .map(describeStream);
  return {streams: offered, unanswered};
}

async function askFor(source: OpenSource): Promise<Availability> {
  try {
    return await source.available();
  } catch (error) {
    const streams = namesOf(source.readers);
    return {streams: new Set(streams), unanswered: [{streams, failure: toFailure(error)}]};
  }
}
