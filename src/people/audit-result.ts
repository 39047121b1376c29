/** What `user-sync audit --json` prints, and the page shows. Rows have the columns of the tables of the same name. */
export interface AuditResult {
  readonly people: readonly PersonRow[];
  readonly accounts: readonly AccountRow[];
  readonly links: readonly LinkRow[];
  /** Accounts of clusters that were not linked automatically, with the pairs that hold them together. */
  readonly review: readonly ReviewRow[];
  /** Worst first; resolved ones last. */
  readonly findings: readonly FindingRow[];
  readonly access: readonly AccessRow[];
  /** Pairs that were close and are not linked. */
  readonly near: readonly NearRow[];
  /** People that merged or divided, latest first. */
  readonly events: readonly EventRow[];
  readonly left_out: readonly LeftOut[];
  /** Sentences: rows of the roster, decisions and other things that should be looked at. */
  readonly notes: readonly string[];
  /** Earlier audits and this one, for figures over time. */
  readonly history: readonly HistoryRow[];
  readonly seconds: number;
}

interface PersonRow {
  readonly person_id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly roster_key: string | null;
  readonly roster_status: RosterStatus | null;
  /** ISO 8601, as all times of these rows. */
  readonly first_seen_at: string;
}

type RosterStatus = 'active' | 'left' | 'disabled';
type AccountState = 'active' | 'invited' | 'disabled' | 'removed';

interface AccountRow {
  readonly person_id: string;
  /** Name of the section: pagerduty, pandadoc_scim, roster … */
  readonly vendor: string;
  readonly account_id: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly state: AccountState;
  readonly is_admin: boolean;
  readonly last_seen_at: string | null;
  /** True: no person's, as service-accounts.csv says. */
  readonly is_service: boolean;
  /** The account's own page at the vendor. */
  readonly url: string | null;
}

/** One pair of accounts of one person and why they belong together. */
interface LinkRow {
  readonly person_id: string;
  readonly left_vendor: string;
  readonly left_account: string;
  readonly right_vendor: string;
  readonly right_account: string;
  readonly rule: LinkRule;
  /** Masked: "address a…@example.com; names B… R… and R… R…". */
  readonly evidence: string;
  readonly decided_by: 'rule' | 'decision';
}

/** The kinds of evidence, strongest first. */
type LinkRule = 'same_decision' | 'declared' | 'address' | 'plus_address' | 'phone';

export interface ReviewRow {
  /** The same for all rows of one cluster. */
  readonly cluster_id: string;
  readonly why: string;
  readonly left_vendor: string;
  readonly left_account: string;
  readonly right_vendor: string;
  readonly right_account: string;
  readonly rule: LinkRule;
  readonly evidence: string;
}

interface NearRow {
  readonly left_vendor: string;
  readonly left_account: string;
  readonly right_vendor: string;
  readonly right_account: string;
  readonly evidence: string;
  /** Why they are not linked: "first names differ". */
  readonly why: string;
}

interface AccessRow {
  readonly person_id: string;
  readonly vendor: string;
  readonly account_id: string;
  readonly kind: 'role' | 'team' | 'group' | 'permission_set' | 'workspace' | 'license';
  readonly id: string;
  readonly name: string | null;
}

export type Severity = 'high' | 'medium' | 'low';
export type FindingState = 'new' | 'known' | 'accepted' | 'resolved';

interface FindingRow {
  /** Rule and subject; the same at every audit. */
  readonly finding_id: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly person_id: string | null;
  readonly vendor: string | null;
  readonly account_id: string | null;
  readonly evidence: string;
  readonly remedy: string;
  readonly url: string | null;
  readonly state: FindingState;
  /** Day until which it is accepted. */
  readonly accepted_until: string | null;
  readonly first_seen_at: string;
}

interface EventRow {
  readonly at: string;
  readonly kind: 'merged' | 'divided';
  /** The person who keeps the id. */
  readonly person_id: string;
  /** The id that ended, or began. */
  readonly other_person_id: string;
}

export interface LeftOut {
  readonly rule: string;
  readonly reason: string;
}

interface HistoryRow {
  readonly at: string;
  readonly vendor: string;
  readonly active: number;
  readonly invited: number;
  readonly admins: number;
}
