import type {Delta} from '../warehouse/compute-delta';
import type {ReasonCode} from '../write/record';
import type {RejectionGroup} from '../write/rejection-groups';
import type {RecordOutcome, RecordPlan, WriteSummary} from '../write/session';
import type {ObjectReport, PlannedRecord, RejectionReport} from './report';

const PLANNED_RECORDS_MAX = 1_000;

/** Collects what becomes of one model's rows in one object. */
export interface ObjectTally {
  outcomes(outcomes: readonly RecordOutcome[]): void;
  plans(plans: readonly RecordPlan[]): void;
  readonly settled: () => number;
  readonly rejected: () => number;
  report(end: TallyEnd): ObjectReport;
}

/** How the session of the object ended. */
interface TallyEnd {
  readonly summary: WriteSummary | undefined;
  readonly failure: string | undefined;
}

/** A report of a model that was not sent, with the reason. */
export function skippedReport(
  names: {readonly model: string; readonly object: string},
  failure: string,
): ObjectReport {
  return {...names, ...NOTHING, outcome: 'skipped', failure};
}

/** A report of a model that could not be computed, with the reason. */
export function failedReport(
  names: {readonly model: string; readonly object: string},
  failure: string,
): ObjectReport {
  return {...names, ...NOTHING, outcome: 'failed', failure};
}

const NOTHING = {
  rows: 0,
  new: 0,
  changed: 0,
  rejected_again: 0,
  written: 0,
  created: 0,
  unchanged: 0,
  rejected: 0,
  rejected_by_reason: {},
  rejection_examples: {},
  rejections: [],
  remarks: [],
  not_tried: 0,
  gone: 0,
} as const;

/** Rows of a delta that get an outcome: those that are sent, and those that cannot be. */
export function rowsToSettle({fresh, changed, again, faulty}: Delta): number {
  return fresh + changed + again + faulty;
}

/** Opens the tally of one delta. */
export function createObjectTally(delta: Delta, dryRun: boolean): ObjectTally {
  const examples = new Map<ReasonCode, string>();
  const plan = createPlanTally();
  let settled = 0;
  let rejected = 0;
  return {
    outcomes: (outcomes) => {
      settled += outcomes.length;
      for (const {outcome} of outcomes) {
        if (outcome.status !== 'rejected') continue;
        rejected += 1;
        if (!examples.has(outcome.reason)) examples.set(outcome.reason, outcome.message);
      }
    },
    plans: (plans) => {
      settled += plans.length;
      for (const one of plans) {
        plan.add(one);
        if (one.planned.status !== 'rejected') continue;
        rejected += 1;
        if (!examples.has(one.planned.reason))
          examples.set(one.planned.reason, one.planned.message);
      }
    },
    settled: () => settled,
    rejected: () => rejected,
    report: ({summary, failure}) => {
      const counts = summary?.objects.find(({object}) => object === delta.object);
      const toSend = rowsToSettle(delta);
      const tried = (counts?.received ?? 0) - (counts?.notTried ?? 0);
      return {
        model: delta.model,
        object: delta.object,
        outcome: failure === undefined ? 'complete' : 'failed',
        rows: delta.rows,
        new: delta.fresh,
        changed: delta.changed,
        rejected_again: delta.again,
        written: counts?.written ?? 0,
        created: counts?.created ?? 0,
        unchanged: delta.rows - toSend + (counts?.unchanged ?? 0) + (counts?.merged ?? 0),
        rejected: counts?.rejected ?? 0,
        rejected_by_reason: counts?.rejectedByReason ?? {},
        rejection_examples: Object.fromEntries(examples),
        rejections: (counts?.rejections ?? []).map(withoutPositions),
        remarks: counts?.remarks ?? [],
        not_tried: toSend - tried,
        gone: delta.gone,
        ...(failure !== undefined && {failure}),
        ...(dryRun && {plan: plan.report()}),
      };
    },
  };
}

function withoutPositions({reason, message, count, keys}: RejectionGroup): RejectionReport {
  return {reason, message, count, keys};
}

interface PlanTally {
  add(plan: RecordPlan): void;
  report(): NonNullable<ObjectReport['plan']>;
}

function createPlanTally(): PlanTally {
  const counts = {create: 0, update: 0, unchanged: 0, rejected: 0};
  const records: PlannedRecord[] = [];
  let more = 0;
  return {
    add: ({record, planned}) => {
      counts[planned.status] += 1;
      if (planned.status === 'unchanged') return;
      if (records.length < PLANNED_RECORDS_MAX) records.push({key: record.key, ...planned});
      else more += 1;
    },
    report: () => ({...counts, records, more}),
  };
}
