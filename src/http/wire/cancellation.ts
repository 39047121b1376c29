import type {Clock} from '../../core/clock';
import {Failure} from '../../core/failure';

/** Tells the parts of one `send` that nobody wants its answer any more. */
export interface Cancellation {
  /** Throws once a signal has fired. */
  check(): void;
  /** Calls back when a signal fires, at once if it has; returns how to take that back. */
  on(callback: (failure: Failure) => void): () => void;
}

/** Makes a cancellation that fires with the first of the signals; `purpose` is for its message. */
export type MakeCancellation = (signals: readonly AbortSignal[], purpose: string) => Cancellation;

type Callback = () => void;

/**
 * Creates the maker of a client's cancellations. It puts one listener on each signal however many
 * requests share it: above ten listeners Node.js writes a warning to stderr, where nothing may be.
 */
export function createCancellations(): MakeCancellation {
  const listeners = new WeakMap<AbortSignal, Set<Callback>>();
  const listen = (signal: AbortSignal, callback: Callback): (() => void) => {
    const callbacks = listeners.get(signal) ?? listenOnce(signal, listeners);
    callbacks.add(callback);
    return () => callbacks.delete(callback);
  };
  return (signals, purpose) => ({
    check: () => {
      for (const signal of signals) if (signal.aborted) throw stopped(signal, purpose);
    },
    on: (callback) => {
      const offs = signals.map((signal) => {
        const fire = (): void => callback(stopped(signal, purpose));
        if (signal.aborted) fire();
        return listen(signal, fire);
      });
      return () => offs.forEach((off) => off());
    },
  });
}

/** Sleeps on the clock; throws the cancellation's Failure when that comes first. */
export async function sleepUnlessCancelled(
  clock: Clock,
  ms: number,
  cancellation: Cancellation,
): Promise<void> {
  cancellation.check();
  const controller = new AbortController();
  const off = cancellation.on((failure) => controller.abort(failure));
  try {
    await clock.sleep(ms, controller.signal);
  } finally {
    off();
  }
}

function listenOnce(
  signal: AbortSignal,
  listeners: WeakMap<AbortSignal, Set<Callback>>,
): Set<Callback> {
  const callbacks = new Set<Callback>();
  listeners.set(signal, callbacks);
  signal.addEventListener(
    'abort',
    () => {
      for (const callback of [...callbacks]) callback();
    },
    {once: true},
  );
  return callbacks;
}

function stopped(signal: AbortSignal, purpose: string): Failure {
  const reason: unknown = signal.reason;
  if (reason instanceof Failure) return reason;
  return new Failure({
    kind: 'transient',
    message: `The work was stopped before it could ${purpose}. Run it again to continue.`,
    cause: reason,
  });
}
