import type {Thresholds} from './findings/finding-rule';

/** The section `people` of a run file; paths are absolute. */
export interface PeopleSettings {
  /** SQL that gives who should be here. */
  readonly rosterSql?: string;
  readonly decisionsPath?: string;
  readonly servicesPath?: string;
  readonly includeVisitors: boolean;
  /** ISO 3166 code of the country whose numbers come without a country code. */
  readonly defaultRegion?: string;
  readonly thresholds: Thresholds;
}
