/** Counts what must not get out of hand. What is taken is counted before it is done. */
export interface Brake {
  /** Takes one; false when none is left. */
  take(): boolean;
  /** Gives one back that was certainly not used. */
  giveBack(): void;
  taken(): number;
  readonly max: number;
}

/** Creates a brake that lets `max` through. */
export function createBrake(max: number): Brake {
  let taken = 0;
  return {
    take: () => {
      if (taken >= max) return false;
      taken += 1;
      return true;
    },
    giveBack: () => {
      taken -= 1;
    },
    taken: () => taken,
    max,
  };
}
