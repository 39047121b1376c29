import type {JsonObject} from '../../../../src/core/json';
import type {SandboxChange} from '../../../../src/sandbox/sandbox';

/** Settings of a vendor's sandbox part. */
export type PartSettings = Readonly<Record<string, unknown>>;

/** Another way in which the same data come in pages. */
export interface PageSplit {
  readonly name: string;
  readonly sandbox?: PartSettings;
  readonly section?: JsonObject;
}

/** A row of the sandbox's dump. */
export type DumpRow = Readonly<Record<string, unknown>>;

/** Where the dump differs from what a stream shows, and why. */
export interface DumpView {
  /** Kind of the dump; default: the stream's name without the vendor's. */
  readonly kind?: string;
  /** Columns of the primary key in a row; default: the columns of that name. */
  readonly keyOf?: (row: DumpRow) => readonly unknown[];
  /** Columns that have another meaning in the dump. */
  readonly differ?: readonly string[];
}

/** What the suite must be told of a vendor; everything else it finds in the registries. */
export interface VendorFacts {
  /** Small data, in several pages where the vendor pages. */
  readonly sandbox: PartSettings;
  readonly section?: JsonObject;
  readonly splits: readonly PageSplit[];
  /** Settings for streams of about a thousand records and more. */
  readonly large: PartSettings;
  /** Streams that no setting makes large, so that nothing is said about the size of their state. */
  readonly small?: readonly string[];
  readonly changes: readonly SandboxChange[];
  /** Streams whose data no planted change touches. */
  readonly fixed?: readonly string[];
  readonly dump?: Readonly<Record<string, DumpView>>;
}

const change = (kind: string): SandboxChange => ({kind, changed: 2, joined: 2, left: 1});

/** By name of the vendor's section in the configuration. */
const vendorFacts: Readonly<Record<string, VendorFacts>> = {
  pagerduty: {
    sandbox: {users: 120, teams: 3, audit_records: 120},
    splits: [
      {name: 'calls per user', section: {per_user_calls: true}},
      {name: 'a server that ignores include[]', sandbox: {include_ignored: true}},
      {name: 'totals on every page', sandbox: {total_always: true}},
    ],
    large: {users: 2_000, teams: 10, audit_records: 0},
    small: ['pagerduty_teams'],
    changes: [change('users'), change('contact_methods'), change('teams'), change('team_members')],
    dump: {
      pagerduty_team_members: {
        keyOf: ({team_id: team, user}) => [team, (user as {id: string}).id], // as showMember writes
      },
    },
  },
  pandadoc: {
    sandbox: {workspaces: 2, users: 120, org_admins: 2},
    splits: [
      {name: 'no paging asked for', section: {members_pagination: 'none'}},
      {name: 'pages asked for', section: {members_pagination: 'page'}},
    ],
    large: {workspaces: 3, users: 1_500},
    small: ['pandadoc_workspaces'],
    changes: [change('members'), change('users'), {kind: 'workspaces', changed: 1, joined: 1}],
  },
  pendo: {
    sandbox: {visitors: 330, accounts: 130, profile: 'both', rows: 'full'},
    section: {include_anonymous: true, page_size: 100},
    splits: [
      {name: 'pages of 137', section: {page_size: 137}},
      {name: 'one page', section: {page_size: 5_000}},
      {name: 'a server that ignores the pipeline', sandbox: {ignore_pipeline: true}},
      {name: 'a server that runs out of time', sandbox: {aggregation_rows_max: 150}},
    ],
    large: {visitors: 200, accounts: 12, profile: 'both', rows: 'full'},
    small: ['pendo_users', 'pendo_metadata_fields'],
    changes: [change('visitors'), change('accounts')],
    fixed: ['pendo_users', 'pendo_metadata_fields'],
  },
  pipedrive: {
    sandbox: {users: 18, roles: 12},
    splits: [{name: 'the company host', sandbox: {host: 'company'}}],
    large: {users: 950, roles: 10},
    small: ['pipedrive_roles', 'pipedrive_permission_sets'],
    changes: [change('users'), change('roles')],
    // Times are passed on in ISO 8601, whichever way Pipedrive writes them.
    dump: {pipedrive_users: {differ: ['created', 'modified', 'last_login']}},
  },
  scim: {
    sandbox: {users: 45, groups: 6, page_rows_max: 20},
    splits: [
      {name: 'pages of 7', sandbox: {page_size_max: 7}},
      {name: 'pages of 1', sandbox: {page_rows_max: 1, users: 45}},
      {name: 'one page', sandbox: {page_size_max: 1_000, page_rows_max: 0}},
    ],
    large: {users: 1_100, groups: 1_050},
    changes: [
      ...['pagerduty', 'pandadoc', 'pendo', 'pipedrive'].map((name) => change(`${name}_users`)),
      ...['pagerduty', 'pendo', 'pipedrive'].map((name) => change(`${name}_groups`)),
    ],
  },
};

/** The facts of a vendor; throws for one that has none, so that a new vendor is not forgotten. */
export function factsOf(vendor: string): VendorFacts {
  const facts = vendorFacts[vendor];
  if (facts) return facts;
  throw new Error(`test/contract/streams/support/vendor-facts.ts says nothing of ${vendor}`);
}
