/**
 * What the page of a run shows, as it is embedded in the page. Times are ISO 8601 in UTC, durations
 * milliseconds. Personal data in it is masked already, unless `masked` is false.
 */
export interface RunPage {
  readonly kind: 'run';
  readonly run: RunHead;
  readonly masked: boolean;
  /** Whose data it was: the accounts that were read and written. */
  readonly accounts: readonly PageAccount[];
  readonly streams: readonly PageStream[];
  readonly models: readonly PageModel[];
  readonly objects: readonly PageObject[];
  readonly changes: PageChanges;
  /** The newest last; at most thirty, this run among them. */
  readonly runs: readonly PagePastRun[];
  readonly traffic: readonly PageTraffic[];
  /** Sentences that need attention: failures first seen in this run. */
  readonly failures: readonly string[];
  readonly notes: readonly string[];
  readonly commands: readonly PageCommand[];
  /** The rows that are rejected; read only when somebody opens them. */
  readonly rejected: RejectedColumns;
}

export type PageOutcome = 'done' | 'failed' | 'bad_input' | 'interrupted' | 'not_finished';

interface RunHead {
  readonly id: string | null;
  readonly command: string;
  readonly run_file: string;
  readonly started: string | null;
  readonly duration_ms: number | null;
  readonly outcome: PageOutcome;
  readonly dry_run: boolean;
  readonly version: string;
}

export interface PageAccount {
  readonly side: 'source' | 'destination';
  readonly vendor: string;
  /** As the vendor tells it; null: it tells none. */
  readonly name: string | null;
}

export interface PageStream {
  readonly stream: string;
  readonly vendor: string;
  readonly outcome: 'complete' | 'failed';
  readonly read: number;
  /** New or changed records that were loaded. */
  readonly changed: number;
  /** Records that the vendor no longer has. */
  readonly deleted: number;
  readonly failure?: string;
}

export interface PageModel {
  readonly model: string;
  readonly rows: number | null;
  /** Streams that its SQL reads. */
  readonly reads: readonly string[];
}

/** One model on its way to one object; the words are those of the whole product. */
export interface PageObject {
  readonly model: string;
  readonly object: string;
  readonly on_gone?: string;
  readonly outcome: 'complete' | 'failed' | 'skipped';
  readonly rows: number;
  readonly new: number;
  readonly changed: number;
  readonly sent: number;
  readonly equal: number;
  readonly rejected: number;
  readonly left_model: number;
  readonly not_tried: number;
  readonly left_for_later: number;
  readonly drifted: number;
  /** In a dry run, where it is known: what all that would be written needs. */
  readonly costs?: PageCosts;
  readonly reasons: readonly PageReason[];
  readonly remarks: readonly string[];
  readonly failure?: string;
}

/** Requests that write, mails to people, paid seats, and people who lose access. */
export interface PageCosts {
  readonly calls: number;
  readonly mails: number;
  readonly seats: number;
  readonly removals: number;
}

/** Rows that were rejected for one reason in the same words. */
export interface PageReason {
  readonly reason: string;
  readonly sentence: string;
  readonly what_to_do: string;
  readonly count: number;
  /** Its number in `RejectedColumns.reason`. */
  readonly number: number;
}

/** Rejected rows by column: at one place of each list stands one row. */
export interface RejectedColumns {
  /** The `number` of a reason. */
  readonly reason: readonly number[];
  readonly key: readonly string[];
  /** When the row was first rejected for this reason; '' where it is not known. */
  readonly first_seen: readonly string[];
  /** Rows that were rejected and are not listed here. */
  readonly more: number;
}

/** Some changed rows, and what is known of their values. */
export interface PageChanges {
  readonly rows: readonly PageChange[];
  /** All new and changed rows of the run. */
  readonly all: number;
  /**
   * `whole`: values before and after; `after`: only those that were sent, the history does not go back
   * further; `names`: no values are kept, only which fields changed; `none`: nothing was kept.
   */
  readonly values: 'whole' | 'after' | 'names' | 'none';
}

export interface PageChange {
  readonly object: string;
  readonly key: string;
  readonly status: 'new' | 'changed';
  readonly fields: readonly PageFieldChange[];
}

interface PageFieldChange {
  readonly field: string;
  /** As JSON text, or masked; null: there was none, or it is not known. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface PagePastRun {
  readonly id: string;
  readonly started: string;
  readonly duration_ms: number | null;
  readonly outcome: string;
  readonly sent: number;
  readonly equal: number;
  readonly rejected: number;
}

/** Requests to one vendor, at one end, in each of `runs`. */
export interface PageTraffic {
  readonly vendor: string;
  readonly side: 'source' | 'destination';
  /** Null: that run did not talk to the vendor. */
  readonly runs: readonly ({
    readonly requests: number;
    readonly retries: number;
    readonly waited_ms: number;
  } | null)[];
}

interface PageCommand {
  readonly what: string;
  readonly command: string;
}
