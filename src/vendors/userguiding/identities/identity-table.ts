/** Two halves of a 64-bit digest. */
export interface Digest {
  readonly high: number;
  readonly low: number;
}

/** The 32-bit figures that are kept for each digest; 0: nothing known. */
export const field = {spelling: 2, company: 3, contentHigh: 4, contentLow: 5} as const;

/** One of them. */
type IdentityField = (typeof field)[keyof typeof field];

/**
 * What is known of users, by digest. A user takes 24 bytes, and 34 to 69 with the room that the
 * table keeps free: a million users at most 69 MB, while it grows half as much again.
 */
export interface IdentityTable {
  get(key: Digest, which: IdentityField): number;
  set(key: Digest, which: IdentityField, value: number): void;
  readonly size: () => number;
}

const WORDS = 6;
const SLOTS_MIN = 1024;
const FULL_SHARE = 0.7;

/** Creates an empty table: open addressing in one typed array, so that the heap stays small. */
export function createIdentityTable(): IdentityTable {
  let slots = SLOTS_MIN;
  let words = new Uint32Array(slots * WORDS);
  let used = 0;

  const grow = (): void => {
    const old = words;
    slots *= 2;
    words = new Uint32Array(slots * WORDS);
    for (let from = 0; from < old.length; from += WORDS) {
      const high = old[from] ?? 0;
      const low = old[from + 1] ?? 0;
      if (high === 0 && low === 0) continue;
      const at = findSlot(words, {high, low});
      for (let word = 0; word < WORDS; word += 1) words[at + word] = old[from + word] ?? 0;
    }
  };
  return {
    get: (key, which) => words[findSlot(words, usable(key)) + which] ?? 0,
    set: (key, which, value) => {
      const wanted = usable(key);
      let at = findSlot(words, wanted);
      if (isFree(words, at)) {
        if (used + 1 > slots * FULL_SHARE) {
          grow();
          at = findSlot(words, wanted);
        }
        words[at] = wanted.high;
        words[at + 1] = wanted.low;
        used += 1;
      }
      words[at + which] = value;
    },
    size: () => used,
  };
}

/** Index of the key's first word, or of the free slot where it belongs. */
function findSlot(words: Uint32Array, {high, low}: Digest): number {
  const slots = words.length / WORDS;
  // Digests are even already; the number of slots is a power of two.
  for (let slot = low & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
    const at = slot * WORDS;
    if (isFree(words, at) || (words[at] === high && words[at + 1] === low)) return at;
  }
}

function isFree(words: Uint32Array, at: number): boolean {
  return words[at] === 0 && words[at + 1] === 0;
}

/** Two zeros mean a free slot. */
function usable(key: Digest): Digest {
  return key.high === 0 && key.low === 0 ? {high: 1, low: 0} : key;
}
