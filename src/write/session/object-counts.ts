import type {RejectionFigures} from '../rejected/judge-rejections';
import {addCosts, type PlannedCosts} from '../planned-costs';
import type {MappedRecord, Outcome, PlannedOutcome, ReasonCode, Rejection} from '../record';
import {createRejectionGroups} from '../rejected/rejection-groups';
import type {RejectionGroups} from '../rejected/rejection-groups';
import type {ObjectSummary} from './session';

/** Counts of one object while a session runs; see `ObjectSummary`. */
export interface ObjectCounts {
  received: number;
  written: number;
  created: number;
  unchanged: number;
  merged: number;
  rejected: number;
  readonly rejectedByReason: Map<ReasonCode, number>;
  readonly groups: RejectionGroups;
  batches: number;
  costs: PlannedCosts | undefined;
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
    groups: createRejectionGroups(),
    batches: 0,
    costs: undefined,
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

/** Adds what a planned write needs; what a later record carries out is counted with that one. */
export function countPlanned(
  counts: ObjectCounts,
  planned: PlannedOutcome | undefined,
  merged: boolean,
): void {
  if (merged || planned === undefined || !('costs' in planned)) return;
  counts.costs = addCosts(counts.costs, planned.costs);
}

/** Counts a rejection that is kept; true when no other one was for the same reason in the same words. */
export function countRejected(counts: ObjectCounts, record: MappedRecord, why: Rejection): boolean {
  counts.rejected += 1;
  counts.rejectedByReason.set(why.reason, (counts.rejectedByReason.get(why.reason) ?? 0) + 1);
  return counts.groups.add(record, why);
}

/** The counts as the figures of a judgement, without deletes that the object cannot do. */
export function figuresOf(
  counts: ObjectCounts,
  limits: {readonly percentMax: number; readonly total: number | undefined},
  atEnd: boolean,
): RejectionFigures {
  const rejected = counts.rejected - (counts.rejectedByReason.get('unsupported_operation') ?? 0);
  const settled = counts.written + counts.unchanged + counts.merged + rejected;
  return {rejected, settled, ...limits, atEnd};
}

/** The counts as a summary; what has no outcome is `notTried`. */
export function summarise(
  object: string,
  counts: ObjectCounts,
  remarks: readonly string[],
): ObjectSummary {
  const {received, written, created, unchanged, merged, rejected, batches, costs} = counts;
  return {
    object,
    received,
    written,
    created,
    unchanged,
    merged,
    rejected,
    rejectedByReason: Object.fromEntries(counts.rejectedByReason),
    rejections: counts.groups.list(),
    remarks,
    notTried: received - written - unchanged - merged - rejected,
    batches,
    ...(costs && {costs}),
  };
}
