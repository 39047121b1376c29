import type {JsonObject} from '../../core/json';
import type {Kit} from '../../core/kit';
import type {Mapping} from '../mapping/mapping';
import type {ObjectDescription, ObjectWriter, PreparedRecord} from '../object-writer';
import type {PlannedCosts} from '../planned-costs';
import type {
  MappedRecord,
  Outcome,
  PlannedOutcome,
  ReasonCode,
  RecordOrigin,
  Rejection,
} from '../record';
import type {RejectedRecords} from '../rejected/rejected-records';
import type {RejectionGroup} from '../rejected/rejection-groups';

/** What `openWriteSession` needs; see `write-session.ts`. `Token` is what a checkpoint carries. */
export interface WriteOptions<Token> {
  /** Which records go to which objects, checked and complete. */
  readonly mappings: readonly Mapping[];
  readonly objects: readonly ObjectDescription[];
  /** Called once per object, before its first record. */
  readonly openWriter: (object: string) => Promise<ObjectWriter>;
  readonly emit: (event: WriteEvent<Token>) => Promise<void>;
  readonly rejected: RejectedRecords;
  /**
   * Asked of each record that is fit to be sent; false: the object holds it already, and it is
   * settled as unchanged without being sent. Default: every record is sent.
   */
  readonly admit?: (prepared: PreparedRecord) => boolean;
  /**
   * The session fails when more than this share (0 to 100) of an object's records is rejected: as
   * soon as 100 records have an outcome, else at the end. It also fails when all are rejected.
   * Deletes that an object cannot do (`unsupported_operation`) do not count. A dry run is judged as
   * the run would be. Without a number nothing is judged. The rule is in `judge-rejections.ts`.
   */
  readonly rejectedPercentMax?: number;
  /** What the share is taken of. Default: the records that have an outcome, and only they. */
  readonly judged?: JudgedRecords;
  readonly dryRun: boolean;
  readonly kit: Kit;
  /** Sends what has gathered after this long without input. Default 2,000. */
  readonly idleFlushMs?: number;
  /** Emit `outcomes` events; without them only checkpoints are emitted. Default false. */
  readonly emitOutcomes?: boolean;
}

/** What the records of a session's one object are judged as. */
export interface JudgedRecords {
  /** All that there are, also those that are not sent. Undefined: those with an outcome. */
  readonly total: number | undefined;
  /** What they are, for a sentence: "rows of the model crm_users for pendo_visitors". */
  readonly what: string;
  /** True: everything is tried before it is judged. */
  readonly onlyAtEnd?: boolean;
}

/** What a session tells its listener, one event at a time. */
export type WriteEvent<Token> =
  /** Outcomes that became final together; only with `emitOutcomes`, never in a dry run. */
  | {readonly type: 'outcomes'; readonly outcomes: readonly RecordOutcome[]}
  /** What would happen to some records; in a dry run only. */
  | {readonly type: 'plans'; readonly plans: readonly RecordPlan[]}
  /** Every earlier record of the stream is written, unchanged, or kept as rejected. */
  | {readonly type: 'checkpoint'; readonly token: Token; readonly stats: CheckpointStats};

/** The outcome of one record for one object. */
export interface RecordOutcome {
  readonly record: MappedRecord;
  readonly outcome: Outcome;
  /** True: a later record of the same key carried this one's values, and the outcome is that one's. */
  readonly merged: boolean;
}

/** What a dry run says of one record for one object. */
export interface RecordPlan {
  readonly record: MappedRecord;
  readonly planned: PlannedOutcome;
  /** As in `RecordOutcome`. */
  readonly merged: boolean;
}

/** Records of the stream between its previous checkpoint and this one. */
export interface CheckpointStats {
  /** Written or unchanged. */
  readonly recordCount: number;
  readonly rejectedRecordCount: number;
}

/**
 * Takes records and checkpoints in order, from one caller, who awaits each call before the next.
 * Every promise is back-pressure.
 */
export interface WriteSession<Token> {
  /**
   * Takes one record. `undefined` means: go on at once (no promise is made on the fast path).
   * Throws or rejects with the Failure that ended the session, if one did.
   */
  record(origin: RecordOrigin, data: JsonObject): Promise<void> | undefined;
  /**
   * Takes one record that its source has found faulty: it is mapped, counted and kept as rejected for
   * each of its objects, and never sent. Otherwise as `record`.
   */
  reject(origin: RecordOrigin, data: JsonObject, why: Rejection): Promise<void> | undefined;
  /**
   * Emits `token` once every earlier record of the stream is settled for all its objects, each
   * token once and in order per stream; tokens of streams without records pass at once. Rejects
   * as `record` does.
   */
  checkpoint(
    stream: {readonly name: string; readonly namespace?: string},
    token: Token,
  ): Promise<void>;
  /** Sends the rest, waits for all, closes writers; throws the Failure that ended the session. */
  finish(): Promise<WriteSummary>;
  /** Figures so far, for progress and for a report after a failure. */
  summary(): WriteSummary;
}

/** The figures of a session; per object they add up to the records that were given. */
export interface WriteSummary {
  readonly objects: readonly ObjectSummary[];
}

/**
 * Outcomes of one object. `received` = written + unchanged + merged + rejected + not tried. In a dry
 * run `written` and `created` count what would be written.
 */
export interface ObjectSummary {
  readonly object: string;
  readonly received: number;
  readonly written: number;
  readonly created: number;
  readonly unchanged: number;
  /** Carried out by a later record of the same key before anything was sent. */
  readonly merged: number;
  readonly rejected: number;
  readonly rejectedByReason: Readonly<Partial<Record<ReasonCode, number>>>;
  /** The same in words, the most frequent first. */
  readonly rejections: readonly RejectionGroup[];
  /** What the writer has to say of no single record; see `ObjectWriter.remarks`. */
  readonly remarks: readonly string[];
  /** Without an outcome: still under way, or not known to be accepted when the session failed. */
  readonly notTried: number;
  readonly batches: number;
  /** In a dry run, where the writer tells it: what all that would be written needs. */
  readonly costs?: PlannedCosts;
}
