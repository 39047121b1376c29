import type {Outcome, ReasonCode} from './record';
import type {ObjectSummary} from './session';

/** Too few outcomes say nothing about a share: one early bad record must not end a sync. */
const SHARE_RECORDS_MIN = 100;

/** Counts of one object while a session runs; see `ObjectSummary`. */
export interface ObjectCounts {
  received: number;
  written: number;
  created: number;
  unchanged: number;
  merged: number;
  rejected: number;
  readonly rejectedByReason: Map<ReasonCode, number>;
  batches: number;
}

/** Creates counts at zero. */
export function createObjectCounts(): ObjectCounts {
  return {
    received: 0,
    written: 0,
    created: 0,
    unchanged: 0,
    merged: 0,
    rejected: 0,
    rejectedByReason: new Map(),
    batches: 0,
  };
}

/** Counts a record that the vendor took; rejections are counted once they are kept. */
export function countAccepted(counts: ObjectCounts, outcome: Outcome, merged: boolean): void {
  if (outcome.status === 'rejected') return;
  if (merged) counts.merged += 1;
  else if (outcome.status === 'unchanged') counts.unchanged += 1;
  else counts.written += 1;
  if (!merged && outcome.status === 'written' && outcome.created) counts.created += 1;
}

/** Counts a rejection that is kept. */
export function countRejected(counts: ObjectCounts, reason: ReasonCode): void {
  counts.rejected += 1;
  counts.rejectedByReason.set(reason, (counts.rejectedByReason.get(reason) ?? 0) + 1);
}

/** The counts as a summary; what has no outcome is `notTried`. */
export function summarise(object: string, counts: ObjectCounts): ObjectSummary {
  const {received, written, created, unchanged, merged, rejected, batches} = counts;
  return {
    object,
    received,
    written,
    created,
    unchanged,
    merged,
    rejected,
    rejectedByReason: Object.fromEntries(counts.rejectedByReason),
    notTried: received - written - unchanged - merged - rejected,
    batches,
  };
}

/**
 * Whether too many records were rejected: all of them, or more than `percentMax`. Before the end
 * (`atEnd` false) only a share of at least 100 outcomes is judged. Deletes that the object cannot
 * do are left out: a source that deletes is not a fault that someone can mend.
 */
export function hasTooManyRejections(
  counts: ObjectCounts,
  percentMax: number,
  atEnd: boolean,
): boolean {
  const rejected = counts.rejected - (counts.rejectedByReason.get('unsupported_operation') ?? 0);
  const settled = counts.written + counts.unchanged + counts.merged + rejected;
  if (rejected === 0) return false;
  if (atEnd && rejected === settled) return true;
  return (atEnd || settled >= SHARE_RECORDS_MIN) && rejected * 100 > percentMax * settled;
}
