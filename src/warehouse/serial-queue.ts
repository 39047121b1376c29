/** Does one piece of work after another, in the order of the calls. */
export type SerialQueue = <T>(work: () => Promise<T>) => Promise<T>;

/** A connection runs one statement at a time, and a transaction must not mix with another's. */
export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
