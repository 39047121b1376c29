import type {JsonObject} from '../../../src/core/json';
import type {Sandbox} from '../../../src/sandbox/sandbox';
import type {Operation, ReasonCode} from '../../../src/write/record';

/** A vendor's data as its sandbox shows them. */
export type Dump = ReturnType<Sandbox['dump']>;

/** All that the contract suite must know of an object, or of one way to write it. */
export interface ObjectCase {
  readonly title: string;
  readonly vendor: string;
  readonly object: string;
  /** For a section that is a list: the vendor of the entry that is used. */
  readonly entry?: string;
  /** Objects that the same code writes, for other entries of the list. */
  readonly alsoFor?: readonly string[];
  readonly operation: Operation;
  readonly keyColumn: string;
  readonly keyField: string;
  /** The sandbox's settings of the vendor. */
  readonly settings: JsonObject;
  /** On top of the sandbox's ready section. */
  readonly section: JsonObject;
  /** Records per request; fewer than the suite's batches, so that there are several requests. */
  readonly batch: number;
  /** Records of the suite of faults: fewer where each takes many calls. Default 8. */
  readonly faultRows?: number;
  /** Writing what the vendor has already costs no call. */
  readonly tellsUnchanged: boolean;
  /**
   * A record that the vendor takes: the `at`-th entity in its `version`-th state (0 to 5); each
   * state differs from the one before, and from what the vendor holds at first.
   */
  readonly row: (initial: Dump, at: number, version: number) => JsonObject;
  /** Bad records by what is wrong with them. */
  readonly bad: Readonly<Record<string, BadKind>>;
  /** What the vendor holds after writing, without times and numbers that it draws by itself. */
  readonly show: (dump: Dump) => Readonly<Record<string, unknown>>;
  /** What must not happen twice, such as a mailed invitation; one text for each time. */
  readonly once: (dump: Dump) => readonly string[];
}

/** One way for a record to be wrong. */
export interface BadKind {
  readonly reason: ReasonCode;
  /** The bad record of number `at`. */
  readonly row: (initial: Dump, at: number) => JsonObject;
  /** A record that must have been written before, for this one to be bad. */
  readonly before?: (at: number) => JsonObject;
}

/** A case's row `at` with some columns replaced. */
export function spoil(
  {row}: Pick<ObjectCase, 'row'>,
  spoilt: JsonObject,
  reason: ReasonCode,
): BadKind {
  return {reason, row: (initial, at) => ({...row(initial, at, 0), ...spoilt})};
}

/** Text of this many bytes. */
export const longText = (bytes: number): string => 'x'.repeat(bytes);

/** When a record was deleted at its source. */
export const DELETED_AT = '2026-01-01T00:00:00Z';
