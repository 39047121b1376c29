/** Lets callers wait for "something changed" and look again. */
export interface ChangeSignal {
  /** Wakes everyone who waits. */
  notify(): void;
  /** Resolves at the next `notify`; waiters share one promise per change. */
  next(): Promise<void>;
}

/** A signal for one waiter or many; a `notify` while nobody waits is not kept. */
export function createChangeSignal(): ChangeSignal {
  let wake: (() => void) | undefined;
  let change: Promise<void> | undefined;
  return {
    notify: () => {
      const resolve = wake;
      wake = undefined;
      change = undefined;
      resolve?.();
    },
    next: () => {
      change ??= new Promise((resolve) => {
        wake = resolve;
      });
      return change;
    },
  };
}
