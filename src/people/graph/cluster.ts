/**
 * Accounts by number, and what joins and divides them. There may be a million of each, so they come as columns.
 * Accounts that are not there have negative numbers in decisions: what goes through them still holds.
 */
export interface ClusterInput {
  readonly accounts: {
    /** Above 0, ascending. */
    readonly n: Int32Array;
    /** Number of the vendor from 1 on. */
    readonly vendor: Uint8Array;
  };
  /** By number less one. */
  readonly vendors: readonly string[];
  /** Evidence that links; `isAddress`: 1 where it is an equal address. */
  readonly edges: {
    readonly l: Int32Array;
    readonly r: Int32Array;
    readonly isAddress: Uint8Array;
  };
  readonly decisions: readonly Decided[];
}

interface Decided {
  readonly same: boolean;
  readonly l: number;
  readonly r: number;
}

/** Where an account is. */
export interface ClusterPlace {
  readonly n: number;
  /** Lowest number of all that evidence joins. */
  readonly cluster: number;
  /** Lowest number of the person. */
  readonly root: number;
  /** Why nothing of the cluster was linked. */
  readonly why: string | null;
}

const ROSTER = 'roster';

/**
 * Joins accounts to people. What a decision joins is one from the beginning; evidence then joins those. A
 * cluster with two accounts of one vendor, or one that a decision divides, stays as the decisions left it.
 */
export function* clusterAccounts(input: ClusterInput): Generator<ClusterPlace> {
  const {accounts, vendors, edges, decisions} = input;
  const bounds = boundsOf(input);
  const vendorOf = new Uint8Array(bounds.high - bounds.low + 1);
  for (const [at, n] of accounts.n.entries()) vendorOf[n - bounds.low] = accounts.vendor[at] ?? 0;
  const isHere = (n: number): boolean => n < 0 || (vendorOf[n - bounds.low] ?? 0) > 0;
  const known = decisions.filter(({l, r}) => l > 0 && r > 0 && isHere(l) && isHere(r));
  const decided = createForest(bounds);
  for (const {same, l, r} of decisions) if (same && isHere(l) && isHere(r)) decided.join(l, r);
  // Two rows of the roster with one address are one person who is listed twice.
  const roster = vendors.indexOf(ROSTER) + 1;
  const isRoster = (n = 0): boolean => roster > 0 && vendorOf[n - bounds.low] === roster;
  const divided = dividedPairs(known, decided.rootOf);
  for (const [at, l] of edges.l.entries()) {
    const r = edges.r[at] ?? l;
    if (edges.isAddress[at] !== 1 || !isRoster(l) || !isRoster(r)) continue;
    if (!divided.has(pairKey(decided.rootOf(l), decided.rootOf(r)))) decided.join(l, r);
  }
  const joined = joinEvidence(input, {
    ...{bounds, decided},
    apart: dividedPairs(known, decided.rootOf),
  });
  const clusterOf = (n: number): number => joined.rootOf(decided.rootOf(n));
  const reviews = findReviews(input, {bounds, decided: decided.rootOf, clusterOf, known});
  for (const n of accounts.n) {
    const cluster = clusterOf(n);
    const why = reviews.get(cluster) ?? null;
    yield {n, cluster, root: why === null ? cluster : decided.rootOf(n), why};
  }
}

function boundsOf({accounts, decisions}: ClusterInput): Bounds {
  const low = decisions.reduce((lowest, {l, r}) => Math.min(lowest, l, r), 0);
  return {low, high: accounts.n.at(-1) ?? 0};
}

function joinEvidence(
  {edges}: ClusterInput,
  given: {
    readonly bounds: Bounds;
    readonly decided: Forest;
    readonly apart: ReadonlySet<string>;
  },
): Forest {
  const {bounds, decided, apart} = given;
  const joined = createForest(bounds);
  for (const [at, l] of edges.l.entries()) {
    const one = decided.rootOf(l);
    const other = decided.rootOf(edges.r[at] ?? l);
    if (one === other || (apart.size > 0 && apart.has(pairKey(one, other)))) continue;
    joined.join(one, other);
  }
  return joined;
}

function dividedPairs(
  known: ClusterInput['decisions'],
  rootOf: (n: number) => number,
): ReadonlySet<string> {
  return new Set(known.filter(({same}) => !same).map(({l, r}) => pairKey(rootOf(l), rootOf(r))));
}

function findReviews(
  {accounts, vendors}: ClusterInput,
  what: {
    readonly bounds: Bounds;
    readonly decided: (n: number) => number;
    readonly clusterOf: (n: number) => number;
    readonly known: ClusterInput['decisions'];
  },
): ReadonlyMap<number, string> {
  const {bounds, decided, clusterOf, known} = what;
  const reviews = new Map<number, string>();
  // The one who holds an account of a vendor in a cluster, by cluster and vendor; 0: nobody.
  const holders = new Int32Array((bounds.high - bounds.low + 1) * vendors.length);
  for (const [at, n] of accounts.n.entries()) {
    const cluster = clusterOf(n);
    const root = decided(n);
    const vendor = (accounts.vendor[at] ?? 1) - 1;
    const place = (cluster - bounds.low) * vendors.length + vendor;
    const before = holders[place] ?? 0;
    if (before === 0) holders[place] = root;
    else if (before !== root) {
      reviews.set(cluster, `two accounts of ${vendors[vendor] ?? ''} in one person`);
    }
  }
  for (const {same, l, r} of known) {
    if (same || clusterOf(l) !== clusterOf(r)) continue;
    reviews.set(clusterOf(l), 'a decision divides it');
  }
  return reviews;
}

function pairKey(one: number, other: number): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

/** Lowest and highest number. */
interface Bounds {
  readonly low: number;
  readonly high: number;
}

interface Forest {
  readonly rootOf: (n: number) => number;
  readonly join: (l: number, r: number) => void;
}

/** Disjoint sets of the numbers from `low` to `high`; the root is the lowest number above 0. */
function createForest({low, high}: Bounds): Forest {
  // By place, as there may be a million; 0: a root.
  const parents = new Int32Array(high - low + 1);
  const rootOf = (n: number): number => {
    let root = n;
    for (let up = parents[root - low] ?? 0; up !== 0; up = parents[root - low] ?? 0) root = up;
    let at = n;
    while (at !== root) {
      const up = parents[at - low] ?? root;
      parents[at - low] = root;
      at = up;
    }
    return root;
  };
  return {
    rootOf,
    join: (l, r) => {
      const one = rootOf(l);
      const other = rootOf(r);
      // An account that is not there gives no person its number.
      const [small, great] = one < other ? [one, other] : [other, one];
      if (small < 0 && great > 0) parents[small - low] = great;
      else if (small !== great) parents[great - low] = small;
    },
  };
}
