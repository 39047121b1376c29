/** True when `b` may stand behind `a`. */
type Follows = (a: string, b: string) => boolean;

/** Checks that pages come in an order of keys that the server's filter shares. */
export interface KeyOrder {
  /**
   * True when the keys go on behind the page before in one known order and none of them came on
   * that page: only then does "behind the last key" leave no row out.
   */
  accepts(keys: readonly string[]): boolean;
  /** True when the key was on the last accepted page. */
  wasOnLastPage(key: string): boolean;
}

/** Starts behind `afterKey`; with `compare`, only that order is accepted. */
export function createKeyOrder(
  afterKey: string | null,
  compare?: (a: string, b: string) => number,
): KeyOrder {
  let orders: readonly Follows[] = compare ? [(a, b) => compare(a, b) < 0] : usualOrders();
  let lastPage: readonly string[] = [];
  // Made when it is asked for.
  let lastKeys: ReadonlySet<string> | undefined;
  const isOnLastPage = (key: string): boolean => (lastKeys ??= new Set(lastPage)).has(key);
  let lastKey = afterKey;
  const accept = (keys: readonly string[]): true => {
    lastPage = keys;
    lastKeys = undefined;
    lastKey = keys.at(-1) ?? lastKey;
    return true;
  };
  return {
    accepts: (keys) => {
      // Nearly always: then no key can have come before, for all those of the page before are smaller.
      if (orders[0] === byUnits && inOrder(lastKey, keys, byUnits)) return accept(keys);
      const isRepeated = keys.some((key) => key === lastKey || isOnLastPage(key));
      if (isRepeated || new Set(keys).size < keys.length) return false;
      const found = orders.findIndex((follows) => inOrder(lastKey, keys, follows));
      if (found < 0) return false;
      // What does not fit one page is not the server's order, regardless of what it does to the next one.
      orders = orders.slice(found);
      return accept(keys);
    },
    wasOnLastPage: isOnLastPage,
  };
}

const byUnits: Follows = (a, b) => a < b;

/** Strict where distinct keys are never equal; the last two let keys that differ by case tie. */
function usualOrders(): readonly Follows[] {
  const collator = new Intl.Collator('en');
  return [
    byUnits,
    (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0,
    (a, b) => a.toLowerCase() <= b.toLowerCase(),
    (a, b) => collator.compare(a, b) <= 0,
  ];
}

function inOrder(before: string | null, keys: readonly string[], follows: Follows): boolean {
  let last = before;
  for (const key of keys) {
    if (last !== null && !follows(last, key)) return false;
    last = key;
  }
  return true;
}
