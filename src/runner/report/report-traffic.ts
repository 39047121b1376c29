import {trafficOf, type AccountTraffic} from '../../accounts/traffic-of';
import type {OpenEnds} from '../run/open-ends';
import type {TrafficReport} from './report';

/** HTTP traffic of every vendor so far, the source's first. */
export function trafficReports({sources, destinations}: OpenEnds): readonly TrafficReport[] {
  return [
    ...trafficOf(sources).map((traffic) => reportOf('source', traffic)),
    ...trafficOf(destinations.map(({open}) => open)).map((traffic) =>
      reportOf('destination', traffic),
    ),
  ];
}

function reportOf(
  side: TrafficReport['side'],
  {vendor, requests, retries, waitedMs}: AccountTraffic,
): TrafficReport {
  return {vendor, side, requests, retries, waited_ms: Math.round(waitedMs)};
}
