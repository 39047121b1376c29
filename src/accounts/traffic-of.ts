import type {Traffic} from '../core/traffic';

/** A vendor that can say what it has sent. */
interface Talker {
  readonly vendor: string;
  traffic(): Traffic;
}

/** The requests of one account so far. */
export interface AccountTraffic extends Traffic {
  readonly vendor: string;
}

/** Every account's requests so far, in the order of the accounts. */
export function trafficOf(talkers: readonly Talker[]): readonly AccountTraffic[] {
  return talkers.map((talker) => ({vendor: talker.vendor, ...talker.traffic()}));
}
