/** Accounts by number, and what joins and divides them. */
interface ClusterInput {
  readonly accounts: readonly {readonly n: number; readonly vendor: string}[];
  /** Evidence that links. */
  readonly edges: readonly (readonly [l: number, r: number])[];
  readonly decisions: readonly {
    readonly same: boolean;
    readonly l: number;
    readonly r: number;
  }[];
}

/** Where an account is. */
interface ClusterPlace {
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
export function clusterAccounts({
  accounts,
  edges,
  decisions,
}: ClusterInput): readonly ClusterPlace[] {
  const vendorOf = new Map(accounts.map(({n, vendor}) => [n, vendor]));
  const known = decisions.filter(({l, r}) => vendorOf.has(l) && vendorOf.has(r));
  const decided = createForest();
  for (const {same, l, r} of known) if (same) decided.join(l, r);
  // Two rows of the roster with one address are one person who is listed twice.
  const divided = dividedPairs(known, decided.rootOf);
  for (const [l, r] of edges) {
    if (vendorOf.get(l) !== ROSTER || vendorOf.get(r) !== ROSTER) continue;
    if (!divided.has(pairKey(decided.rootOf(l), decided.rootOf(r)))) decided.join(l, r);
  }
  const apart = dividedPairs(known, decided.rootOf);
  const joined = createForest();
  for (const [l, r] of edges) {
    const one = decided.rootOf(l);
    const other = decided.rootOf(r);
    if (one !== other && !apart.has(pairKey(one, other))) joined.join(one, other);
  }
  const clusterOf = (n: number): number => joined.rootOf(decided.rootOf(n));
  const reviews = findReviews({accounts, decided: decided.rootOf, clusterOf, known});
  return accounts.map(({n}) => {
    const cluster = clusterOf(n);
    const why = reviews.get(cluster) ?? null;
    return {n, cluster, root: why === null ? cluster : decided.rootOf(n), why};
  });
}

function dividedPairs(
  known: ClusterInput['decisions'],
  rootOf: (n: number) => number,
): ReadonlySet<string> {
  return new Set(known.filter(({same}) => !same).map(({l, r}) => pairKey(rootOf(l), rootOf(r))));
}

function findReviews(what: {
  readonly accounts: ClusterInput['accounts'];
  readonly decided: (n: number) => number;
  readonly clusterOf: (n: number) => number;
  readonly known: ClusterInput['decisions'];
}): ReadonlyMap<number, string> {
  const {accounts, decided, clusterOf, known} = what;
  const reviews = new Map<number, string>();
  const vendors = new Map<string, number>();
  for (const {vendor} of accounts) if (!vendors.has(vendor)) vendors.set(vendor, vendors.size);
  // By cluster and vendor, as one number: there may be a million.
  const holders = new Map<number, number>();
  for (const {n, vendor} of accounts) {
    const cluster = clusterOf(n);
    const root = decided(n);
    const key = cluster * vendors.size + (vendors.get(vendor) ?? 0);
    const before = holders.get(key);
    if (before === undefined) holders.set(key, root);
    else if (before !== root) reviews.set(cluster, `two accounts of ${vendor} in one person`);
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

interface Forest {
  readonly rootOf: (n: number) => number;
  readonly join: (l: number, r: number) => void;
}

/** Disjoint sets whose root is the lowest number. */
function createForest(): Forest {
  const parents = new Map<number, number>();
  const rootOf = (n: number): number => {
    let root = n;
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up;
    let at = n;
    while (at !== root) {
      const up = parents.get(at) ?? root;
      parents.set(at, root);
      at = up;
    }
    return root;
  };
  return {
    rootOf,
    join: (l, r) => {
      const one = rootOf(l);
      const other = rootOf(r);
      if (one !== other) parents.set(Math.max(one, other), Math.min(one, other));
    },
  };
}
