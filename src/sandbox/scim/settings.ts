import {PEOPLE_MAX} from '../shared/people';
import {choice, choices, count, flag, readSettings, text} from '../shared/settings';
import {QUIRK_NAMES, type QuirkName} from './quirks/quirks';
import {SERVICE_NAMES, type Profile, type ServiceName} from './services';

/** Settings of the SCIM part: `startSandbox({vendors: {scim: {...}}})`; they hold for all services. */
export interface ScimSettings {
  /** User i is person i of the seed, in every service. */
  readonly users: number;
  readonly groups: number;
  /**
   * guide: every service lists users, and all but PandaDoc's groups. documented: as the vendors' own
   * documents have it: PagerDuty without groups, PandaDoc as SCIM 1.1 without reading, Pipedrive absent.
   * strict: every service as RFC 7643 and RFC 7644 demand, with all that they have.
   */
  readonly profile: Profile;
  /** Odd ways of answering, by name; they go with every profile. */
  readonly quirks: readonly QuirkName[];
  /** Status that `/ServiceProviderConfig` answers with; 0: as the profile has it. */
  readonly service_config_status: number;
  /** The same for `/Groups`. */
  readonly groups_status: number;
  readonly page_size_max: number;
  /** Rows of a page at most, regardless of what `count` asks for; 0: no such limit. */
  readonly page_rows_max: number;
  readonly pagerduty_token: string;
  /** Account API key of PagerDuty, sent as `Token token=`. */
  readonly pagerduty_api_key: string;
  readonly pandadoc_token: string;
  readonly pendo_token: string;
  readonly pipedrive_token: string;
  /**
   * Whether users and groups of the vendors' profiles hold every attribute of RFC 7643, and an
   * extension that nobody knows.
   */
  readonly rare_fields: boolean;
  /** False: every request is refused with 403, as without single sign-on. */
  readonly sso: boolean;
  /** The service whose plan is missing: it answers with a web page. */
  readonly absent: ServiceName | 'none';
  /** Status of that page. */
  readonly absent_status: number;
  /** Media type of answers. */
  readonly media_type: 'scim' | 'json';
  /**
   * repeat: every page is the first one. too_few: one resource less than totalResults says.
   * someone_leaves: after the first page of users its first user is deleted, once.
   */
  readonly paging_fault: 'none' | 'repeat' | 'too_few' | 'someone_leaves';
}

/** Checks the settings; throws RangeError for an unknown or wrong one. */
export function readScimSettings(given: Readonly<Record<string, unknown>>): ScimSettings {
  return readSettings<ScimSettings>('scim', given, {
    users: count(60, PEOPLE_MAX),
    groups: count(8, 10_000),
    profile: choice('guide', ['guide', 'documented', 'strict']),
    quirks: choices(QUIRK_NAMES),
    service_config_status: count(0, 599),
    groups_status: count(0, 599),
    page_size_max: count(100, 10_000),
    page_rows_max: count(0),
    pagerduty_token: text('sandbox-scim-pagerduty-token-0001'),
    pagerduty_api_key: text('sandbox-scim-pagerduty-api-key-0002'),
    pandadoc_token: text('sandbox-scim-pandadoc-token-0003'),
    pendo_token: text('sandbox-scim-pendo-token-0004'),
    pipedrive_token: text('sandbox-scim-pipedrive-token-0005'),
    rare_fields: flag(false),
    sso: flag(true),
    absent: choice<ServiceName | 'none'>('none', ['none', ...SERVICE_NAMES]),
    absent_status: count(404, 599),
    media_type: choice('scim', ['scim', 'json']),
    paging_fault: choice('none', ['none', 'repeat', 'too_few', 'someone_leaves']),
  });
}
