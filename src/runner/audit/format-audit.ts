import type {AuditFigures} from '../../people/read-result';
import type {Audit} from './audit-people';

/** The table on a terminal: findings by rule, then what was left out and what should be looked at. */
export function formatAudit(
  figures: AuditFigures,
  {left_out, notes}: Pick<Audit, 'left_out' | 'notes'>,
): string {
  const {people, accounts, links, clusters, findings} = figures;
  const rules = new Map<string, {severity: string; all: number; fresh: number}>();
  const states = {new: 0, known: 0, accepted: 0, resolved: 0};
  for (const {rule, severity, state, count} of findings) {
    states[state] += count;
    if (state === 'accepted' || state === 'resolved') continue;
    const {all, fresh} = rules.get(rule) ?? {all: 0, fresh: 0};
    const added = state === 'new' ? count : 0;
    rules.set(rule, {severity, all: all + count, fresh: fresh + added});
  }
  return [
    `${people} people with ${accounts} accounts; ${links} links, ${clusters} clusters to review.`,
    `${states.new + states.known} findings (${states.new} new); ${states.accepted} accepted, ${states.resolved} resolved.`,
    ...[...rules].map(
      ([rule, {severity, all, fresh}]) =>
        `  ${severity.padEnd(6)}  ${rule.padEnd(22)}  ${all}${fresh > 0 ? ` (${fresh} new)` : ''}`,
    ),
    ...left_out.map(({rule, reason}) => `Left out: ${rule}. ${reason}`),
    ...notes,
  ]
    .map((line) => `${line}\n`)
    .join('');
}
