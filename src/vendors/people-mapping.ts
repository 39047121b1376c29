/**
 * What a vendor's tables say of people: the one thing that the identity graph must be told of a vendor.
 * All SQL is DuckDB's, over the vendor's streams as the warehouse has them.
 */
export interface PeopleMapping {
  /** `vendor` of its accounts: the section's name. */
  readonly vendor: string;
  /** As people know it. */
  readonly title: string;
  /** For a directory (SCIM): the vendor whose accounts it declares. */
  readonly directoryOf?: string;
  /** The streams that the queries read, with columns and types; one that is missing is read as empty. */
  readonly tables: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Without one of these streams there are no accounts. */
  readonly anyOf: readonly string[];
  /**
   * A SELECT with a row for each account and columns of `ACCOUNT_COLUMNS`; those that a vendor does not
   * have may be left out. `account_id` is not null and unique.
   */
  readonly accounts: string;
  /** A SELECT with account_id, kind, id, name. */
  readonly access?: string;
  /** True: only when the run file has `include_visitors`. */
  readonly isVisitors?: boolean;
}

/** Columns of `accounts` with their types. */
export const ACCOUNT_COLUMNS = {
  account_id: 'VARCHAR',
  /** Address of the login. */
  email: 'VARCHAR',
  /** Further addresses. */
  addresses: 'VARCHAR[]',
  phones: 'VARCHAR[]',
  first_name: 'VARCHAR',
  last_name: 'VARCHAR',
  /** Where the vendor has one text. */
  name: 'VARCHAR',
  /** active, invited, disabled, removed. */
  state: 'VARCHAR',
  is_admin: 'BOOLEAN',
  last_seen_at: 'TIMESTAMPTZ',
  invited_at: 'TIMESTAMPTZ',
  /** Of a directory: an id that the account at the vendor may have. */
  external_id: 'VARCHAR',
  url: 'VARCHAR',
  /** True: a role is missing that this vendor's users must have. */
  lacks_role: 'BOOLEAN',
  /** Why the person could not be reached though others rely on it; null when all is well. */
  unreachable: 'VARCHAR',
} as const;
