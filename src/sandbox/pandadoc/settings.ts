import {PEOPLE_MAX} from '../shared/people';
import {choice, count, flag, readSettings, text} from '../shared/settings';

/** Settings of the PandaDoc part: `startSandbox({vendors: {pandadoc: {...}}})`. */
export interface PandadocSettings {
  /** Workspaces, each with a key of its own. */
  readonly workspaces: number;
  /** User i is person i of the seed; with one workspace all of them are its members. */
  readonly users: number;
  /** Percent of the other workspaces in which a user is a member besides the first. */
  readonly overlap_percent: number;
  readonly contacts: number;
  /** Vendor's or guide's reading: which calls exist, paging of members, their fields. */
  readonly profile: 'documented' | 'guide';
  /** Which credentials the ready configuration carries. */
  readonly auth: 'api_key' | 'oauth2';
  /** Kind of the workspaces' keys: a sandbox key may do 10 requests a minute and endpoint. */
  readonly environment: 'production' | 'sandbox';
  /** How many key owners, from the first, are Organization Admins. */
  readonly org_admins: number;
  /** The key of workspace w is this with `-w` behind it. */
  readonly api_key: string;
  /** A further key of the first workspace, owned by another of its members. */
  readonly second_api_key: string;
  /** A sandbox key of the first workspace. */
  readonly sandbox_api_key: string;
  readonly client_id: string;
  readonly client_secret: string;
  /** The refresh token of workspace w is this with `-w` behind it. */
  readonly refresh_token: string;
  /** Good once. */
  readonly authorization_code: string;
  /** Where the authorization page may send the browser; without a port, to any port of this machine. */
  readonly redirect_uri: string;
  readonly access_token_seconds: number;
  /** Whether each refresh ends the refresh token and gives another. */
  readonly rotate_refresh_tokens: boolean;
  /** Requests per user, endpoint and minute with a production key. */
  readonly requests_per_minute: number;
  /** Body of a 429; PandaDoc has three. */
  readonly throttle_form: 'throttled' | 'available_in' | 'too_many_requests';
  readonly retry_after: boolean;
  /** Whether the guide's rate-limit headers are sent. */
  readonly rate_headers: boolean;
  /** What a page behind the last one of members is (guide). */
  readonly page_past_end: 'empty' | '404';
  /** So many people join, one after each page of members that was sent (guide). */
  readonly joins_while_listed: number;
  /** Whether each page of members holds its first row twice (guide). */
  readonly duplicate_rows: boolean;
  /** What becomes of a `count` above the largest page of `/users`. */
  readonly count_above_max: 'refuse' | 'clamp';
  /** The flag's name: in the vendor's examples, or in its schema (PandaDoc Q3). */
  readonly verified_name: 'email_verified' | 'emails_verified';
  /** Whether records hold what is rarely sent: avatars (guide), and a field that no document names. */
  readonly rare_fields: boolean;
  /** Whether the ready configuration names the workspaces' ids. */
  readonly ids_in_config: boolean;
  /** Seats that are paid for and free at the start. */
  readonly free_seats: number;
  /** Whether a seat is bought when none is free; else new users are refused. */
  readonly buys_seats: boolean;
}

/** Checks the settings; throws RangeError for an unknown or wrong one. */
export function readPandadocSettings(given: Readonly<Record<string, unknown>>): PandadocSettings {
  return readSettings<PandadocSettings>('pandadoc', given, {
    workspaces: count(3, 900),
    users: count(60, PEOPLE_MAX),
    overlap_percent: count(20, 100),
    contacts: count(20, PEOPLE_MAX),
    profile: choice('documented', ['documented', 'guide']),
    auth: choice('api_key', ['api_key', 'oauth2']),
    environment: choice('production', ['production', 'sandbox']),
    org_admins: count(1),
    api_key: text('sandbox-pandadoc-key-0001'),
    second_api_key: text('sandbox-pandadoc-second-key-0002'),
    sandbox_api_key: text('sandbox-pandadoc-sandbox-key-0003'),
    client_id: text('sandbox-pandadoc-client'),
    client_secret: text('sandbox-pandadoc-client-secret-0004'),
    refresh_token: text('sandbox-pandadoc-refresh-0005'),
    authorization_code: text('sandbox-pandadoc-code-0006'),
    redirect_uri: text('http://localhost:8976/callback'),
    access_token_seconds: count(31_535_999),
    rotate_refresh_tokens: flag(false),
    requests_per_minute: count(2000),
    throttle_form: choice('throttled', ['throttled', 'available_in', 'too_many_requests']),
    retry_after: flag(false),
    rate_headers: flag(false),
    page_past_end: choice('empty', ['empty', '404']),
    joins_while_listed: count(0, PEOPLE_MAX),
    duplicate_rows: flag(false),
    count_above_max: choice('refuse', ['refuse', 'clamp']),
    verified_name: choice('email_verified', ['email_verified', 'emails_verified']),
    rare_fields: flag(false),
    ids_in_config: flag(true),
    free_seats: count(5),
    buys_seats: flag(true),
  });
}
