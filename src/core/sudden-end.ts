import type {Failure} from './failure';

/**
 * How a program ends while some of its work does not: it is waited for no longer, and what it would have
 * taken away is taken away by the program.
 */
export interface SuddenEnd {
  /** Waits for work until somebody gives up; then throws that failure, and the work is left alone. */
  untilGivenUp<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Ends the innermost wait. */
  giveUp(failure: Failure): void;
  /** Whether somebody gave up: what was left alone may still be running. */
  gaveUp(): boolean;
  /** Enters what must happen before the process ends, at once; answers how to take it back. */
  before(work: () => void): () => void;
  /** Does what was entered, the latest first. */
  carryOut(): void;
}

/** Waits for work, where the program can give it up, until it does. */
export function untilGivenUp<Result>(
  {suddenEnd}: {readonly suddenEnd?: SuddenEnd},
  work: () => Promise<Result>,
): Promise<Result> {
  return suddenEnd ? suddenEnd.untilGivenUp(work) : work();
}

/** Makes the end of one process. */
export function createSuddenEnd(): SuddenEnd {
  const waits: ((failure: Failure) => void)[] = [];
  const entered = new Set<() => void>();
  let gaveUp = false;
  return {
    untilGivenUp: async (work) => {
      let wait: (failure: Failure) => void = () => undefined;
      const givenUp = new Promise<never>((_, reject) => waits.push((wait = reject)));
      try {
        return await Promise.race([work(), givenUp]);
      } finally {
        const at = waits.indexOf(wait);
        if (at >= 0) waits.splice(at, 1);
      }
    },
    giveUp: (failure) => {
      gaveUp = true;
      waits.pop()?.(failure);
    },
    gaveUp: () => gaveUp,
    before: (work) => {
      entered.add(work);
      return () => void entered.delete(work);
    },
    carryOut: () => {
      for (const work of [...entered].reverse()) {
        entered.delete(work);
        work();
      }
    },
  };
}
