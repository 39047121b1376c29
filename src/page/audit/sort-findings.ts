import type {FindingColumns} from '../../page-data/audit-page';
import {upTo} from '../parts/paged';

export const SEVERITIES = ['high', 'medium', 'low'] as const;

const STATES = ['new', 'known', 'accepted', 'resolved'];

/** Findings that somebody has to look at: neither accepted nor resolved. */
export function isOpen(state: string): boolean {
  return state !== 'accepted' && state !== 'resolved';
}

/** Places of the findings: open ones first, worst first, new before known, then by rule. */
export function worstFirst(findings: FindingColumns): readonly number[] {
  const {severity, state, rule, finding_id: ids} = findings;
  const rank = (place: number): number =>
    (isOpen(state[place] ?? '') ? 0 : 100) +
    10 * rankIn(SEVERITIES, severity[place]) +
    rankIn(STATES, state[place]);
  const ranks = ids.map((_, place) => rank(place));
  return upTo(ids.length).toSorted(
    (a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0) || compare(rule[a], rule[b]) || a - b,
  );
}

function rankIn(list: readonly string[], name: string | undefined): number {
  const index = list.indexOf(name ?? '');
  return index < 0 ? list.length : index;
}

function compare(a = '', b = ''): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Open findings by severity. */
export function severityCounts({severity, state}: FindingColumns) {
  const counts = {high: 0, medium: 0, low: 0};
  for (const [place, name] of severity.entries()) {
    if (isOpen(state[place] ?? '') && (name === 'high' || name === 'medium' || name === 'low')) {
      counts[name] += 1;
    }
  }
  return counts;
}
