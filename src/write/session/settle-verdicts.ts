import type {EventOutlet} from './event-outlet';
import {countAccepted, countPlanned, countRejected} from './object-counts';
import type {ObjectCounts} from './object-counts';
import type {Verdict} from './object-lane';
import type {MappedRecord, Rejection} from '../record';
import type {RejectedRecords} from '../rejected/rejected-records';
import type {WriteEvent} from './session';
import {settleClaim} from './checkpoints';

/** What settling needs. */
export interface SettleOptions<Token> {
  readonly rejected: RejectedRecords;
  readonly outlet: EventOutlet<Token>;
  readonly dryRun: boolean;
  readonly emitOutcomes: boolean;
  /** Called for the first rejection of each reason and sentence. */
  readonly logRejection: (record: MappedRecord, why: Rejection) => void;
  readonly fail: (thrown: unknown) => void;
}

/**
 * Makes verdicts final, in an order that a crash at any point cannot turn into a loss: count what was
 * accepted, keep what was rejected, tell the listener, and only then let checkpoints pass; once the
 * listener has thrown, the outlet hands on no checkpoint either. Never rejects: what goes wrong ends
 * the session.
 */
export async function settleVerdicts<Token>(
  options: SettleOptions<Token>,
  counts: ObjectCounts,
  verdicts: readonly Verdict[],
): Promise<void> {
  for (const {outcome, planned, merged} of verdicts) {
    countAccepted(counts, outcome, merged);
    countPlanned(counts, planned, merged);
  }
  const rejected = verdicts.filter(({outcome}) => outcome.status === 'rejected');
  if (rejected.length > 0 && !(await keepAll(options, counts, rejected))) return;
  if (options.dryRun || options.emitOutcomes) {
    await options.outlet.send(eventOf(options.dryRun, verdicts));
  }
  for (const {claim, outcome} of verdicts) settleClaim(claim, outcome.status === 'rejected');
}

/** Keeps share promises: many rejections cost one write to the disk. */
async function keepAll<Token>(
  options: SettleOptions<Token>,
  counts: ObjectCounts,
  verdicts: readonly Verdict[],
): Promise<boolean> {
  const keeps = new Set<Promise<void>>();
  try {
    for (const {record, outcome} of verdicts) {
      if (outcome.status === 'rejected') keeps.add(options.rejected.keep(record, outcome));
    }
    await Promise.all(keeps);
  } catch (thrown) {
    options.fail(thrown);
    return false;
  }
  for (const {record, outcome} of verdicts) {
    if (outcome.status !== 'rejected') continue;
    if (countRejected(counts, record, outcome)) options.logRejection(record, outcome);
  }
  return true;
}

function eventOf(
  dryRun: boolean,
  verdicts: readonly Verdict[],
): Exclude<WriteEvent<never>, {readonly type: 'checkpoint'}> {
  if (!dryRun) {
    const outcomes = verdicts.map(({record, outcome, merged}) => ({record, outcome, merged}));
    return {type: 'outcomes', outcomes};
  }
  const plans = verdicts.flatMap(({record, planned, merged}) =>
    planned === undefined ? [] : [{record, planned, merged}],
  );
  return {type: 'plans', plans};
}
