import type {Failure} from '../core/failure';
import type {Json, JsonObject} from '../core/json';
import type {Kit} from '../core/kit';
import type {ToldAccount} from '../core/told-account';
import type {Traffic} from '../core/traffic';
import type {MappedRecord, Operation, Outcome, PlannedOutcome, Rejection} from './record';
import type {ObjectUse, Right} from './rights';

/** A vendor that can be written to, as a value: the registry holds one per vendor. */
export interface DestinationVendor {
  /** Name of its section in the configuration. */
  readonly name: string;
  /** For a section that is a list: see `SectionOwner` in the configuration. */
  readonly nameEntry?: (entry: JsonObject) => string;
  readonly entrySections?: readonly {readonly name: string; readonly fixed: JsonObject}[];
  /** Names of its objects, known without a configuration. */
  readonly objects: readonly ObjectDescription[];
  /** For a section that is a list: the objects of one entry. Default: all of them. */
  readonly objectsOf?: (entry: JsonObject) => readonly ObjectDescription[];
  /**
   * Options that change neither what is sent nor what it means to the vendor: credentials and
   * addresses (they say who is meant, see `account`), pace, permissions, checks. Everything that is not
   * named here or in `optionsInValues` counts: when it changes, every row is sent again.
   */
  readonly optionsNotSent?: readonly string[];
  /** Options whose whole effect shows in what `fieldsOf` gives. */
  readonly optionsInValues?: readonly string[];
  /** Builds clients and writers from the vendor's checked section; does no I/O. */
  open(section: JsonObject, kit: DestinationKit): OpenDestination;
}

/** The kit plus what only a destination's vendor needs. */
export interface DestinationKit extends Kit {
  /** Hands a changed configuration section (a rotated token) to the platform. */
  readonly saveSection: (section: JsonObject) => Promise<void>;
}

/** What is true of an object regardless of the account. */
export interface ObjectDescription {
  readonly name: string;
  /** The fields that can be its key, the default first. */
  readonly keys: readonly string[];
  /** The operations that it can do, the default first. */
  readonly operations: readonly Operation[];
  /**
   * Fields that hold fields of their own, in lower case, such as `company`: a dot behind their name
   * leads inside, and any other dot is a part of a field's name. Without it every dot leads inside.
   */
  readonly containers?: readonly string[];
  /** The one form of all names that may mean the same field. Default: upper and lower case are one. */
  readonly fieldKey?: (name: string) => string;
}

/** A vendor with its configuration. */
export interface OpenDestination {
  readonly vendor: string;
  /** The group of a stream's shown values (see `ShownValues`) in which what is sent here appears. */
  readonly shownIn?: string;
  /** As in the source: every failure found, in sentences; empty when all is well. */
  check(): Promise<readonly Failure[]>;
  /**
   * Which of the rights that writing these objects in these modes needs the credential has, found out
   * without a write. Asked once `check` has found nothing wrong. Default: nothing is told.
   */
  rightsOf?(uses: readonly ObjectUse[]): Promise<readonly Right[]>;
  /** JSON schema of an object's fields with the account's real custom fields. */
  schemaOf(object: string): Promise<JsonObject>;
  /** Whom the credential belongs to; asks the vendor where it tells. */
  account?(): Promise<ToldAccount>;
  /** True where keys that differ only by upper and lower case are one key. Default: they never are. */
  foldsCase?(keyField: string): boolean;
  /** A writer for one object; asks the vendor what must be known before anything is written. */
  openWriter(object: string): Promise<ObjectWriter>;
  traffic(): Traffic;
}

/** How large a batch may be, and how many may be under way at once. */
export interface BatchLimits {
  readonly recordsMax: number;
  readonly bytesMax: number;
  readonly concurrency: number;
}

/** Writes one object. The engine batches, orders and counts; the writer knows the vendor. */
export interface ObjectWriter {
  readonly limits: BatchLimits;
  /** Batches hold records of one group only, for example one metadata group. Default: one group. */
  groupOf?(record: MappedRecord): string;
  /** Checks a record before it is batched: what the writer will send, or why it cannot. No I/O. */
  prepare(record: MappedRecord): Prepared;
  /**
   * What is wrong with the fields of a record that is rejected for another reason, so that all its
   * faults are shown together. Changes nothing. Default: only that reason is shown.
   */
  faultsOf?(record: MappedRecord): readonly Rejection[];
  /**
   * Sends a batch with at most one record per key; one outcome per record, in the same order.
   * Throws a Failure only when it is not known of any record whether it was accepted: nothing of
   * the batch counts as done then, and sending it again must be safe.
   */
  send(batch: readonly PreparedRecord[], signal: AbortSignal): Promise<readonly Outcome[]>;
  /**
   * The values that `send` would give the vendor, by the names that mappings use, in the form in
   * which they are sent. Default: the whole body as one value.
   */
  fieldsOf?(prepared: PreparedRecord): readonly SentValue[];
  /** False when `send` cannot tell whether it created a record; a plan may still. Default: true. */
  readonly tellsCreated?: boolean;
  /** True when `plan` compares with what the vendor holds now; else it can only say what is sent. */
  readonly comparesValues?: boolean;
  /**
   * Compares with what the stream of the object's name has read, without a call: its column `column`,
   * as JSON. The object's key must be the stream's. Default: `plan` asks the vendor.
   */
  readonly readValues?: {
    readonly column: string;
    plan(prepared: PreparedRecord, value: Json | undefined): PlannedOutcome;
  };
  /** What `send` would do, without a write call. */
  plan(batch: readonly PreparedRecord[], signal: AbortSignal): Promise<readonly PlannedOutcome[]>;
  /**
   * What the vendor said, or did, that is no record's outcome: whole sentences for log and report,
   * with numbers and without what records hold. It may be asked at any time.
   */
  remarks?(): readonly string[];
  /** Called once after the last batch, for read-back and closing remarks. */
  close?(): Promise<void>;
}

/** A value as a vendor gets it. */
export interface SentValue {
  readonly name: string;
  /** JSON text of the value, or of its member in an object. */
  readonly text: string;
}

/** A record that is fit to be sent. */
export interface PreparedRecord {
  readonly record: MappedRecord;
  /** What this record adds to the request's body; serialised once. */
  readonly body: string;
  /** Bytes of `body` in UTF-8. */
  readonly bytes: number;
  /** What `fieldsOf` gives, where the writer has it at hand: reading the body again costs a parse. */
  readonly values?: readonly SentValue[];
}

/** A writer's verdict on a record before sending. */
export type Prepared =
  | {readonly ok: true; readonly prepared: PreparedRecord}
  | {readonly ok: false; readonly rejection: Rejection};
