import type {JsonObject} from '../../../src/core/json';
import type {Clock} from '../../../src/core/clock';
import type {VendorKit} from '../../../src/read/source-vendor';
import {createTestKit, type TestKit} from '../../support/test-kit';

/** A vendor kit whose clock jumps over every wait, and that remembers what it was told. */
export interface TestVendorKit extends VendorKit, TestKit {
  readonly savedSections: JsonObject[];
  readonly rateLimitedUntil: number[];
  /** Every wait so far, milliseconds. */
  readonly waits: number[];
}

export function createVendorKit(): TestVendorKit {
  const waits: number[] = [];
  const kit = createTestKit({clock: jumpingClock(waits)});
  const savedSections: JsonObject[] = [];
  const rateLimitedUntil: number[] = [];
  return {
    ...kit,
    waits,
    savedSections,
    rateLimitedUntil,
    saveSection: (section) => {
      savedSections.push(section);
      return Promise.resolve();
    },
    onRateLimited: (resetAtMs) => {
      rateLimitedUntil.push(resetAtMs);
    },
  };
}

function jumpingClock(waits: number[]): Clock {
  let now = 1_763_600_000_000;
  return {
    now: () => now,
    sleep: (ms, signal) => {
      signal?.throwIfAborted();
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}
