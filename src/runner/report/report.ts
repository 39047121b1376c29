import type {FailureKind} from '../../core/failure';
import type {PlannedCosts} from '../../write/planned-costs';
import type {FieldChange, ReasonCode, Rejection} from '../../write/record';

/** How a run ended. `bad_input`: a model or a setting is wrong; nothing was sent. */
export type RunOutcome = 'done' | 'failed' | 'bad_input' | 'interrupted';

/** The figures of a run, as `--json` prints them. */
export interface RunReport {
  /** Names the run in the log and in `user-sync history`. */
  readonly run_id: string;
  readonly outcome: RunOutcome;
  readonly dry_run: boolean;
  readonly duration_ms: number;
  readonly streams: readonly StreamReport[];
  readonly objects: readonly ObjectReport[];
  readonly traffic: readonly TrafficReport[];
  /** Where rejected records are kept, when some were rejected. */
  readonly rejected_records_file?: string;
  /** What people should know besides: whose memory is used, what an earlier version left. */
  readonly notes: readonly string[];
  /** Every failure's sentence, in the order in which they happened. */
  readonly failures: readonly string[];
  /** Their kinds, each once: what a scheduler needs to know whether another try can help. */
  readonly failure_kinds: readonly FailureKind[];
}

/** One stream of the source. */
export interface StreamReport {
  readonly stream: string;
  readonly outcome: 'complete' | 'failed';
  /** Rows that the vendor sent. */
  readonly read: number;
  /** New or changed records that were loaded; not those that our own writes alone have changed. */
  readonly changed: number;
  /** Records that only what was sent to them before has changed; absent: none. */
  readonly own_writes?: number;
  readonly deleted: number;
  readonly failure?: string;
}

/** One model on its way to one object. */
export interface ObjectReport {
  readonly model: string;
  readonly object: string;
  /** Set where the rows are keys that are gone, and what is done with them at the vendor. */
  readonly on_gone?: 'clear' | 'deactivate';
  readonly outcome: 'complete' | 'failed' | 'skipped';
  /** Rows of the model. */
  readonly rows: number;
  /** Rows that had to be sent: new, changed, or rejected before and tried again. */
  readonly new: number;
  readonly changed: number;
  readonly rejected_again: number;
  /** In a dry run: what would be written. */
  readonly written: number;
  readonly created: number;
  /** Rows that were accepted before as they are, or that the object held already. */
  readonly unchanged: number;
  readonly rejected: number;
  readonly rejected_by_reason: Readonly<Partial<Record<ReasonCode, number>>>;
  /** One of the rejections of each reason, in words. */
  readonly rejection_examples: Readonly<Partial<Record<ReasonCode, string>>>;
  /** Rejections for the same reason in the same words, with up to three keys; the most frequent first. */
  readonly rejections: readonly RejectionReport[];
  /** What the vendor said, or what was seen, that is no row's outcome. */
  readonly remarks: readonly string[];
  readonly not_tried: number;
  /** Rows that were not looked at, because `--limit` was reached. */
  readonly left_for_later: number;
  /** Rows of which the vendor was found to hold other values than it was given. */
  readonly drifted: number;
  /** Keys and fields of some of them. */
  readonly drift_examples?: readonly string[];
  /** Keys that the model gave once and that no model of the object gives any more. */
  readonly gone: number;
  readonly failure?: string;
  readonly plan?: PlanReport;
}

/** Rows that were rejected for one reason. */
export interface RejectionReport {
  readonly reason: ReasonCode;
  /** With the vendor's own words, where it gave any. */
  readonly message: string;
  readonly count: number;
  readonly keys: readonly string[];
}

/** What a dry run says of one object: at most the first 1,000 records that would not be unchanged. */
export interface PlanReport {
  readonly create: number;
  readonly update: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly records: readonly PlannedRecord[];
  /** Records beyond those listed. */
  readonly more: number;
  /** All rejections, equal ones together; those that are new first. */
  readonly rejections: readonly PlannedRejections[];
  /** Rejections beyond the first 1,000 kinds. */
  readonly ungrouped: number;
  /** What all that would be written needs, where the object's writer tells it. */
  readonly costs?: PlannedCosts;
}

/** Rows that would be rejected for the same reason. */
export interface PlannedRejections extends Pick<Rejection, 'reason' | 'message'> {
  /** True: the last run rejected them, too. */
  readonly again: boolean;
  readonly count: number;
  /** At most three. */
  readonly keys: readonly string[];
}

/** One line of a plan. */
export type PlannedRecord =
  | {
      readonly key: string;
      readonly status: 'create' | 'update';
      readonly changes: readonly FieldChange[];
      readonly notes: readonly string[];
      readonly costs?: PlannedCosts;
    }
  | ({readonly key: string; readonly status: 'rejected'} & Rejection);

/** HTTP traffic of one vendor on one side. */
export interface TrafficReport {
  readonly vendor: string;
  readonly side: 'source' | 'destination';
  readonly requests: number;
  readonly retries: number;
  readonly waited_ms: number;
}
