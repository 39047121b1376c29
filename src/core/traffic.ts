/** Figures of one vendor's HTTP traffic so far. */
export interface Traffic {
  readonly requests: number;
  /** Requests sent again after a failure; waits for a limit are not failures. */
  readonly retries: number;
  /** Time spent waiting for limits, milliseconds, summed over requests. */
  readonly waitedMs: number;
}

/** The figures of several clients together. */
export function totalTraffic(parts: readonly Traffic[]): Traffic {
  const total = {requests: 0, retries: 0, waitedMs: 0};
  for (const {requests, retries, waitedMs} of parts) {
    total.requests += requests;
    total.retries += retries;
    total.waitedMs += waitedMs;
  }
  return total;
}
