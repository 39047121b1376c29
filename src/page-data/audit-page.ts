/**
 * What the page of an audit shows, as it is embedded in the page. Lists that grow with the number of
 * accounts are by column: at one place of each list stands one row. Times are ISO 8601 in UTC, '' where
 * nothing is known. Personal data is masked already, unless `masked` is false.
 */
export interface AuditPage {
  readonly kind: 'audit';
  readonly audit: {
    readonly run_file: string;
    readonly time: string;
    readonly seconds: number;
    readonly version: string;
  };
  readonly masked: boolean;
  readonly findings: FindingColumns;
  readonly people: PeopleColumns;
  readonly accounts: AccountColumns;
  readonly links: LinkColumns;
  readonly access: AccessColumns;
  readonly vendors: readonly VendorFigures[];
  readonly left_out: readonly {readonly rule: string; readonly reason: string}[];
}

export interface FindingColumns {
  readonly finding_id: readonly string[];
  readonly rule: readonly string[];
  readonly severity: readonly string[];
  readonly person_id: readonly string[];
  readonly vendor: readonly string[];
  readonly account_id: readonly string[];
  readonly evidence: readonly string[];
  readonly remedy: readonly string[];
  /** The vendor's own page; '' or an https address. */
  readonly url: readonly string[];
  /** `new`, `known`, `accepted`, `resolved`. */
  readonly state: readonly string[];
  readonly first_seen_at: readonly string[];
}

export interface PeopleColumns {
  readonly person_id: readonly string[];
  readonly name: readonly string[];
  readonly email: readonly string[];
  /** '' : not in the roster. */
  readonly roster_status: readonly string[];
}

export interface AccountColumns {
  readonly person_id: readonly string[];
  readonly vendor: readonly string[];
  readonly account_id: readonly string[];
  readonly email: readonly string[];
  readonly name: readonly string[];
  readonly state: readonly string[];
  /** 1: yes, 0: no. */
  readonly is_admin: readonly number[];
  readonly last_seen_at: readonly string[];
}

interface LinkColumns {
  readonly person_id: readonly string[];
  readonly left_vendor: readonly string[];
  readonly left_account: readonly string[];
  readonly right_vendor: readonly string[];
  readonly right_account: readonly string[];
  readonly rule: readonly string[];
  readonly evidence: readonly string[];
}

interface AccessColumns {
  readonly person_id: readonly string[];
  readonly vendor: readonly string[];
  readonly account_id: readonly string[];
  readonly kind: readonly string[];
  readonly name: readonly string[];
}

export interface VendorFigures {
  readonly vendor: string;
  readonly active: number;
  readonly invited: number;
  readonly disabled: number;
  readonly admins: number;
  /** Earlier audits, the oldest first; this one is the last. */
  readonly over_time: readonly {
    readonly time: string;
    readonly active: number;
    readonly invited: number;
    readonly admins: number;
  }[];
}
