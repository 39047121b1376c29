/** Services cap their pages at round numbers, some at powers of two. */
const ROUND = [10, 25];
const POWER_MIN = 16;

/** True for a number of rows at which servers cut their answers: all that were asked for, or a usual cap. */
export function looksCut(rows: number, size: number): boolean {
  if (rows >= size) return true;
  const isPowerOfTwo = rows >= POWER_MIN && (rows & (rows - 1)) === 0;
  return isPowerOfTwo || ROUND.some((round) => rows % round === 0);
}
