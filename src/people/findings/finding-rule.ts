import type {Severity} from '../audit-result';

/** Numbers that the run file may change. */
export interface Thresholds {
  readonly dormantDays: number;
  readonly invitationDays: number;
  readonly adminsMax: number;
  readonly companyDomains: readonly string[];
}

/** What a rule cannot work without. */
type Needs = 'roster' | 'directory' | 'domains' | 'earlier audit';

/** A rule of the audit, as a value; each has a file of its own. */
export interface FindingRule {
  readonly id: string;
  readonly severity: Severity;
  readonly needs?: Needs;
  /**
   * A SELECT with subject (tells findings of the rule apart), person_id, vendor, account_id, evidence and url over
   * `audited` (accounts with person_id, roster columns) and the graph. `now` is the time of the audit, as SQL.
   */
  readonly query: (thresholds: Thresholds, now: string) => string;
  /** What to do, in one sentence. */
  readonly remedy: string;
}

/** The columns that most rules begin with, over `audited AS a`. */
export const OF_ACCOUNT =
  "concat(a.vendor, ':', a.account_id) AS subject, a.person_id, a.vendor, a.account_id, a.url";

/** A list of texts as SQL. */
export function textList(texts: readonly string[]): string {
  return `[${texts
    .map(
      (text) =>
        `'${text
          .trim()
          .toLowerCase()
          .replace(/^(@|\*\.)/, '')
          .replaceAll("'", "''")}'`,
    )
    .join(', ')}]::VARCHAR[]`;
}
