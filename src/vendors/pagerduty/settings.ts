import type {JsonObject} from '../../core/json';
import type {PagerdutySourceSection} from '../../generated/source-pagerduty';
import {checkBaseUrl} from '../../http/base-url';
import {readPiiPolicy, type PiiPolicy} from '../shared/personal-data';

const hosts = {us: 'https://api.pagerduty.com', eu: 'https://api.eu.pagerduty.com'} as const;
/** One sign-in server for both regions; the scope names the region. */
const TOKEN_URL = 'https://identity.pagerduty.com/oauth/token';
const SCOPE = 'users.read users:contact_methods.read teams.read audit_records.read abilities.read';

/** Where an account's data live. */
export type PagerdutyRegion = keyof typeof hosts;

/** What both sides have in common. */
export interface PagerdutyConnection {
  readonly credentials: PagerdutyCredentials;
  readonly region: PagerdutyRegion;
  readonly baseUrl: string;
}

/** The vendor's section of the source's configuration with every default filled in. */
export interface PagerdutySettings extends PagerdutyConnection {
  /** Contact methods and rules are read with calls per user. */
  readonly perUserCalls: boolean;
  readonly onOffsetCap: 'split_by_team' | 'fail';
  readonly pii: PiiPolicy;
}

/** How to sign in. */
type PagerdutyCredentials =
  | {readonly type: 'api_key'; readonly apiKey: string}
  | {readonly type: 'access_token'; readonly accessToken: string}
  | OauthCredentials;

/** A scoped OAuth app that signs in for itself. */
export interface OauthCredentials {
  readonly type: 'oauth2';
  readonly clientId: string;
  readonly clientSecret: string;
  readonly subdomain: string;
  /** Wanted scopes, without the one that names the account. */
  readonly scope: string;
  readonly tokenUrl: string;
}

/** Reads the section; throws a `config` Failure for an address that must not be used. */
export function readPagerdutySettings(checked: JsonObject): PagerdutySettings {
  // True because the section was checked against resources/spec/source/pagerduty.json, from which
  // this type is generated.
  const section = checked as unknown as PagerdutySourceSection;
  return {
    ...readConnection(section, SCOPE),
    perUserCalls: section.per_user_calls ?? false,
    onOffsetCap: section.on_offset_cap ?? 'split_by_team',
    pii: readPiiPolicy('pagerduty', section),
  };
}

/** The connection in a section of either side; `scope` is what an OAuth app asks for by default. */
export function readConnection(
  section: Pick<PagerdutySourceSection, 'credentials' | 'region' | 'base_url'>,
  scope: string,
): PagerdutyConnection {
  const region = section.region ?? 'us';
  return {
    credentials: credentialsOf(section, scope),
    region,
    baseUrl: baseUrlOf(section, region),
  };
}

function credentialsOf(
  {credentials}: Pick<PagerdutySourceSection, 'credentials'>,
  scope: string,
): PagerdutyCredentials {
  switch (credentials.auth_type) {
    case 'api_key':
      return {type: 'api_key', apiKey: credentials.api_key};
    case 'access_token':
      return {type: 'access_token', accessToken: credentials.access_token};
    case 'oauth2':
      return {
        type: 'oauth2',
        clientId: credentials.client_id,
        clientSecret: credentials.client_secret,
        subdomain: credentials.subdomain,
        scope: credentials.scope ?? scope,
        tokenUrl: checkBaseUrl(
          credentials.token_url ?? TOKEN_URL,
          'pagerduty.credentials.token_url',
        ),
      };
  }
}

/** The address of the US counts as not given, because forms fill in defaults: then `region` decides. */
function baseUrlOf(
  section: Pick<PagerdutySourceSection, 'base_url'>,
  region: PagerdutyRegion,
): string {
  const given = section.base_url?.replace(/\/+$/, '');
  if (given === undefined || given === hosts.us) return hosts[region];
  return checkBaseUrl(given, 'pagerduty.base_url');
}
