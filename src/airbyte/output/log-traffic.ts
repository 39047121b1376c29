import {trafficOf} from '../../accounts/traffic-of';
import type {Log} from '../../core/log';

/** Logs each vendor's requests, repeats and waits. */
export function logTraffic(log: Log, talkers: Parameters<typeof trafficOf>[0]): void {
  for (const {vendor, requests, retries, waitedMs} of trafficOf(talkers)) {
    const waitedSeconds = (waitedMs / 1000).toFixed(1);
    log(
      'INFO',
      `${vendor}: ${requests} requests, ${retries} of them repeated, ${waitedSeconds} seconds waited for limits.`,
    );
  }
}
