import {toFailure, type Failure} from '../../../core/failure';

/** Work that waits for its turn, two kinds of it. */
interface WorkLine {
  /**
   * Does the work when its turn comes: what comes `first` in the order of arrival, and the rest only
   * while nothing of the former waits or is being done. When a work throws, all that waits fails with
   * the same failure without having been started, and so does all that comes later.
   */
  run<Result>(place: 'first' | 'last', work: () => Promise<Result>): Promise<Result>;
}

interface Job {
  readonly start: () => Promise<void>;
  readonly refuse: (failure: Failure) => void;
}

/** Creates a line in which `workers` works are done side by side. */
export function createWorkLine(workers: number): WorkLine {
  const waiting: Readonly<Record<'first' | 'last', Job[]>> = {first: [], last: []};
  const active = {first: 0, last: 0};
  let ended: Failure | undefined;
  let isCalled = false;

  const begin = (place: 'first' | 'last'): boolean => {
    const job = waiting[place].shift();
    if (job === undefined) return false;
    active[place] += 1;
    void job.start().then(() => {
      active[place] -= 1;
      turn();
    });
    return true;
  };
  const turn = (): void => {
    while (active.first + active.last < workers) {
      if (begin('first')) continue;
      if (active.first > 0 || !begin('last')) return;
    }
  };
  const end = (failure: Failure): void => {
    ended ??= failure;
    for (const job of [...waiting.first.splice(0), ...waiting.last.splice(0)]) job.refuse(ended);
  };
  /** What arrives together is sorted before the first of it begins. */
  const callTurn = (): void => {
    if (isCalled) return;
    isCalled = true;
    setImmediate(() => {
      isCalled = false;
      turn();
    });
  };
  return {
    run: (place, work) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) {
          reject(ended);
          return;
        }
        const start = async (): Promise<void> => {
          try {
            resolve(await work());
          } catch (error) {
            const failure = toFailure(error);
            end(failure);
            reject(failure);
          }
        };
        waiting[place].push({start, refuse: reject});
        callTurn();
      }),
  };
}
