/** Counts events of the last milliseconds; it begins without any. */
export class RollingWindow {
  readonly #windowMs: number;
  #times: number[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Events in the window that ends now. */
  used(nowMs: number): number {
    this.#trim(nowMs);
    return this.#times.length;
  }

  add(nowMs: number): void {
    this.#times.push(nowMs);
  }

  /** Milliseconds until the oldest event leaves the window; 0 when there is none. */
  freeInMs(nowMs: number): number {
    this.#trim(nowMs);
    const oldest = this.#times[0];
    return oldest === undefined ? 0 : oldest + this.#windowMs - nowMs;
  }

  #trim(nowMs: number): void {
    const gone = this.#times.findIndex((at) => at > nowMs - this.#windowMs);
    if (gone === -1) this.#times = [];
    else if (gone > 0) this.#times = this.#times.slice(gone);
  }
}
