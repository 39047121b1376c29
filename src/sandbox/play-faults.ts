import type {Fault, FaultAction, FaultTrigger} from './fault';
import {hash} from './shared/hash';

/** What faults are matched with. */
interface FaultyRequest {
  readonly vendor: string;
  readonly method: string;
  /** Below the vendor's prefix: `/v1/users`. */
  readonly path: string;
  /** Below the vendor's base URL: `/users`. */
  readonly shortPath: string;
}

const FAULT_SALT = 901;

/** The scheduled faults with their counters; `seed` decides for faults with a probability. */
export class FaultSchedule {
  readonly #seed: number;
  #scheduled: {readonly fault: Fault; count: number}[] = [];

  constructor(seed: number, faults: readonly Fault[]) {
    this.#seed = seed;
    this.set(faults);
  }

  /** Replaces all faults; counting starts again. */
  set(faults: readonly Fault[]): void {
    this.#scheduled = faults.map((fault) => ({fault, count: 0}));
  }

  /**
   * Counts the request for every fault that matches it, and returns what the first one that is due
   * does. Same seed and same order of requests: same faults.
   */
  next(request: FaultyRequest): FaultAction | undefined {
    let action: FaultAction | undefined;
    for (const [at, entry] of this.#scheduled.entries()) {
      if (!matches(entry.fault, request)) continue;
      entry.count += 1;
      const chance = hash(this.#seed + at, FAULT_SALT, entry.count) / 2 ** 32;
      if (!action && isDue(entry.fault.when, entry.count, chance)) action = entry.fault.what;
    }
    return action;
  }
}

/** The fault's name in the request log: "status 503", "reset_after". */
export function faultName(action: FaultAction): string {
  return action.type === 'status' ? `status ${action.status}` : action.type;
}

function matches(fault: Fault, request: FaultyRequest): boolean {
  if (fault.vendor !== undefined && fault.vendor !== request.vendor) return false;
  if (fault.method !== undefined && fault.method.toUpperCase() !== request.method) return false;
  if (fault.path === undefined) return true;
  return request.path.startsWith(fault.path) || request.shortPath.startsWith(fault.path);
}

function isDue(when: FaultTrigger, count: number, chance: number): boolean {
  switch (when.type) {
    case 'always':
      return true;
    case 'nth':
      return count === when.n;
    case 'from':
      return count >= when.n;
    case 'probability':
      return chance < when.p;
  }
}
