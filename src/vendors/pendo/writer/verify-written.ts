import type {Log} from '../../../core/log';
import type {PreparedRecord} from '../../../write/object-writer';
import type {Outcome} from '../../../write/record';
import {rejection} from '../../../write/rejection';

/** What reading a record again showed; `hidden`: the server shows no values. */
export type ReadBack = 'held' | 'different' | 'hidden';

/** What the check of written records needs. */
interface VerifyOptions {
  readonly mode: 'off' | 'sample' | 'all';
  readonly readBack: (records: readonly PreparedRecord[]) => Promise<readonly ReadBack[]>;
  readonly log: Log;
}

/** Records of a request that a sample reads again. */
const SAMPLE_MAX = 10;

/**
 * Reads written records again and rejects those whose values are not there: the guide warns that
 * writes to undefined fields fail silently. An answer without values proves nothing, and says so.
 */
export async function verifyWritten(
  {mode, readBack, log}: VerifyOptions,
  records: readonly PreparedRecord[],
  outcomes: readonly Outcome[],
): Promise<readonly Outcome[]> {
  const chosen = chooseWritten(mode, records, outcomes);
  if (chosen.length === 0) return outcomes;
  const found = await readBack(chosen.map(({record}) => record));
  if (found.includes('hidden')) {
    log(
      'WARN',
      'Pendo shows no metadata when records are read back, so pendo.verify cannot check the values.',
    );
  }
  const different = new Set(
    chosen.flatMap(({index}, at) => (found[at] === 'different' ? [index] : [])),
  );
  if (different.size === 0) return outcomes;
  log(
    'WARN',
    `Pendo confirmed ${chosen.length} records, but ${different.size} of them do not have the values that were sent.`,
  );
  return outcomes.map((outcome, index) => (different.has(index) ? notThere : outcome));
}

interface Chosen {
  readonly record: PreparedRecord;
  readonly index: number;
}

/** Written records, all of them or a sample from all over the request. */
function chooseWritten(
  mode: VerifyOptions['mode'],
  records: readonly PreparedRecord[],
  outcomes: readonly Outcome[],
): readonly Chosen[] {
  if (mode === 'off') return [];
  const written = records.flatMap((record, index) =>
    outcomes[index]?.status === 'written' ? [{record, index}] : [],
  );
  if (mode === 'all') return written;
  const step = Math.max(1, Math.ceil(written.length / SAMPLE_MAX));
  return written.filter((_chosen, at) => at % step === 0);
}

const notThere: Outcome = {
  status: 'rejected',
  ...rejection(
    'unconfirmed',
    'Pendo confirmed the record, but shows other values when it is read back. Usual reasons: a field is not defined in Pendo, or the write cannot be read yet. Check the fields, then send the record again.',
  ),
};
