import type {Json} from '../../core/json';
import type {EpochUnit} from './parse-time';
import type {Operation} from '../record';

/** How records of one stream become records of one object; checked, defaults filled in. */
export interface Mapping {
  readonly stream: string;
  /** Null: records of any namespace. */
  readonly namespace: string | null;
  readonly object: string;
  /** The column that holds the key; matched exactly, else without regard to case. */
  readonly keyColumn: string;
  /** The object's key field that `keyColumn` fills. */
  readonly keyField: string;
  readonly operation: Operation;
  readonly fields: readonly FieldMapping[];
  /** What happens to columns that are neither the key nor in `fields`. */
  readonly otherColumns: 'send' | 'ignore';
  /** `skip` leaves a null column out; `clear` sends null. A missing column is never sent. */
  readonly nulls: 'skip' | 'clear';
  /** For `user-sync run`: what happens at the vendor when a key is in no model any more. Default: keep. */
  readonly onGone?: 'keep' | 'clear' | 'deactivate';
  /** Share of the known keys, 0 to 1, that one run may clear or deactivate. Default: 0.5. */
  readonly goneShareMax?: number;
  /** For `user-sync run --verify`: what happens with values that were changed there. Default: report. */
  readonly onDrift?: 'report' | 'resend';
}

/** Where a field's value comes from and what it is turned into. */
export interface FieldMapping {
  /** Object field; dots address nested fields. */
  readonly field: string;
  readonly from: {readonly column: string} | {readonly constant: Json};
  /** Used when the column is missing or null. */
  readonly fallback?: Json;
  readonly convert?: Conversion;
  /** What numbers count that are converted to a time. Default: `auto`. */
  readonly epochUnit?: EpochUnit;
}

/** Type conversions of a mapping; a value that does not convert is rejected. */
export const CONVERSIONS = [
  'string',
  'number',
  'integer',
  'boolean',
  'timestamp',
  'epoch_ms',
  'json',
] as const;

/** One of them. */
export type Conversion = (typeof CONVERSIONS)[number];
