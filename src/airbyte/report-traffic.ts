import type {Log} from '../core/log';
import type {Traffic} from '../core/traffic';

/** A vendor that can say what it has sent. */
interface Talker {
  readonly vendor: string;
  traffic(): Traffic;
}

/** Logs each vendor's requests, repeats and waits. */
export function reportTraffic(log: Log, talkers: readonly Talker[]): void {
  for (const talker of talkers) {
    const {requests, retries, waitedMs} = talker.traffic();
    const waitedSeconds = (waitedMs / 1000).toFixed(1);
    log(
      'INFO',
      `${talker.vendor}: ${requests} requests, ${retries} of them repeated, ${waitedSeconds} seconds waited for limits.`,
    );
  }
}
