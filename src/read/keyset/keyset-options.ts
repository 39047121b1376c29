import type {CursorStream, Row} from '../reader';

/** Rows as the vendor sent them for one request, mapped. */
export interface KeysetAnswer {
  readonly rows: readonly Row[];
  /**
   * The vendor's own time when it was asked, epoch milliseconds; undefined where it does not tell. A
   * little early is right, late is not: what changes after it is looked for by the next read.
   */
  readonly vendorMs?: number | undefined;
}

/** The questions that a vendor's server must be able to answer. At most `limit` rows each. */
export interface KeysetFetch {
  /** Rows by key, ascending, behind `afterKey`, null: from the first; up to `throughKey`, included. */
  listing(request: {
    readonly afterKey: string | null;
    readonly throughKey?: string | undefined;
    readonly limit: number;
    readonly signal: AbortSignal;
  }): Promise<KeysetAnswer>;
  /** Rows with `from <= cursor <= to` (epoch milliseconds), ascending by cursor, then key. */
  window(request: {
    readonly from: number;
    readonly to: number;
    readonly limit: number;
    readonly signal: AbortSignal;
  }): Promise<KeysetAnswer>;
  /** Rows whose cursor is exactly `at`, by key, ascending, behind `afterKey`. */
  tie(request: {
    readonly at: number;
    readonly afterKey: string;
    readonly limit: number;
    readonly signal: AbortSignal;
  }): Promise<KeysetAnswer>;
  /** The rows with the greatest keys, descending; only vendors that can sort so have it. */
  readonly last?: (request: {
    readonly limit: number;
    readonly signal: AbortSignal;
  }) => Promise<KeysetAnswer>;
}

/** What a keyset reader must know of its stream and its vendor. */
export interface KeysetOptions {
  readonly stream: CursorStream;
  /** Rows in one request. */
  readonly pageSize: number;
  /** The row's key as the vendor compares it; undefined for a row that has none. */
  readonly keyOf: (row: Row) => string | undefined;
  /** The row's cursor, epoch milliseconds; undefined for a row without one. */
  readonly cursorOf: (row: Row) => number | undefined;
  readonly fetch: KeysetFetch;
  /**
   * The vendor's order of keys, as for `sort`. Default: the usual orders (code units, code points,
   * case ignored, alphabetical) are tried on what the vendor sends; a page that fits none of them
   * is not trusted.
   */
  readonly compareKeys?: (a: string, b: string) => number;
  /** How far behind the last cursor a read begins: rows may become visible late. */
  readonly lookbackMs: number;
  /** How often everything is listed, for rows that have no cursor and so fall out of any window. */
  readonly fullListingEveryMs: number;
  /**
   * Keys within the lookback that the position remembers so that they are not passed on twice.
   * Beyond it rows are repeated rather than lost, with a line in the log. Default 50,000.
   */
  readonly recentKeysMax?: number;
}
