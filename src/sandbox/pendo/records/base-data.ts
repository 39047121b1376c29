import type {Metadata} from './pendo-record';

/** The rows that the seed gives: every one can be computed alone. */
export interface BaseData {
  /** Rows 0 to `rows - 1`. */
  readonly rows: number;
  id(row: number): string;
  /** Epoch milliseconds; NaN where the row has none. */
  lastUpdated(row: number): number;
  /** The JSON text of the row's metadata; `lastUpdated` is NaN for none. */
  metadataText(row: number, lastUpdated: number): string;
  /** Rows of another shape. */
  readonly extras: readonly ExtraRow[];
}

/** A row that is kept whole, its metadata without `auto.lastupdated`. */
export interface ExtraRow {
  readonly id: string;
  /** Epoch milliseconds; NaN where the row has none. */
  readonly lastUpdated: number;
  readonly metadata: Metadata;
}
