/**
 * Makes one call for each item, up to `width` of them at a time, and gives their results in the
 * order of the items. The first failure ends it; calls under way are left to their abort signal.
 * Holds at most `width` results, however many items there are.
 */
export async function* orderedCalls<Item, Result>(
  items: Iterable<Item>,
  width: number,
  call: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  for (const item of items) {
    const result = call(item);
    // Whoever waits for it hears of its failure; when nobody does any more, nobody needs to.
    result.catch(() => undefined);
    underWay.push(result);
    const [first] = underWay;
    if (underWay.length < width || first === undefined) continue;
    yield await first;
    void underWay.shift();
  }
  for (const result of underWay) yield await result;
}
