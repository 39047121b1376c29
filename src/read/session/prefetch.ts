/**
 * Asks for the next `depth` pages while the consumer works on the current one. Order is kept; an
 * error comes up where its page would have been. When the consumer stops, the pages that were
 * asked for are waited for and dropped, then the source is closed.
 */
export async function* prefetch<Page>(
  pages: AsyncIterable<Page>,
  depth = 1,
): AsyncGenerator<Page, void, undefined> {
  const iterator = pages[Symbol.asyncIterator]();
  const asked: Promise<IteratorResult<Page>>[] = [];
  const ask = (): void => {
    const answer = iterator.next();
    // The error is thrown where the answer is awaited, below; until then it is not unhandled.
    answer.catch(() => undefined);
    asked.push(answer);
  };
  let ended = false;
  try {
    while (!ended) {
      while (asked.length <= depth) ask();
      const answer = await asked.shift();
      if (answer === undefined || answer.done === true) ended = true;
      else yield answer.value;
    }
  } catch (error) {
    ended = true;
    throw error;
  } finally {
    await Promise.allSettled(asked);
    if (!ended) await iterator.return?.();
  }
}
