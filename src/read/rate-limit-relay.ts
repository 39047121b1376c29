/** Hears that a vendor's requests wait until then, epoch milliseconds. */
type RateLimitListener = (resetAtMs: number) => void;

/**
 * Joins the vendors' HTTP clients, which know that they wait, with the engine, which knows for
 * which streams. The program makes one relay, gives `relay.of(name)` to each vendor as
 * `VendorKit.onRateLimited`, and the relay itself to `readStreams` as `rateLimits`.
 */
export interface RateLimitRelay {
  /** What a vendor calls when it starts to wait; without a listener nothing happens. */
  of(vendor: string): RateLimitListener;
  /** Hears one vendor's waits until the returned function is called. */
  listen(vendor: string, listener: RateLimitListener): () => void;
}

/** Creates a relay without listeners. */
export function createRateLimitRelay(): RateLimitRelay {
  const listeners = new Map<string, Set<RateLimitListener>>();
  return {
    of: (vendor) => (resetAtMs) => {
      for (const listener of listeners.get(vendor) ?? []) listener(resetAtMs);
    },
    listen: (vendor, listener) => {
      const known = listeners.get(vendor) ?? new Set();
      listeners.set(vendor, known.add(listener));
      return () => void known.delete(listener);
    },
  };
}
