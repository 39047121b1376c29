/** Jaro–Winkler similarity, from 0 to 1, with the usual bonus of 0.1 for up to four equal first letters. */
export function jaroWinkler(left: string, right: string): number {
  if (left === right) return 1;
  const jaro = jaroOf(left, right);
  let prefix = 0;
  while (prefix < 4 && prefix < left.length && left[prefix] === right[prefix]) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}

function jaroOf(left: string, right: string): number {
  const reach = Math.max(0, Math.floor(Math.max(left.length, right.length) / 2) - 1);
  const taken = new Array<boolean>(right.length).fill(false);
  const matched: string[] = [];
  for (let at = 0; at < left.length; at += 1) {
    const from = Math.max(0, at - reach);
    const to = Math.min(right.length - 1, at + reach);
    for (let other = from; other <= to; other += 1) {
      if (taken[other] === true || right[other] !== left[at]) continue;
      taken[other] = true;
      matched.push(left.charAt(at));
      break;
    }
  }
  if (matched.length === 0) return 0;
  const others = taken.flatMap((isTaken, at) => (isTaken ? [right.charAt(at)] : []));
  const moved = matched.filter((letter, at) => letter !== others[at]).length / 2;
  const count = matched.length;
  return (count / left.length + count / right.length + (count - moved) / count) / 3;
}
