import type {JsonObject} from '../../core/json';
import type {PandadocSourceSection} from '../../generated/source-pandadoc';
import {checkBaseUrl} from '../../http/base-url';
import {readPiiPolicy, type PiiPolicy} from '../shared/personal-data';
import {
  workspaceEntries,
  type WorkspaceEntry,
  type WorkspacePlace,
} from './workspaces/workspace-entries';

/** Two ecosystems with accounts of their own; the token endpoint is not below /public/v1. */
const hosts = {us: 'https://api.pandadoc.com', eu: 'https://api.pandadoc.eu'} as const;
const API_PATH = '/public/v1';
const TOKEN_PATH = '/oauth2/access_token';

/** The token endpoint of a region. */
export function tokenUrlOf(region: PandadocRegion): string {
  return hosts[region] + TOKEN_PATH;
}

/** Where an account's data live. */
export type PandadocRegion = keyof typeof hosts;

/** Whether `/members` is asked for pages (PandaDoc Q1). */
export type MembersPagination = 'auto' | 'none' | 'page';

/** The vendor's section of the source's configuration with every default filled in. */
export interface PandadocSettings {
  readonly workspaces: readonly WorkspaceSettings[];
  readonly region: PandadocRegion;
  readonly baseUrl: string;
  readonly membersPagination: MembersPagination;
  /** For each production credential. */
  readonly requestsPerMinute: number;
  readonly pii: PiiPolicy;
}

/** One workspace and the credential that sees it. */
export interface WorkspaceSettings {
  /** The user's name for it; no other has the same. */
  readonly name: string;
  /** Where the configuration has it. */
  readonly place: WorkspacePlace;
  readonly credentials: PandadocCredentials;
  /** As configured; undefined when it must be found. */
  readonly workspaceId: string | undefined;
  readonly environment: 'production' | 'sandbox';
}

/** How to sign in. */
type PandadocCredentials =
  | {readonly type: 'api_key'; readonly apiKey: string}
  | {readonly type: 'access_token'; readonly accessToken: string}
  | OauthCredentials;

/** An app that a person of the workspace has authorized. */
export interface OauthCredentials {
  readonly type: 'oauth2';
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  readonly scope: 'read+write' | 'read';
  readonly tokenUrl: string;
}

/** Reads the section; throws a `config` Failure for what the specification cannot express. */
export function readPandadocSettings(checked: JsonObject): PandadocSettings {
  // True because the section was checked against resources/spec/source/pandadoc.json, from which
  // this type is generated.
  const section = checked as unknown as PandadocSourceSection;
  const {region = 'us', base_url: baseUrl} = section;
  const workspaces = workspaceEntries(section).map((entry) => workspaceOf(entry, region));
  return {
    workspaces,
    region,
    baseUrl: addressOf({given: baseUrl, path: API_PATH, region, field: 'pandadoc.base_url'}),
    membersPagination: section.members_pagination ?? 'auto',
    requestsPerMinute: section.requests_per_minute ?? 60,
    pii: readPiiPolicy('pandadoc', section),
  };
}

function workspaceOf(entry: WorkspaceEntry, region: PandadocRegion): WorkspaceSettings {
  return {
    name: entry.name,
    place: entry.place,
    credentials: credentialsOf(entry, region),
    workspaceId: entry.workspaceId,
    environment: entry.environment ?? 'production',
  };
}

function credentialsOf(
  {credentials, place}: WorkspaceEntry,
  region: PandadocRegion,
): PandadocCredentials {
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
        refreshToken: credentials.refresh_token,
        scope: credentials.scope ?? 'read+write',
        tokenUrl: addressOf({
          given: credentials.token_url,
          path: TOKEN_PATH,
          region,
          field: `${place.field}.token_url`,
        }),
      };
  }
}

/** The address of the US counts as not given, because forms fill in defaults: then `region` decides. */
function addressOf({
  given,
  path,
  region,
  field,
}: {
  readonly given: string | undefined;
  readonly path: string;
  readonly region: PandadocRegion;
  /** For messages. */
  readonly field: string;
}): string {
  const trimmed = given?.replace(/\/+$/, '');
  if (trimmed === undefined || trimmed === hosts.us + path) return hosts[region] + path;
  return checkBaseUrl(trimmed, field);
}
