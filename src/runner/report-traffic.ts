import type {OpenEnds} from './open-ends';
import type {TrafficReport} from './report';

/** HTTP traffic of every vendor so far, the source's first. */
export function trafficOf(ends: OpenEnds): readonly TrafficReport[] {
  const figures = [
    ...ends.sources.map((source) => ({
      side: 'source' as const,
      vendor: source.vendor,
      ...source.traffic(),
    })),
    ...ends.destinations.map(({open}) => ({
      side: 'destination' as const,
      vendor: open.vendor,
      ...open.traffic(),
    })),
  ];
  return figures.map(({vendor, side, requests, retries, waitedMs}) => ({
    vendor,
    side,
    requests,
    retries,
    waited_ms: Math.round(waitedMs),
  }));
}
