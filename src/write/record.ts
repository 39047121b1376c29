import type {JsonObject} from '../core/json';
import type {PlannedCosts} from './planned-costs';

/** Where a record came from, for messages: never its content. */
export interface RecordOrigin {
  readonly stream: string;
  readonly namespace?: string;
  /** 1-based line of the input, or row number of a model. */
  readonly position: number;
}

/** A record on its way to one object, after mapping. */
export interface MappedRecord {
  readonly origin: RecordOrigin;
  /** Name of the destination object. */
  readonly object: string;
  /** Canonical text of the object's key: equal keys are equal texts. */
  readonly key: string;
  /** Which of the object's key fields `key` is, where it has several. Default: its first one. */
  readonly keyField?: string;
  readonly operation: Operation;
  /** The object's fields by name, without the key's; nested fields are nested. */
  readonly fields: JsonObject;
  /** The record as it came in, for the rejected-records file. */
  readonly source: JsonObject;
}

/** What a mapping asks to be done with a record. */
export type Operation = 'update' | 'upsert' | 'insert' | 'soft_delete';

/** Why a record was rejected; stable codes, the sentence says more. */
export type ReasonCode =
  | 'missing_key'
  | 'null_key'
  | 'duplicate_key'
  | 'invalid_key'
  | 'invalid_type'
  | 'invalid_value'
  | 'unknown_field'
  | 'read_only_field'
  | 'immutable'
  | 'too_large'
  | 'not_found'
  | 'already_exists'
  | 'ambiguous'
  | 'not_allowed'
  | 'limit_reached'
  | 'id_collision'
  | 'unsupported_operation'
  | 'conflicting_models'
  | 'refused_by_vendor'
  | 'unconfirmed';

/** A rejection as the user sees it. */
export interface Rejection {
  readonly reason: ReasonCode;
  /** One sentence: what is wrong with which field, and the next step. */
  readonly message: string;
  /** The vendor's answer, shortened and masked: for the rejected-records file only. */
  readonly answer?: string;
  /**
   * What the vendor says of the reason, masked. The engine hides in it what records hold, and puts
   * it behind the message.
   */
  readonly words?: string;
}

/** The one outcome of one record for one object. */
export type Outcome =
  | {readonly status: 'written'; readonly created: boolean}
  | {readonly status: 'unchanged'}
  | ({readonly status: 'rejected'} & Rejection);

/** What a dry run says of one record. */
export type PlannedOutcome =
  | {
      readonly status: 'create';
      readonly changes: readonly FieldChange[];
      readonly notes: readonly string[];
      /** Undefined where the writer does not tell. */
      readonly costs?: PlannedCosts;
    }
  | {
      readonly status: 'update';
      readonly changes: readonly FieldChange[];
      readonly notes: readonly string[];
      /** True: the vendor did not show what it holds, so the changes may be none. */
      readonly unread?: boolean;
      readonly costs?: PlannedCosts;
    }
  | {readonly status: 'unchanged'}
  | ({readonly status: 'rejected'} & Rejection);

/** One field of a planned write; `from` is absent when the vendor has no value. */
export interface FieldChange {
  readonly field: string;
  readonly from?: unknown;
  readonly to: unknown;
}
