import type {AuditFigures} from '../../people/read-result';
import {count as figure} from '../report/figures';
import {tableText} from '../report/table';
import type {Audit} from './audit-people';

const COLUMNS = [
  {head: 'severity'},
  {head: 'finding', wraps: true},
  {head: 'open', align: 'right'},
  {head: 'new', align: 'right'},
] as const;

/** The table on a terminal: findings by rule, then what was left out and what should be looked at. */
export function formatAudit(
  figures: AuditFigures,
  {left_out, notes}: Pick<Audit, 'left_out' | 'notes'>,
  {
    path,
    width,
    hasPage,
  }: {readonly path: string; readonly width: number; readonly hasPage: boolean},
): string {
  const {people, accounts, links, clusters, findings} = figures;
  const rules = new Map<string, Open>();
  const states = {new: 0, known: 0, accepted: 0, resolved: 0};
  for (const {rule, severity, state, count} of findings) {
    states[state] += count;
    if (state === 'accepted' || state === 'resolved') continue;
    const {all, fresh} = rules.get(rule) ?? {all: 0, fresh: 0};
    const added = state === 'new' ? count : 0;
    rules.set(rule, {severity, all: all + count, fresh: fresh + added});
  }
  return [
    `${counted(people, 'person', 'people')} with ${counted(accounts, 'account')}; ${counted(links, 'link')}, ${counted(clusters, 'group')} of accounts to review.`,
    `${counted(states.new + states.known, 'finding')} (${states.new} new); ${states.accepted} accepted, ${states.resolved} resolved.`,
    ...(rules.size === 0 ? [] : ['', tableText(COLUMNS, [...rules].map(rowOf), width), '']),
    ...leftOutLines(left_out),
    ...notes,
    ...(clusters > 0 ? [`next: user-sync people review ${path} (groups that wait for you)`] : []),
    ...(states.new + states.known > 0 && !hasPage
      ? [`next: user-sync audit ${path} --no-read -o audit.html (who, why, and what to do)`]
      : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** What is open of a rule. */
interface Open {
  readonly severity: string;
  readonly all: number;
  readonly fresh: number;
}

function rowOf([rule, {severity, all, fresh}]: readonly [string, Open]): readonly string[] {
  return [severity, rule, figure(all), figure(fresh)];
}

/** Rules that could not be asked, by what they lack. */
function leftOutLines(leftOut: Audit['left_out']): readonly string[] {
  const byReason = new Map<string, readonly string[]>();
  for (const {rule, reason} of leftOut) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), rule]);
  }
  return [...byReason].map(([reason, rules]) => `Left out: ${rules.join(', ')}. ${reason}`);
}

function counted(number: number, one: string, many = `${one}s`): string {
  return `${figure(number)} ${number === 1 ? one : many}`;
}
