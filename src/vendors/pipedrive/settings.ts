import type {JsonObject} from '../../core/json';
import type {PipedriveSourceSection} from '../../generated/source-pipedrive';
import {checkBaseUrl} from '../../http/base-url';
import {readPiiPolicy, type PiiPolicy} from '../shared/personal-data';

/** Pipedrive's shared host; on company hosts the path is /api/v1 (Pipedrive Q15). */
export const sharedBaseUrl = 'https://api.pipedrive.com/v1';
/** Pipedrive's token endpoint. */
export const tokenUrl = 'https://oauth.pipedrive.com/oauth/token';

/** What source and destination need to reach a company. */
export interface PipedriveConnection {
  readonly credentials: PipedriveCredentials;
  /** Undefined: the address that comes with the OAuth token decides. */
  readonly baseUrl: string | undefined;
}

/** The vendor's section of the source's configuration with every default filled in. */
export interface PipedriveSettings extends PipedriveConnection {
  readonly usersUpdatedSince: boolean;
  /** Budget tokens that streams of many calls may take in one sync. */
  readonly tokensPerSyncMax: number;
  readonly pii: PiiPolicy;
}

/** How to sign in. */
export type PipedriveCredentials =
  | {readonly type: 'api_token'; readonly apiToken: string; readonly tokenIn: 'header' | 'query'}
  | {
      readonly type: 'oauth2';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly refreshToken: string;
      readonly tokenUrl: string;
    };

/** Reads the section; throws a `config` Failure for an address that must not be used. */
export function readPipedriveSettings(checked: JsonObject): PipedriveSettings {
  // True because the section was checked against resources/spec/source/pipedrive.json, from which
  // this type is generated.
  const section = checked as unknown as PipedriveSourceSection;
  return {
    ...readConnection(section),
    usersUpdatedSince: section.users_updated_since ?? false,
    tokensPerSyncMax: section.max_tokens_per_sync ?? 10_000,
    pii: readPiiPolicy('pipedrive', section),
  };
}

/** The members that the sections of source and destination share. */
type ConnectionSection = Pick<
  PipedriveSourceSection,
  'credentials' | 'company_domain' | 'base_url' | 'token_in'
>;

/** Reads how to reach the company; throws a `config` Failure for an address that must not be used. */
export function readConnection(section: ConnectionSection): PipedriveConnection {
  return {credentials: credentialsOf(section), baseUrl: baseUrlOf(section)};
}

function credentialsOf(section: ConnectionSection): PipedriveCredentials {
  const {credentials} = section;
  if (credentials.auth_type === 'api_token') {
    return {
      type: 'api_token',
      apiToken: credentials.api_token,
      tokenIn: section.token_in ?? 'header',
    };
  }
  return {
    type: 'oauth2',
    clientId: credentials.client_id,
    clientSecret: credentials.client_secret,
    refreshToken: credentials.refresh_token,
    tokenUrl: checkBaseUrl(credentials.token_url ?? tokenUrl, 'pipedrive.credentials.token_url'),
  };
}

/**
 * An address of the user's own wins. The shared address counts as not given, because forms fill in
 * defaults: then the company's host, the OAuth token's, or the shared one is used, in this order.
 */
function baseUrlOf(section: ConnectionSection): string | undefined {
  const given = section.base_url?.replace(/\/+$/, '');
  if (given !== undefined && given !== sharedBaseUrl) {
    return checkBaseUrl(given, 'pipedrive.base_url');
  }
  if (section.company_domain !== undefined) {
    return `https://${section.company_domain}.pipedrive.com/api/v1`;
  }
  return section.credentials.auth_type === 'oauth2' ? undefined : sharedBaseUrl;
}
