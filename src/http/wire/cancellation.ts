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

/** What waits for a signal, and the one listener that tells it. */
interface Waiting {
  /**
   * A list and no set: each table that a set outgrows leads to the next, so that V8 finds every request that was
   * ever in it alive until it collects the whole heap.
   */
  callbacks: readonly Callback[];
  readonly listener: () => void;
}

/**
 * Creates the maker of a client's cancellations. It puts one listener on each signal however many
 * requests share it, and takes it away after the last of them: above ten listeners Node.js writes a
 * warning to stderr, where nothing may be, and a signal may outlive many clients.
 */
export function createCancellations(): MakeCancellation {
  const waiting = new WeakMap<AbortSignal, Waiting>();
  const listen = (signal: AbortSignal, callback: Callback): (() => void) => {
    const found = waiting.get(signal) ?? listenOnce(signal, waiting);
    found.callbacks = [...found.callbacks, callback];
    return () => {
      found.callbacks = found.callbacks.filter((one) => one !== callback);
      if (found.callbacks.length > 0) return;
      signal.removeEventListener('abort', found.listener);
      if (waiting.get(signal) === found) waiting.delete(signal);
    };
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

function listenOnce(signal: AbortSignal, waiting: WeakMap<AbortSignal, Waiting>): Waiting {
  const made: Waiting = {
    callbacks: [],
    listener: () => {
      for (const callback of made.callbacks) callback();
    },
  };
  waiting.set(signal, made);
  signal.addEventListener('abort', made.listener, {once: true});
  return made;
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
