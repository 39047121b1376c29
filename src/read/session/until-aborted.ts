/**
 * The same pages until the signal is aborted: then the wait for the next page ends at once with
 * the signal's reason, even when the source does not listen to the signal.
 */
export async function* untilAborted<Page>(
  pages: AsyncIterable<Page>,
  signal: AbortSignal,
): AsyncGenerator<Page, void, undefined> {
  const iterator = pages[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      const answer = await orAbort(iterator.next(), signal);
      if (answer.done === true) {
        ended = true;
        return;
      }
      yield answer.value;
    }
  } finally {
    if (!ended) await close(iterator, signal);
  }
}

/** After an abort nobody waits: a source that never answers would never close either. */
async function close(iterator: AsyncIterator<unknown>, signal: AbortSignal): Promise<void> {
  const closed = iterator.return?.();
  if (!signal.aborted) await closed;
  else closed?.catch(() => undefined);
}

function orAbort<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise<Value>((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, {once: true});
    value.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
