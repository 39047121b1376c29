/** More differences than this, and a name is not a slip of another one. */
const DISTANCE_MAX = 2;

/** The candidate that a mistyped name was probably meant to be; undefined when none is close. */
export function closestName(name: string, candidates: readonly string[]): string | undefined {
  const wanted = plain(name);
  const same = candidates.find((candidate) => plain(candidate) === wanted);
  if (same !== undefined) return same;
  const ranked = candidates
    .map((candidate) => ({candidate, distance: distance(wanted, plain(candidate))}))
    .filter((entry) => entry.distance <= Math.min(DISTANCE_MAX, entry.candidate.length - 1))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

/** A name without what people vary: case, hyphens, underscores, spaces. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}

/** Insertions, deletions and replacements that turn one text into the other. */
function distance(a: string, b: string): number {
  let row = Array.from({length: b.length + 1}, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, at(row, j) + 1, at(next, j - 1) + 1));
    }
    row = next;
  }
  return at(row, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
