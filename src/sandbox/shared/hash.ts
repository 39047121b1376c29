/** Taken once: the look-up of a global is slow where code runs in a context of its own. */
const {imul} = Math;

/**
 * A number from 0 to 2^32-1 that depends on nothing but its arguments: the source of all made-up
 * data, so that record `index` can be computed without the records before it.
 */
export function hash(seed: number, salt: number, index: number): number {
  let mixed = imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  mixed = scramble(mixed ^ imul(salt + 0x165667b1, 0xc2b2ae35));
  mixed = scramble(mixed ^ imul(index + 0x27d4eb2f, 0x9e3779b1));
  return mixed >>> 0;
}

/** One of the list; the list must not be empty. */
export function pick<T>(list: readonly T[], number: number): T {
  const chosen = list[number % list.length];
  if (chosen === undefined) throw new RangeError('nothing to pick from');
  return chosen;
}

function scramble(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = imul(mixed, 0x7feb352d);
  mixed ^= mixed >>> 15;
  mixed = imul(mixed, 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
