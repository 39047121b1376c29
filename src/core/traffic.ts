/** Figures of one vendor's HTTP traffic so far. */
export interface Traffic {
  readonly requests: number;
  /** Requests sent again after a failure; waits for a limit are not failures. */
  readonly retries: number;
  /** Time spent waiting for limits, milliseconds, summed over requests. */
  readonly waitedMs: number;
}
