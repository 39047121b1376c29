import type {Failure} from '../core/failure';
import type {JsonObject} from '../core/json';
import type {Log} from '../core/log';

/** One record as the vendor's mapper gives it: only columns that the stream's schema declares. */
export type Row = Readonly<Record<string, unknown>>;

/** What `discover` says of a stream, and what the engine must know of it. */
export interface StreamDescription {
  readonly name: string;
  /** Draft-07 object schema of the records, from `resources/schemas/`, without the engine's columns. */
  readonly schema: JsonObject;
  /** Top-level columns; string or integer. A row where one is null is set aside. */
  readonly primaryKey: readonly string[];
  /** Columns that hold personal data, with its kind. */
  readonly personal?: ReadonlyMap<string, 'email' | 'phone' | 'contact' | 'id' | 'searched'>;
  /** Values that did not fit their column's type and are in `other_fields`, counted by column. */
  readonly misfits?: Map<string, number>;
  /** For a stream that lists what we write ourselves. */
  readonly shows?: ShownValues;
}

/** Where a stream's rows show what was written to their records, and what else a write moves. */
export interface ShownValues {
  /** Column of JSON: groups, then fields. */
  readonly column: string;
  /** Column with the vendor's time of change, which a write moves. */
  readonly changedAt: string;
  /** The group and field of `column` from which `changedAt` is. */
  readonly changedAtFrom: readonly [group: string, field: string];
  /** Columns that are made of `column` alone. */
  readonly derived: readonly string[];
}

/** What a reader may use while it reads. */
export interface ReadContext {
  readonly signal: AbortSignal;
  /** Frozen time of the sync, epoch milliseconds: the upper bound of time windows. */
  readonly syncStartMs: number;
  /**
   * For sweeps: start of the last read that was complete for all selected streams, epoch
   * milliseconds; undefined when there was none. A vendor may ask for changes since then only.
   */
  readonly changedSinceMs?: number;
  /** Where a reader says what the user should know of the read; the engine always gives it. */
  readonly log?: Log;
}

/**
 * A part of a listing: rows by stream name. A Failure in place of rows ends that stream alone; what
 * comes for it later is not passed on.
 */
export type SweepPage = ReadonlyMap<string, readonly Row[] | Failure>;

/**
 * Reads one or more streams completely in one go; the engine finds what changed by digests.
 * `pages` ends without an error only when the listing is proven complete: tombstones depend on it.
 */
export interface Sweep {
  readonly kind: 'sweep';
  readonly streams: readonly SweptStream[];
  pages(selected: ReadonlySet<string>, context: ReadContext): AsyncIterable<SweepPage>;
}

/** A change-detected stream of a sweep. */
export interface SweptStream extends StreamDescription {
  /** Columns that move without meaning a change of the record, left out of its digest. */
  readonly digestIgnores?: readonly string[];
  /**
   * False when a missing row does not mean a deletion, for example because the listing was asked
   * for changes only; tombstones are then off. Default true.
   */
  readonly provesDeletions?: boolean;
}

/** Rows of a stream that the vendor can filter by a cursor. */
export interface CursorPage {
  readonly rows: readonly Row[];
  /** Where a later read goes on once these rows are passed on; plain JSON, vendor's own shape. */
  readonly position?: JsonObject;
  /** Rows that the vendor sent for this page, where the reader passes on fewer. */
  readonly rowsRead?: number;
}

/** Reads one stream from a position that the vendor's server understands. */
export interface CursorReader {
  readonly kind: 'cursor';
  readonly stream: CursorStream;
  /** From `position`, or from the beginning when undefined; ends when everything was read. */
  pages(position: JsonObject | undefined, context: ReadContext): AsyncIterable<CursorPage>;
}

/** A stream with a cursor of the vendor's own. */
export interface CursorStream extends StreamDescription {
  /** Top-level column, shown as the stream's cursor. */
  readonly cursorField: string;
  /**
   * True when the reader itself finds deletions: a row whose `_ab_cdc_deleted_at` holds a time
   * (ISO 8601, UTC) is a tombstone; rows without that column get null. Default false.
   */
  readonly marksDeletions?: boolean;
}

/** The unit that is read in one go and fails in one go. */
export type Reader = Sweep | CursorReader;
