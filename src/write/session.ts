import type {JsonObject} from '../core/json';
import type {Kit} from '../core/kit';
import type {Mapping} from './mapping';
import type {ObjectDescription, ObjectWriter} from './object-writer';
import type {MappedRecord, Outcome, PlannedOutcome, RecordOrigin, ReasonCode} from './record';
import type {RejectedRecords} from './rejected-records';

/** What `openWriteSession` needs; see `write-session.ts`. `Token` is what a checkpoint carries. */
export interface WriteOptions<Token> {
  /** Which records go to which objects, checked and complete. */
  readonly mappings: readonly Mapping[];
  readonly objects: readonly ObjectDescription[];
  /** Called once per object, before its first record. */
  readonly openWriter: (object: string) => Promise<ObjectWriter>;
  readonly emit: (event: WriteEvent<Token>) => Promise<void>;
  readonly rejected: RejectedRecords;
  /** The session fails when more than this share (0 to 100) of the records is rejected. */
  readonly rejectedPercentMax: number;
  readonly dryRun: boolean;
  readonly kit: Kit;
  /** Sends what has gathered after this long without input. Default 2,000. */
  readonly idleFlushMs?: number;
}

/** What a session tells its listener. */
export type WriteEvent<Token> =
  | {readonly type: 'outcome'; readonly record: MappedRecord; readonly outcome: Outcome}
  | {readonly type: 'planned'; readonly record: MappedRecord; readonly planned: PlannedOutcome}
  /** Every earlier record of the stream is written, unchanged, or kept as rejected. */
  | {readonly type: 'checkpoint'; readonly token: Token; readonly stats: CheckpointStats};

/** Records of the stream between its previous checkpoint and this one. */
export interface CheckpointStats {
  /** Written or unchanged. */
  readonly recordCount: number;
  readonly rejectedRecordCount: number;
}

/** Takes records and checkpoints in order, from one caller. Every promise is back-pressure. */
export interface WriteSession<Token> {
  /** Throws the Failure that ended the session, if one did. */
  record(origin: RecordOrigin, data: JsonObject): Promise<void>;
  /** A line or record that cannot even be mapped: counted and kept as rejected. */
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

/** Outcomes of one object. `received` = written + unchanged + merged + rejected + not tried. */
export interface ObjectSummary {
  readonly object: string;
  readonly received: number;
  readonly written: number;
  readonly created: number;
  readonly unchanged: number;
  /** Superseded by a later record of the same key before anything was sent. */
  readonly merged: number;
  readonly rejected: number;
  readonly rejectedByReason: Readonly<Partial<Record<ReasonCode, number>>>;
  /** Not known to be accepted when the session failed. */
  readonly notTried: number;
  readonly batches: number;
}
