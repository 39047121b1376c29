import {PEOPLE_MAX} from '../shared/people';
import {choice, count, flag, readSettings, text} from '../shared/settings';

/** Settings of the Pendo part: `startSandbox({vendors: {pendo: {...}}})`. */
export interface PendoSettings {
  /** Identified visitors. Visitor i is person i of the seed; for most the id is the e-mail. */
  readonly visitors: number;
  /** Visitors without a name, on top of `visitors`. */
  readonly anonymous: number;
  /** The first ones are keyed by company domain. */
  readonly accounts: number;
  /** Rows among `visitors` whose ids hold quotes, slashes, spaces and more (from 30 visitors on). */
  readonly odd_ids: boolean;
  /** This many visitors share one lastupdated, as after a bulk write. */
  readonly equal_timestamps: number;
  /** One visitor or account in this many has no lastupdated; 0: none. */
  readonly one_in_without_lastupdated: number;
  /** Which routes exist: the vendor's documented ones, the guide's, or both. */
  readonly profile: 'documented' | 'guide' | 'both';
  /** Rows of the aggregation: all groups, or ids only as in the guide; `profile`: as it says. */
  readonly rows: 'profile' | 'full' | 'short';
  /** Every aggregation answers its whole source. */
  readonly ignore_pipeline: boolean;
  readonly integration_key: string;
  readonly read_only_key: string;
  /** What the read-only key may do. */
  readonly read_only_aggregation: 'allow' | 'refuse';
  /** Per key and endpoint; more are answered 429. */
  readonly requests_per_second: number;
  /** Seconds of Retry-After on a 429; 0: no such header. */
  readonly retry_after: number;
  /** An aggregation for more rows ends in 408. */
  readonly aggregation_rows_max: number;
  /** A larger request body is answered 413. */
  readonly body_bytes_max: number;
  /** A bulk write with more records is answered 400; 0: no such limit. */
  readonly batch_records_max: number;
  /** What a bulk write does with a field that the schema lacks: fail the record, or drop the field. */
  readonly undefined_fields: 'error' | 'ignore';
  /** What null does in a write. */
  readonly null_values: 'clear' | 'keep';
  /** How `missing` looks in the answer to a bulk write. */
  readonly missing_form: 'list' | 'absent' | 'null';
  /** How `errors` looks in the answer to a bulk write. */
  readonly errors_form: 'list' | 'absent' | 'null';
  /** Bulk writes answer `total` and `failed` only, also on the documented routes. */
  readonly counts_only: boolean;
  /** Whether records hold a field that no document names. */
  readonly rare_fields: boolean;
  /** Name of the id in `GET /visitor/{id}` and `/account/{id}`. */
  readonly single_id_key: 'kind' | 'id';
  /** How long a bulk delete job stays pending. */
  readonly delete_job_ms: number;
  readonly delete_batch_max: number;
  /** Bytes of written pages that are kept. */
  readonly page_cache_bytes: number;
}

/** Checks the settings; throws RangeError for an unknown or wrong one. */
export function readPendoSettings(given: Readonly<Record<string, unknown>>): PendoSettings {
  return readSettings<PendoSettings>('pendo', given, {
    visitors: count(200, PEOPLE_MAX),
    anonymous: count(8, PEOPLE_MAX),
    accounts: count(12, PEOPLE_MAX),
    odd_ids: flag(true),
    equal_timestamps: count(0, PEOPLE_MAX),
    one_in_without_lastupdated: count(40),
    profile: choice('documented', ['documented', 'guide', 'both']),
    rows: choice('profile', ['profile', 'full', 'short']),
    ignore_pipeline: flag(false),
    integration_key: text('sandbox-pendo-integration-key-0001'),
    read_only_key: text('sandbox-pendo-read-only-key-0002'),
    read_only_aggregation: choice('allow', ['allow', 'refuse']),
    requests_per_second: count(100),
    retry_after: count(0),
    aggregation_rows_max: count(100_000),
    body_bytes_max: count(4_000_000),
    batch_records_max: count(0),
    undefined_fields: choice('error', ['error', 'ignore']),
    null_values: choice('clear', ['clear', 'keep']),
    missing_form: choice('list', ['list', 'absent', 'null']),
    errors_form: choice('list', ['list', 'absent', 'null']),
    counts_only: flag(false),
    rare_fields: flag(false),
    single_id_key: choice('kind', ['kind', 'id']),
    delete_job_ms: count(1000),
    delete_batch_max: count(500),
    page_cache_bytes: count(96_000_000),
  });
}
