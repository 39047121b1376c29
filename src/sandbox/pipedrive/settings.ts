import {PEOPLE_MAX} from '../shared/people';
import {choice, count, flag, readSettings, text} from '../shared/settings';

/** Settings of the Pipedrive part: `startSandbox({vendors: {pipedrive: {...}}})`. */
export interface PipedriveSettings {
  /** User i is person i of the seed; the first owns the API token and is an admin. */
  readonly users: number;
  /** Roles, "(Unassigned users)" included. */
  readonly roles: number;
  readonly deals: number;
  /**
   * Makes users 2 to 8 (counted from 0) special: two deleted, one without `modified`, one inactive,
   * one with an upper-case e-mail, and two whose e-mails differ by case only.
   */
  readonly special_users: boolean;
  /** Vendor's or guide's reading of users: paging, fields, dates, what a write honours. */
  readonly profile: 'documented' | 'guide';
  /** Which prefixes exist: `/v1` (shared host), `/api/v1` (company host), or both. */
  readonly host: 'both' | 'shared' | 'company';
  /** Decides burst limit and daily budget. */
  readonly plan: 'lite' | 'growth' | 'premium' | 'ultimate';
  readonly company_domain: string;
  /** Which credentials the ready configurations carry. */
  readonly auth: 'api_token' | 'oauth2';
  readonly api_token: string;
  /** Token of a user who is no admin. */
  readonly plain_api_token: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly refresh_token: string;
  /** Refresh token with the scope `base` only. */
  readonly few_scopes_refresh_token: string;
  /** Good once, for five minutes after the start. */
  readonly authorization_code: string;
  /** Where the authorization page may send the browser; without a port, to any port of this machine. */
  readonly redirect_uri: string;
  readonly access_token_seconds: number;
  /** Requests per token in two seconds; 0: as the plan says. */
  readonly burst_requests: number;
  /** Whether `/users/find` falls under the limit of 10 searches. */
  readonly find_is_search: boolean;
  /** Tokens per day of the whole company; 0: as the plan and the seats say. */
  readonly daily_tokens: number;
  /** Whether the undocumented headers of the daily budget are sent. */
  readonly daily_headers: boolean;
  /** POST and PUT per user and day. */
  readonly daily_writes: number;
  /** x-ratelimit-reset as seconds left (vendor) or as a Unix time (guide). */
  readonly reset_form: 'delta' | 'epoch';
  /** After this many 429s in a row a token meets the firewall. */
  readonly block_after: number;
  readonly block_ms: number;
  /** A plan's cap of active users; 0: none. */
  readonly seats_max: number;
  /** Whether admins have account-settings access and so see `modified`. */
  readonly modified_visible: boolean;
  /** Whether records hold what is rarely sent: icons, sign-up variations (guide), and a field that no document names. */
  readonly rare_fields: boolean;
  /** Bytes of written lists that are kept. */
  readonly page_cache_bytes: number;
}

/** Checks the settings; throws RangeError for an unknown or wrong one. */
export function readPipedriveSettings(given: Readonly<Record<string, unknown>>): PipedriveSettings {
  return readSettings<PipedriveSettings>('pipedrive', given, {
    users: count(60, PEOPLE_MAX),
    roles: count(8, 10_000),
    deals: count(120, PEOPLE_MAX),
    special_users: flag(true),
    profile: choice('documented', ['documented', 'guide']),
    host: choice('both', ['both', 'shared', 'company']),
    plan: choice('premium', ['lite', 'growth', 'premium', 'ultimate']),
    company_domain: text('acme'),
    auth: choice('api_token', ['api_token', 'oauth2']),
    api_token: text('sandbox-pipedrive-admin-token-0001'),
    plain_api_token: text('sandbox-pipedrive-plain-token-0002'),
    client_id: text('sandbox-pipedrive-client'),
    client_secret: text('sandbox-pipedrive-client-secret-0003'),
    refresh_token: text('1:1:sandbox-pipedrive-refresh-0004'),
    few_scopes_refresh_token: text('1:1:sandbox-pipedrive-refresh-0005'),
    authorization_code: text('sandbox-pipedrive-code-0006'),
    redirect_uri: text('http://localhost:8976/callback'),
    access_token_seconds: count(3600),
    burst_requests: count(0),
    find_is_search: flag(false),
    daily_tokens: count(0),
    daily_headers: flag(true),
    daily_writes: count(10_000),
    reset_form: choice('delta', ['delta', 'epoch']),
    block_after: count(20),
    block_ms: count(60_000),
    seats_max: count(0),
    modified_visible: flag(true),
    rare_fields: flag(false),
    page_cache_bytes: count(64_000_000),
  });
}
