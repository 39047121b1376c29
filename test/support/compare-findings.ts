import type {AuditResult} from '../../src/people/audit-result';
import {findingKey, type Expected} from './planted-company';

type FindingRow = AuditResult['findings'][number];

/** Of one rule: what was planted, what of it was found, what was found besides, and what was not found. */
export interface RuleScore {
  planted: number;
  found: number;
  readonly wrong: string[];
  readonly missed: string[];
}

/** What a finding is about, read from what it shows to people: see `findingKey`. */
function keyOfFinding({rule, vendor, account_id, evidence}: FindingRow): string {
  if (rule === 'shared_mailbox') return findingKey(rule, evidence.split(' ')[2] ?? '');
  if (rule === 'needs_review') {
    const listed = evidence.slice(evidence.lastIndexOf(': ') + 2).split(', ');
    return findingKey(rule, ...listed.map((account) => account.replace(' ', ':')));
  }
  if (rule === 'duplicate_account') {
    const other = evidence.slice(evidence.lastIndexOf(' ') + 1);
    return findingKey(rule, `${vendor ?? ''}:${account_id ?? ''}`, `${vendor ?? ''}:${other}`);
  }
  return findingKey(rule, account_id === null ? (vendor ?? '') : `${vendor ?? ''}:${account_id}`);
}

/** Compares findings with the truth, by rule; `counts` says which keys the truth speaks of at all. */
export function compareFindings(
  findings: readonly FindingRow[],
  {must, open}: Expected,
  counts: (key: string) => boolean,
): ReadonlyMap<string, RuleScore> {
  const scores = new Map<string, RuleScore>();
  const scoreOf = (key: string): RuleScore => {
    const rule = key.split(' ')[0] ?? '';
    const score = scores.get(rule) ?? {planted: 0, found: 0, wrong: [], missed: []};
    scores.set(rule, score);
    return score;
  };
  const found = new Set(findings.filter(({state}) => state !== 'resolved').map(keyOfFinding));
  for (const key of must) {
    const score = scoreOf(key);
    score.planted += 1;
    if (found.has(key)) score.found += 1;
    else score.missed.push(key);
  }
  for (const key of found) {
    if (!must.has(key) && !open.has(key) && counts(key)) scoreOf(key).wrong.push(key);
  }
  return scores;
}
