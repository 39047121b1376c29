/** Events for which the CDK's runners install handlers when they are made. */
const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Makes something and takes away the process-wide handlers that it installed: the CDK's runner ends
 * the process before its trace has left, and prints details that may hold secrets.
 */
export function withoutProcessHandlers<T>(make: () => T): T {
  const before = EVENTS.map((event) => new Set(listenersOf(event)));
  try {
    return make();
  } finally {
    EVENTS.forEach((event, index) => {
      for (const listener of listenersOf(event)) {
        if (before[index]?.has(listener) === false) process.off(event, listener);
      }
    });
  }
}

function listenersOf(event: (typeof EVENTS)[number]): readonly (() => void)[] {
  // Node.js gives functions; their parameters do not matter for taking them away.
  return process.rawListeners(event) as (() => void)[];
}
