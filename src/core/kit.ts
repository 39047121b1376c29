import type {Clock} from './clock';
import type {Log} from './log';
import type {SecretMask} from './secrets/secret-mask';
import type {SuddenEnd} from './sudden-end';
import type {VendorWatch} from './vendor-watch';

/** What every part that talks or waits is handed by the program that builds it. */
export interface Kit {
  readonly clock: Clock;
  readonly log: Log;
  readonly mask: SecretMask;
  /** Uniform in [0, 1); injected so that jitter can be tested. */
  readonly random: () => number;
  /** Aborted when the program must stop: the reader hung up, or a signal came. */
  readonly signal: AbortSignal;
  /** For work that cannot be stopped in any other way. Absent: such work is waited for. */
  readonly suddenEnd?: SuddenEnd;
  /**
   * Requests are repeated this often at most after failures, where a vendor's policy allows more:
   * somebody is waiting for the answer. Waits for limits are not meant.
   */
  readonly retriesMax?: number;
  /**
   * A request whose answer never comes is given up after this at the latest, milliseconds, where a
   * vendor's policy would wait longer: somebody is waiting for the answer.
   */
  readonly timeoutMaxMs?: number;
  /**
   * What the user has said about an account that is not the one that was remembered: it is another one
   * (`another`), or the same with a new credential (`same`). Undefined: nothing, so it is refused.
   */
  readonly accountChange?: AccountChange;
  /** Hears what the vendors keep the program waiting for, where somebody looks at it. */
  readonly watch?: VendorWatch;
}

/** What a user says about a changed credential. */
export type AccountChange = 'another' | 'same';
