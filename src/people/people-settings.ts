import type {Thresholds} from './findings/finding-rule';

/**
 * What a cell of a CSV file stands for, with the variables in it filled in.
 * @throws Failure `config` with the mistakes of the cell.
 */
export type FillCell = (cell: string, at: {readonly file: string; readonly line: number}) => string;

/** The section `people` of a run file; paths are absolute. */
export interface PeopleSettings {
  /** SQL that gives who should be here. */
  readonly rosterSql?: string;
  readonly decisionsPath?: string;
  readonly servicesPath?: string;
  /** For the cells of both files. Absent: they are taken as they stand. */
  readonly fill?: FillCell;
  readonly includeVisitors: boolean;
  /** ISO 3166 code of the country whose numbers come without a country code. */
  readonly defaultRegion?: string;
  readonly thresholds: Thresholds;
}
