import type {ValueType} from './value-type';

/** A query whose rows are sent, as the run file names it. */
export interface Model {
  readonly name: string;
  /** The column that tells rows apart; empty for a model that other models read and nobody sends. */
  readonly key: string;
  readonly sql: string;
  /** The query is stopped when it takes longer, in seconds. Default: it may take as long as it wants. */
  readonly timeLimitSeconds?: number;
  /** Where its SQL stands. */
  readonly origin?: SqlOrigin;
}

/** Where a text of SQL stands. */
export interface SqlOrigin {
  readonly file: string;
  /** 1-based line on which it begins. */
  readonly line: number;
  /** True: each line of the SQL is a line of the file. */
  readonly isLinewise: boolean;
}

/** A model whose query is known to be sound; see `check-model.ts`. */
export interface CheckedModel extends Model {
  /** The result's columns in order, with DuckDB's types. */
  readonly columns: readonly ModelColumn[];
  /** The tables that the query reads, by name, also through other models. */
  readonly tables: ReadonlySet<string>;
  /** The models that the query reads. */
  readonly reads: readonly CheckedModel[];
  /** True: other models read it by its name. */
  readonly isRead: boolean;
  /** True when its rows come from tables only, and not out of files or other servers. */
  readonly readsTablesOnly: boolean;
}

/** A column of a model's result. */
export interface ModelColumn {
  readonly name: string;
  /** As DuckDB names it, for messages. */
  readonly type: string;
  readonly valueType: ValueType;
}

/** A model's rows, computed and checked, in a temporary table of the connection. */
export interface ComputedModel extends CheckedModel {
  /** Holds the rows that can be sent. */
  readonly table: string;
  /** All rows of the result, faulty ones among them. */
  readonly rows: number;
  /** The rows that cannot be sent, when there are any. */
  readonly faults?: FaultTable;
}

/** A temporary table of the connection with rows that cannot be sent; see `find-faults.ts`. */
export interface FaultTable {
  readonly table: string;
  readonly rows: number;
}

/** Where one model's rows go: what tells whether a row was accepted there before. */
export interface Target {
  readonly object: string;
  /** Number of the destination's account; see `accounts.ts`. */
  readonly account: number;
  /** The columns that are sent; others may change without being news. */
  readonly columns: readonly string[];
  /** Changes when anything may have changed that shapes what is sent: then rows are looked at again. */
  readonly fingerprint: string;
  /** True: keys that differ only by upper and lower case are one key. */
  readonly foldsCase: boolean;
  /** The fingerprint that format 1 of the warehouse would have; see `take-over.ts`. */
  readonly fingerprint1: string;
}

/** One model's place in the memory. */
export interface Place {
  readonly account: number;
  readonly object: string;
  readonly model: string;
}
