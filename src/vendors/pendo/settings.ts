import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {PendoDestinationSection} from '../../generated/destination-pendo';
import type {PendoSourceSection} from '../../generated/source-pendo';
import {checkBaseUrl} from '../../http/base-url';
import {readPiiPolicy, type PiiPolicy} from '../shared/personal-data';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const hosts = {
  us: 'https://app.pendo.io',
  us1: 'https://us1.app.pendo.io',
  eu: 'https://app.eu.pendo.io',
  jpn: 'https://app.jpn.pendo.io',
  au: 'https://app.au.pendo.io',
} as const;

/** Where a subscription's data live. */
type PendoRegion = keyof typeof hosts;

/** What source and destination need to talk to Pendo. */
export interface PendoConnection {
  readonly integrationKey: string;
  readonly region: PendoRegion;
  readonly baseUrl: string;
  /** True when the base URL is the user's own, not the region's. */
  readonly ownBaseUrl: boolean;
  readonly requestsPerSecond: number;
}

/** The vendor's section of the source's configuration with every default filled in. */
export interface PendoSourceSettings extends PendoConnection {
  readonly lookbackMs: number;
  readonly includeAnonymous: boolean;
  readonly pageSize: number;
  readonly fullListingEveryMs: number;
  /** Accounts of every app, not only of the first. */
  readonly allApps: boolean;
  readonly pii: PiiPolicy;
}

/** A metadata group that this connector may write. */
export type WritableGroup = 'custom' | 'agent';

/** The vendor's section of the destination's configuration with every default filled in. */
export interface PendoDestinationSettings extends PendoConnection {
  readonly metadataApi: 'auto' | 'value' | 'bulk';
  readonly metadataGroup: WritableGroup;
  readonly batchSize: number;
  readonly unknownFields: 'reject' | 'create' | 'send';
  readonly timeFormat: 'iso8601' | 'epoch_ms';
  readonly verify: 'off' | 'sample' | 'all';
}

/** Reads the source's section; throws a `config` Failure for an address that must not be used. */
export function readPendoSourceSettings(checked: JsonObject): PendoSourceSettings {
  // True because the section was checked against resources/spec/source/pendo.json, from which this
  // type is generated.
  const section = checked as unknown as PendoSourceSection;
  return {
    ...connectionOf(section),
    lookbackMs: (section.lookback_minutes ?? 10) * MINUTE_MS,
    includeAnonymous: section.include_anonymous ?? false,
    pageSize: section.page_size ?? 5_000,
    fullListingEveryMs: (section.full_listing_every ?? 7) * DAY_MS,
    allApps: section.all_apps ?? false,
    pii: readPiiPolicy('pendo', section),
  };
}

/** Reads the destination's section; throws a `config` Failure for what must not be done. */
export function readPendoDestinationSettings(checked: JsonObject): PendoDestinationSettings {
  // True because the section was checked against resources/spec/destination/pendo.json, from which
  // this type is generated.
  const section = checked as unknown as PendoDestinationSection;
  const metadataGroup = section.metadata_group ?? 'custom';
  if (metadataGroup === 'agent' && section.allow_agent_group !== true) {
    throw new Failure({
      kind: 'config',
      message:
        "pendo.metadata_group is agent, whose values Pendo's snippet overwrites at each page load. Use custom, or set pendo.allow_agent_group to true if you really want to write this group.",
    });
  }
  return {
    ...connectionOf(section),
    metadataApi: section.metadata_api ?? 'auto',
    metadataGroup,
    batchSize: section.batch_size ?? 500,
    unknownFields: section.unknown_fields ?? 'reject',
    timeFormat: section.time_format ?? 'iso8601',
    verify: section.verify ?? 'off',
  };
}

/** The address of the US counts as not given, because forms fill in defaults: then `region` decides. */
function connectionOf(section: PendoSourceSection | PendoDestinationSection): PendoConnection {
  const region = section.region ?? 'us';
  const given = section.base_url?.replace(/\/+$/, '');
  const ownBaseUrl = given !== undefined && given !== `${hosts.us}/api/v1`;
  return {
    integrationKey: section.integration_key,
    region,
    baseUrl: ownBaseUrl ? checkBaseUrl(given, 'pendo.base_url') : `${hosts[region]}/api/v1`,
    ownBaseUrl,
    requestsPerSecond: section.requests_per_second ?? 2,
  };
}
