import type {JsonObject} from '../../core/json';
import type {UserguidingDestinationSection} from '../../generated/destination-userguiding';
import {checkBaseUrl} from '../../http/base-url';

/** Where the identify call lives; the User API has hosts of its own (UserGuiding Q10). */
const IDENTIFY_URL = 'https://api.userguiding.com/v1';

const userApiUrls = {
  us: 'https://user.userguiding.com',
  eu: 'https://eu-user.userguiding.com',
} as const;

/** A method and a path below the base URL; `{userId}` in it stands for the user's id. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
}

/** The vendor's section of the destination's configuration with every default filled in. */
export interface UserguidingSettings {
  readonly apiKey: string;
  readonly profile: 'guide' | 'user_api';
  readonly auth: 'bearer' | 'ug_api_key';
  readonly baseUrl: string;
  readonly requestsPer10Seconds: number;
  readonly idCase: 'reject_collisions' | 'lowercase' | 'as_is';
  readonly identityFile: string | undefined;
  readonly skipUnchanged: boolean;
  readonly values: ValueSettings;
  readonly checkUserId: string | undefined;
  /** Creates or updates a user; undefined while the User API's path is not configured. */
  readonly upsert: Endpoint | undefined;
  /** Updates a user whom `upsert` refuses because it exists. */
  readonly update: Endpoint | undefined;
  readonly list: Endpoint | undefined;
  readonly bodyStyle: 'guide' | 'flat';
  readonly confirmedBy: 'body' | 'status';
}

/** How values become attributes. */
export interface ValueSettings {
  readonly nested: 'reject' | 'flatten' | 'json';
  readonly dateFormat: 'iso' | 'epoch_ms';
  /** Undefined: all attributes are sent. */
  readonly allowed: ReadonlySet<string> | undefined;
}

/** Reads the section; throws a `config` Failure for an address that must not be used. */
export function readUserguidingSettings(checked: JsonObject): UserguidingSettings {
  // True because the section was checked against resources/spec/destination/userguiding.json, from
  // which this type is generated.
  const section = checked as unknown as UserguidingDestinationSection;
  return {
    apiKey: section.api_key,
    baseUrl: baseUrlOf(section),
    requestsPer10Seconds: section.requests_per_10_seconds ?? 40,
    idCase: section.id_case ?? 'reject_collisions',
    identityFile: section.identity_file,
    skipUnchanged: section.skip_unchanged ?? true,
    checkUserId: section.check_user_id,
    values: {
      nested: section.nested ?? 'reject',
      dateFormat: section.date_format ?? 'iso',
      allowed: allowedOf(section),
    },
    ...profileOf(section),
  };
}

/** The identify call's address counts as not given, because forms fill in defaults. */
function baseUrlOf(section: UserguidingDestinationSection): string {
  const given = section.base_url?.replace(/\/+$/, '');
  if (given !== undefined && given !== IDENTIFY_URL) {
    return checkBaseUrl(given, 'userguiding.base_url');
  }
  return section.api_profile === 'user_api' ? userApiUrls[section.region ?? 'us'] : IDENTIFY_URL;
}

function profileOf(
  section: UserguidingDestinationSection,
): Pick<
  UserguidingSettings,
  'profile' | 'auth' | 'upsert' | 'update' | 'list' | 'bodyStyle' | 'confirmedBy'
> {
  if (section.api_profile !== 'user_api') {
    return {
      profile: 'guide',
      auth: section.auth ?? 'bearer',
      upsert: {method: 'POST', path: '/identify'},
      update: undefined,
      list: undefined,
      bodyStyle: 'guide',
      confirmedBy: 'body',
    };
  }
  return {
    profile: 'user_api',
    auth: section.auth ?? 'ug_api_key',
    upsert: endpointOf(section.upsert_path ?? section.paths?.upsert),
    update: endpointOf(section.update_path ?? section.paths?.update),
    list: endpointOf(section.list_path ?? section.paths?.list),
    bodyStyle: section.body_style ?? 'flat',
    confirmedBy: section.confirmed_by ?? 'body',
  };
}

function endpointOf(text: string | undefined): Endpoint | undefined {
  if (text === undefined) return undefined;
  const space = text.indexOf(' ');
  // The schema's patterns let only these methods through.
  const method = text.slice(0, space) as Endpoint['method'];
  return {method, path: text.slice(space + 1)};
}

function allowedOf(section: UserguidingDestinationSection): ReadonlySet<string> | undefined {
  const names = section.attributes_allow ?? [];
  return names.length === 0 ? undefined : new Set(names);
}
