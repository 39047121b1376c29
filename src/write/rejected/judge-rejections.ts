import {Failure} from '../../core/failure';
import type {ReasonCode} from '../record';
import type {RejectionGroup} from './rejection-groups';

/** Too few outcomes say nothing about a share: one early bad record must not end a sync. */
const SHARE_RECORDS_MIN = 100;

/** What rejections are judged by. */
export interface RejectionFigures {
  /** Without deletes that the object cannot do: a source that deletes is no fault to be fixed. */
  readonly rejected: number;
  /** Records with an outcome, those deletes left out as well. */
  readonly settled: number;
  /**
   * All records that there are, where that is known: a model's rows, also those that were not sent
   * because they are in place. Rejected rows are sent with every run; once the others are in
   * place, they are all that is sent, and that alone must not end it.
   */
  readonly total: number | undefined;
  readonly percentMax: number;
  /** False: more outcomes may follow. */
  readonly atEnd: boolean;
}

/**
 * The one rule for connector and runner: whether what was rejected is a failure, because it is all
 * there is, or more than `percentMax` of it. Before the end only a share of at least 100 outcomes
 * is judged.
 */
export function hasTooManyRejections(figures: RejectionFigures): boolean {
  const {rejected, settled, percentMax, atEnd} = figures;
  if (rejected === 0) return false;
  if (atEnd && isAll(figures)) return true;
  return (atEnd || settled >= SHARE_RECORDS_MIN) && rejected * 100 > percentMax * baseOf(figures);
}

/** What the sentence of a judgement says besides the figures. */
interface RejectionReport {
  /** What was judged: "records for pendo_visitors". */
  readonly what: string;
  readonly byReason: ReadonlyMap<ReasonCode, number>;
  /** The most frequent first. */
  readonly groups: readonly RejectionGroup[];
  /** File of the rejected records; undefined when none are kept. */
  readonly location: string | undefined;
  /** True: nothing was sent, and the sentence says what would happen. */
  readonly dryRun: boolean;
}

/** The failure that too many rejections are. */
export function tooManyRejections(figures: RejectionFigures, report: RejectionReport): Failure {
  const {byReason, groups, location, dryRun} = report;
  const [first] = groups;
  const most = first === undefined ? '' : ` ${mostOf(first, groups.length)}`;
  const fix =
    location === undefined
      ? 'Fix the cause, then run again.'
      : `Fix the cause, which is in ${location} for each record, then run again or replay them.`;
  const next = dryRun ? 'The run would fail. Fix the cause first.' : fix;
  return new Failure({
    kind: 'data',
    message: `${shareOf(figures, report)} (${reasons(byReason)}).${most} ${next}`,
  });
}

/** Counts per reason, most frequent first: "missing_key 3, too_large 1". */
export function reasons(byReason: ReadonlyMap<ReasonCode, number>): string {
  return [...byReason]
    .sort((a, b) => b[1] - a[1])
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
}

function mostOf({message, count}: RejectionGroup, groups: number): string {
  return groups === 1 ? message : `Most often (${count}): ${message}`;
}

function shareOf(
  figures: RejectionFigures,
  {what, dryRun}: Pick<RejectionReport, 'what' | 'dryRun'>,
): string {
  const {rejected, percentMax} = figures;
  const were = dryRun ? 'would be' : 'were';
  const base = baseOf(figures);
  if (!isAll(figures)) {
    return `${rejected} of ${base} ${what} ${were} rejected, more than the ${percentMax} percent that "rejected_records.max_percent" allows`;
  }
  return base === 1
    ? `The only ${what.replace(/s\b/, '')} ${dryRun ? 'would be' : 'was'} rejected`
    : `All ${base} ${what} ${were} rejected`;
}

function baseOf({settled, total}: RejectionFigures): number {
  return total ?? settled;
}

function isAll(figures: RejectionFigures): boolean {
  return figures.rejected === baseOf(figures);
}
