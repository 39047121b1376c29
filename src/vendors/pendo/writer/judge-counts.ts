import type {PreparedRecord} from '../../../write/object-writer';
import type {Outcome, Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {findNamedId} from './find-ids';
import type {Said} from './post-records';
import type {WriteCounts} from './write-answer';

const ANSWER_LENGTH_MAX = 300;
const WORDS_LENGTH_MAX = 200;

/** What an answer says of each record of a request. */
interface Verdict {
  /** By position; undefined where the answer names no record. */
  readonly outcomes: readonly (Outcome | undefined)[];
  /** How many of the unnamed records failed. */
  readonly failedUnnamed: number;
  /** How many of the unnamed records are neither counted as updated nor as failed. */
  readonly uncounted: number;
  /** Texts that say nothing of a record that failed. */
  readonly loose: readonly string[];
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
  const {refused, loose} = refusedByText(records, counts, fieldNames);
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
    loose: trusted ? loose : counts.errors,
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
): {readonly refused: ReadonlyMap<number, Outcome>; readonly loose: readonly string[]} {
  const positions = new Map(
    records.flatMap(({record}, index) =>
      counts.missing.has(record.key) ? [] : [[record.key, index] as const],
    ),
  );
  const refused = new Map<number, Outcome>();
  const loose: string[] = [];
  for (const text of counts.errors) {
    const id = findNamedId(text, positions.keys(), fieldNames);
    const position = id === undefined ? undefined : positions.get(id);
    if (position !== undefined) refused.set(position, refusedRecord([text]));
    // Of an id in `missing` it says the same once more.
    else if (findNamedId(text, counts.missing, fieldNames) === undefined) loose.push(text);
  }
  return {refused, loose};
}

/** Pendo does not know the id, and was not asked to create it; `explainMissing` says more. */
export const notFound: {readonly status: 'rejected'} & Rejection = {
  status: 'rejected',
  ...rejection('not_found', 'Pendo has no record with this id. Check the key column.'),
};

/** Pendo counted the record as failed; `texts` is what it said about it, perhaps nothing. */
export function refusedRecord(texts: readonly string[]): Outcome {
  const answer = texts.join('; ').slice(0, ANSWER_LENGTH_MAX);
  return answer === '' ? refusedSilently : refusedBecause({answer, words: wordsOf(texts)});
}

/** Pendo refused the record, and said why. */
export function refusedBecause(said: Said): Outcome {
  const message =
    "Pendo rejected the record; correct the record or the mapping as Pendo's message says.";
  return {status: 'rejected', ...rejection('refused_by_vendor', message, said)};
}

/** Many records can fail for one reason, which is said once. */
function wordsOf(texts: readonly string[]): string {
  const words = [...new Set(texts)].join('; ').replace(/\s+/g, ' ').trim();
  return words.length > WORDS_LENGTH_MAX ? `${words.slice(0, WORDS_LENGTH_MAX - 1)}…` : words;
}

const refusedSilently: Outcome = {
  status: 'rejected',
  ...rejection(
    'refused_by_vendor',
    'Pendo counted the record as failed and did not say why. Usual reasons: the id does not exist, a field is not defined in Pendo, or a value has the wrong type. Check these, then send the record again.',
  ),
};
