import {Failure} from '../../core/failure';

/** Names in a sentence beyond this are counted, not listed. */
const NAMES_LISTED_MAX = 15;

/**
 * The candidate called `name`: exactly, else the only one that differs by case alone. Undefined when
 * there is none; `ambiguous` when there are several, each of which might be meant.
 */
function matchName(
  name: string,
  candidates: readonly string[],
): string | undefined | {readonly ambiguous: readonly string[]} {
  if (candidates.includes(name)) return name;
  const lower = name.toLowerCase();
  const found = candidates.filter((candidate) => candidate.toLowerCase() === lower);
  return found.length > 1 ? {ambiguous: found} : found[0];
}

/** As `matchName`; several matches are a `config` Failure. `what` is for its sentence: "Stream". */
export function matchOneName(
  what: string,
  name: string,
  candidates: readonly string[],
): string | undefined {
  const found = matchName(name, candidates);
  if (typeof found !== 'object') return found;
  throw new Failure({
    kind: 'config',
    message: `${what} ${quote(name)} could be ${found.ambiguous.map(quote).join(' or ')}; write it exactly as one of them.`,
  });
}

/** A name in quotation marks, as it stands in JSON. */
export function quote(name: string): string {
  return JSON.stringify(name);
}

/** Names for a sentence: "a, b, c", "none", or the first ones and how many more there are. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length - NAMES_LISTED_MAX;
  const listed = names.slice(0, NAMES_LISTED_MAX).join(', ');
  return more > 0 ? `${listed} and ${more} more` : listed;
}
