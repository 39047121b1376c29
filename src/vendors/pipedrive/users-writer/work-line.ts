import {toFailure, type Failure} from '../../../core/failure';

type Place = 'first' | 'last';

/** Work that waits for its turn, two kinds of it; `workers` works are done side by side. */
export class WorkLine {
  readonly #workers: number;
  readonly #waiting: Readonly<
    Record<Place, {readonly start: () => Promise<void>; readonly refuse: (why: Failure) => void}[]>
  > = {first: [], last: []};
  readonly #active = {first: 0, last: 0};
  #ended: Failure | undefined;
  #isCalled = false;

  constructor(workers: number) {
    this.#workers = workers;
  }

  /**
   * Does the work when its turn comes: what comes `first` in the order of arrival, and the rest only
   * while nothing of the former waits or is being done. When a work throws, all that waits fails with
   * the same failure without having been started, and so does all that comes later.
   */
  run<Result>(place: Place, work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) {
        reject(this.#ended);
        return;
      }
      const start = async (): Promise<void> => {
        try {
          resolve(await work());
        } catch (error) {
          const failure = toFailure(error);
          this.#end(failure);
          reject(failure);
        }
      };
      this.#waiting[place].push({start, refuse: reject});
      this.#callTurn();
    });
  }

  /** What arrives together is sorted before the first of it begins. */
  #callTurn(): void {
    if (this.#isCalled) return;
    this.#isCalled = true;
    setImmediate(() => {
      this.#isCalled = false;
      this.#turn();
    });
  }

  #turn(): void {
    while (this.#active.first + this.#active.last < this.#workers) {
      if (this.#begin('first')) continue;
      if (this.#active.first > 0 || !this.#begin('last')) return;
    }
  }

  #begin(place: Place): boolean {
    const job = this.#waiting[place].shift();
    if (job === undefined) return false;
    this.#active[place] += 1;
    void job.start().then(() => {
      this.#active[place] -= 1;
      this.#turn();
    });
    return true;
  }

  #end(failure: Failure): void {
    this.#ended ??= failure;
    const {first, last} = this.#waiting;
    for (const job of [...first.splice(0), ...last.splice(0)]) job.refuse(this.#ended);
  }
}
