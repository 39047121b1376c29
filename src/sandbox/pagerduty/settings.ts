import {PEOPLE_MAX} from '../shared/people';
import {choice, count, flag, readSettings, text} from '../shared/settings';

/** Settings of the PagerDuty part: `startSandbox({vendors: {pagerduty: {...}}})`. */
export interface PagerdutySettings {
  /** User i is person i of the seed; the first is the account's owner. */
  readonly users: number;
  readonly teams: number;
  /** Share of users, in percent, who are in no team; the others are in one to three. */
  readonly teamless_percent: number;
  /** Records of the audit trail before the start, spread over the last 300 days. */
  readonly audit_records: number;
  readonly region: 'us' | 'eu';
  readonly subdomain: string;
  /** Which credentials the ready configuration carries. */
  readonly auth: 'api_key' | 'oauth2' | 'access_token';
  /** Account key with all rights. */
  readonly api_key: string;
  /** Account key that may only read. */
  readonly read_only_key: string;
  /** Key of a user who is no admin. */
  readonly user_key: string;
  /** Key of the account's owner. */
  readonly admin_user_key: string;
  readonly client_id: string;
  readonly client_secret: string;
  /** Good once, then rotated. */
  readonly refresh_token: string;
  /** OAuth access token that is good from the start. */
  readonly access_token: string;
  readonly access_token_seconds: number;
  /** What the OAuth app may ask for, separated by spaces; other scopes are dropped silently. */
  readonly app_scopes: string;
  readonly requests_per_minute: number;
  /** How limits are told: as the vendor, as the guide, or a 429 without headers and body. */
  readonly rate_form: 'vendor' | 'guide' | 'bare';
  /** Largest offset + limit. */
  readonly offset_cap: number;
  /** Whether `total` is sent without being asked for, as in the guide. */
  readonly total_always: boolean;
  /** Whether `total` is never sent. */
  readonly total_never: boolean;
  /** Whether `query` is ignored. */
  readonly query_ignored: boolean;
  /** Whether `team_ids[]` is ignored. */
  readonly team_ids_ignored: boolean;
  /** Arrays of a user without `include[]`: references for the vendor, empty in the guide. */
  readonly guide_empty_arrays: boolean;
  /** Whether `include[]` is ignored. */
  readonly include_ignored: boolean;
  /** Which rules `include[]=notification_rules` brings. */
  readonly rules_in_list: 'all' | 'high';
  /** Whether calendar addresses are sent without being asked for. */
  readonly leak_calendars: boolean;
  /** `GET /users/me` with an account key: status 400 for the vendor, 404 in the guide. */
  readonly me_status: '400' | '404';
  /** Whether `until` of the audit trail belongs to the window. */
  readonly audit_until: 'included' | 'excluded';
  /** Whether `PUT /users/{id}` replaces the whole user, as in the guide. */
  readonly put_mode: 'partial' | 'replace';
  /** Whether `POST /users` needs the header From. */
  readonly from_required: boolean;
  /** Whether requests without `Content-Type: application/json` are refused, GET too, as the OpenAPI says. */
  readonly content_type_required: boolean;
  /** Whether new users are listed first, which shifts every page. */
  readonly joins_first: boolean;
  /** What happens before the fourth and the eighth page of `GET /users`: nothing, somebody joins or leaves. */
  readonly race: 'none' | 'joins' | 'leaves';
  /** Whether records hold what is rarely sent: parent teams, coordinated incidents, details of actors, and a field that no document names. */
  readonly rare_fields: boolean;
  readonly plan_teams: boolean;
  readonly plan_audit: boolean;
  readonly plan_urgencies: boolean;
  /** Without it, users who are on call cannot be deleted. */
  readonly plan_offboarding: boolean;
  /** So many teams, the first ones, have policies and cannot be deleted. */
  readonly teams_with_policies: number;
  /** Bytes of written lists that are kept. */
  readonly page_cache_bytes: number;
}

/** Every scope that the routes know. */
export const ALL_SCOPES =
  'users.read users.write users:contact_methods.read users:contact_methods.write teams.read teams.write audit_records.read abilities.read licenses.read';

/** Checks the settings; throws RangeError for an unknown or wrong one. */
export function readPagerdutySettings(given: Readonly<Record<string, unknown>>): PagerdutySettings {
  return readSettings<PagerdutySettings>('pagerduty', given, {
    users: count(60, PEOPLE_MAX),
    teams: count(6, 100_000),
    teamless_percent: count(10, 100),
    audit_records: count(200, 1_000_000),
    region: choice('us', ['us', 'eu']),
    subdomain: text('acme'),
    auth: choice('api_key', ['api_key', 'oauth2', 'access_token']),
    api_key: text('sandbox-pd-acct-0001'),
    read_only_key: text('sandbox-pd-read-0002'),
    user_key: text('sandbox-pd-user-0003'),
    admin_user_key: text('sandbox-pd-ownr-0004'),
    client_id: text('sandbox-pagerduty-client'),
    client_secret: text('sandbox-pagerduty-client-secret-0005'),
    refresh_token: text('pdrt+sandbox-refresh-0006'),
    access_token: text('pdus+sandbox-access-0007'),
    access_token_seconds: count(86_400),
    app_scopes: text(ALL_SCOPES),
    requests_per_minute: count(960),
    rate_form: choice('vendor', ['vendor', 'guide', 'bare']),
    offset_cap: count(10_000),
    total_always: flag(false),
    total_never: flag(false),
    query_ignored: flag(false),
    team_ids_ignored: flag(false),
    guide_empty_arrays: flag(false),
    include_ignored: flag(false),
    rules_in_list: choice('all', ['all', 'high']),
    leak_calendars: flag(false),
    me_status: choice('400', ['400', '404']),
    audit_until: choice('included', ['included', 'excluded']),
    put_mode: choice('partial', ['partial', 'replace']),
    from_required: flag(false),
    content_type_required: flag(false),
    joins_first: flag(false),
    race: choice('none', ['none', 'joins', 'leaves']),
    rare_fields: flag(false),
    plan_teams: flag(true),
    plan_audit: flag(true),
    plan_urgencies: flag(true),
    plan_offboarding: flag(false),
    teams_with_policies: count(1),
    page_cache_bytes: count(64_000_000),
  });
}
