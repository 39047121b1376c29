/** Counts events of the last `windowMs`. */
export interface RollingWindow {
  /** Events in the window that ends now. */
  used(nowMs: number): number;
  add(nowMs: number): void;
  /** Milliseconds until the oldest event leaves the window; 0 when there is none. */
  freeInMs(nowMs: number): number;
}

/** Makes an empty window; `windowMs` is its length. */
export function createRollingWindow(windowMs: number): RollingWindow {
  let times: number[] = [];
  const trim = (nowMs: number): void => {
    const gone = times.findIndex((at) => at > nowMs - windowMs);
    if (gone === -1) times = [];
    else if (gone > 0) times = times.slice(gone);
  };
  return {
    used: (nowMs) => {
      trim(nowMs);
      return times.length;
    },
    add: (nowMs) => {
      times.push(nowMs);
    },
    freeInMs: (nowMs) => {
      trim(nowMs);
      const oldest = times[0];
      return oldest === undefined ? 0 : oldest + windowMs - nowMs;
    },
  };
}
