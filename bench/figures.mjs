/** What all benches say of their figures. */
import os from 'node:os';

export const median = (numbers) =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

export const whole = (number) => Math.round(number).toLocaleString('en-US');

/** The machine and Node.js, as a benchmark's first words. */
export function machine() {
  const processor = os.cpus()[0]?.model ?? 'unknown processor';
  const memory = Math.round(os.totalmem() / 2 ** 30);
  return `${os.cpus().length} × ${processor}, ${memory} GiB, Node.js ${process.version}`;
}
