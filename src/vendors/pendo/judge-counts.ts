import type {PreparedRecord} from '../../write/object-writer';
import type {Outcome, Rejection} from '../../write/record';
import {rejection} from '../../write/rejection';
import {findNamedId} from './find-ids';
import type {WriteCounts} from './write-answer';

/** What an answer says of each record of a request. */
export interface Verdict {
  /** By position; undefined where the answer names no record. */
  readonly outcomes: readonly (Outcome | undefined)[];
  /** How many of the unnamed records failed. */
  readonly failedUnnamed: number;
  /** How many of the unnamed records are neither counted as updated nor as failed. */
  readonly uncounted: number;
}

/**
 * Reconciles an answer whose total is right with the records that were sent: ids in `missing` were not
 * found, texts in `errors` refuse the record that they name. What is left is only counted.
 */
export function judgeCounts(
  records: readonly PreparedRecord[],
  counts: WriteCounts,
  fieldNames: ReadonlySet<string>,
): Verdict {
  const missing = records.map(({record}) =>
    counts.missing.has(record.key) ? notFound : undefined,
  );
  const missingCount = missing.filter((outcome) => outcome !== undefined).length;
  const refused = refusedByText(records, counts, fieldNames);
  // More names than failures: some text names a record that did not fail, so none can be trusted.
  const trusted = missingCount + refused.size <= failures(counts);
  const outcomes = missing.map(
    (outcome, index) => outcome ?? (trusted ? refused.get(index) : undefined),
  );
  const named = missingCount + (trusted ? refused.size : 0);
  const failedUnnamed = Math.max(0, counts.failed - named);
  return {
    outcomes,
    failedUnnamed,
    uncounted: Math.max(0, failures(counts) - named - failedUnnamed),
  };
}

/** Records that were not updated, by whichever figure says more. */
function failures({total, failed, updated}: WriteCounts): number {
  return updated === undefined ? failed : Math.max(failed, total - updated);
}

function refusedByText(
  records: readonly PreparedRecord[],
  counts: WriteCounts,
  fieldNames: ReadonlySet<string>,
): ReadonlyMap<number, Outcome> {
  const positions = new Map(
    records.flatMap(({record}, index) =>
      counts.missing.has(record.key) ? [] : [[record.key, index] as const],
    ),
  );
  const refused = new Map<number, Outcome>();
  for (const text of counts.errors) {
    const id = findNamedId(text, positions.keys(), fieldNames);
    const position = id === undefined ? undefined : positions.get(id);
    if (position !== undefined) refused.set(position, refusedRecord([text]));
  }
  return refused;
}

/** Pendo does not know the id, and was not asked to create it. */
export const notFound: {readonly status: 'rejected'} & Rejection = {
  status: 'rejected',
  ...rejection(
    'not_found',
    'Pendo has no record with this id. Check the key column, or use mode upsert to create it.',
  ),
};

/** Pendo counted the record as failed; `texts` is what it said about it, perhaps nothing. */
export function refusedRecord(texts: readonly string[]): Outcome {
  const answer = texts.join('; ').slice(0, 300);
  const message =
    answer === ''
      ? 'Pendo counted the record as failed and did not say why. Usual reasons: the id does not exist, a field is not defined in Pendo, or a value has the wrong type.'
      : 'Pendo refused the record. Its answer says why; correct the record or the mapping.';
  return {
    status: 'rejected',
    ...rejection('refused_by_vendor', message, answer === '' ? undefined : answer),
  };
}
