import type {PreparedRecord} from '../../../write/object-writer';
import type {Outcome, PlannedOutcome, Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import type {OtherSpellings, Spelling} from './other-spellings';
import type {WriterRemarks} from './writer-remarks';

/**
 * Says of records that Pendo does not have whether it has their id in another letter case: to create
 * those would make a second one of the same person.
 */
export async function explainMissing<Result extends Outcome | PlannedOutcome>(
  {
    spellings,
    remarks,
    signal,
  }: {
    readonly spellings: OtherSpellings;
    readonly remarks: WriterRemarks;
    readonly signal: AbortSignal;
  },
  records: readonly PreparedRecord[],
  outcomes: readonly Result[],
): Promise<readonly (Result | ({readonly status: 'rejected'} & Rejection))[]> {
  const keyOf = (index: number): string => records[index]?.record.key ?? '';
  const missing = outcomes.flatMap((outcome, index) => (isMissing(outcome) ? [keyOf(index)] : []));
  if (missing.length === 0) return outcomes;
  const found = await spellings.find(missing, signal);
  return outcomes.map((outcome, index) => {
    if (!isMissing(outcome)) return outcome;
    const spelling = found.get(keyOf(index)) ?? {type: 'unknown'};
    if (spelling.type === 'other') remarks.otherSpelling(keyOf(index), spelling.id);
    return {status: 'rejected', ...sentences[spelling.type]};
  });
}

function isMissing(outcome: Outcome | PlannedOutcome): boolean {
  return outcome.status === 'rejected' && outcome.reason === 'not_found';
}

const sentences: Readonly<Record<Spelling['type'], Rejection>> = {
  other: rejection(
    'not_found',
    "Pendo has an id that differs only in case, and treats the two as different ids. Use Pendo's spelling in the key column; creating this id would make a second record of the same person or account.",
  ),
  none: rejection(
    'not_found',
    'Pendo has no record with this id. Check the key column, or use mode upsert to create it.',
  ),
  unknown: rejection(
    'not_found',
    'Pendo has no record with this id. Check the key column, and whether Pendo has an id that differs only in case; if the id is really new, mode upsert creates it.',
  ),
};
