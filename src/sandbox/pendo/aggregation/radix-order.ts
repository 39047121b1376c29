const {floor} = Math;
const DIGIT_BITS = 11;
const BUCKETS = 2 ** DIGIT_BITS;

/**
 * Orders row numbers by a key that is a whole number of at most 53 bits, in linear time; rows with
 * equal keys keep their order. `keys` is indexed by row number. Returns a new array.
 */
export function radixOrder(rows: Uint32Array, keys: Float64Array): Uint32Array {
  let min = Infinity;
  let max = -Infinity;
  for (const row of rows) {
    const key = keys[row] ?? 0;
    if (key < min) min = key;
    if (key > max) max = key;
  }
  let from = rows.slice();
  let to = new Uint32Array(rows.length);
  for (let unit = 1; unit <= max - min; unit *= BUCKETS) {
    distribute(from, to, (row) => floor(((keys[row] ?? 0) - min) / unit) % BUCKETS);
    [from, to] = [to, from];
  }
  return from;
}

function distribute(from: Uint32Array, to: Uint32Array, digitOf: (row: number) => number): void {
  const starts = new Uint32Array(BUCKETS + 1);
  for (const row of from) {
    const next = digitOf(row) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let digit = 1; digit <= BUCKETS; digit += 1) {
    starts[digit] = (starts[digit] ?? 0) + (starts[digit - 1] ?? 0);
  }
  for (const row of from) {
    const digit = digitOf(row);
    const place = starts[digit] ?? 0;
    to[place] = row;
    starts[digit] = place + 1;
  }
}
