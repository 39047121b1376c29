import type {Kit} from '../../src/core/kit';
import type {LogLevel} from '../../src/core/log';
import {createSecretMask} from '../../src/core/secrets/secret-mask';
import {createVirtualClock} from './virtual-clock';

/** A kit whose log can be read back. */
export interface TestKit extends Kit {
  /** What was logged so far, oldest first. */
  readonly logged: {level: LogLevel; message: string}[];
}

/** A kit on a virtual clock, with even randomness (0.5), an empty mask and a signal that never fires. */
export function createTestKit(overrides: Partial<Kit> = {}): TestKit {
  const logged: {level: LogLevel; message: string}[] = [];
  return {
    clock: createVirtualClock(),
    log: (level, message) => {
      logged.push({level, message});
    },
    mask: createSecretMask(),
    random: () => 0.5,
    signal: new AbortController().signal,
    ...overrides,
    logged,
  };
}
