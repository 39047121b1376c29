import type {Delta, DeltaRow} from '../../warehouse/memory/compute-delta';
import type {ReasonCode} from '../../write/record';
import type {RejectionGroup} from '../../write/rejected/rejection-groups';
import type {RecordOutcome, RecordPlan, WriteSummary} from '../../write/session/session';
import {createPlanTally} from './plan-tally';
import type {ObjectReport, RejectionReport} from './report';

/** Collects what becomes of one model's rows in one object. */
export interface ObjectTally {
  /** A row is handed to the session. */
  fed(row: Pick<DeltaRow, 'kind'>): void;
  /** A row that was handed over turned out to be what the object holds. */
  held(row: Pick<DeltaRow, 'kind'>): void;
  /** Rows that this run leaves for later, because it is limited. */
  leave(rows: number): void;
  /** A value that the vendor holds is not the one that it was given. */
  drifted(rows: number, examples: readonly string[]): void;
  outcomes(outcomes: readonly RecordOutcome[]): void;
  plans(plans: readonly RecordPlan[], isAgain: (plan: RecordPlan) => boolean): void;
  readonly settled: () => number;
  readonly rejected: () => number;
  /** Rows that were handed over and are not held. */
  readonly tried: () => number;
  readonly left: () => number;
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
  outcome: 'skipped' | 'failed' = 'skipped',
): ObjectReport {
  return {...names, ...NOTHING, outcome, failure};
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
  left_for_later: 0,
  drifted: 0,
  gone: 0,
} as const;

/** What is known of a delta before its rows are sent. */
export interface TallyOptions {
  readonly delta: Pick<Delta, 'model' | 'object' | 'rows' | 'candidates' | 'faulty'>;
  readonly dryRun: boolean;
  readonly gone: number;
  /** Set for rows that are no longer there. */
  readonly onGone?: 'clear' | 'deactivate';
}

/** Opens the tally of one delta. */
export function createObjectTally({delta, dryRun, gone, onGone}: TallyOptions): ObjectTally {
  const examples = new Map<ReasonCode, string>();
  const plan = createPlanTally();
  const fed = {fresh: 0, changed: 0, again: 0};
  const drift = {rows: 0, examples: [] as string[]};
  let [settled, rejected, left] = [0, 0, 0];
  const noteRejection = (reason: ReasonCode, message: string): void => {
    rejected += 1;
    if (!examples.has(reason)) examples.set(reason, message);
  };
  const tried = (): number => fed.fresh + fed.changed + fed.again;
  return {
    fed: ({kind}) => (fed[kind] += 1),
    held: ({kind}) => {
      fed[kind] -= 1;
    },
    leave: (rows) => (left += rows),
    drifted: (rows, found) => {
      drift.rows += rows;
      drift.examples.push(...found);
    },
    outcomes: (outcomes) => {
      settled += outcomes.length;
      for (const {outcome} of outcomes) {
        if (outcome.status === 'rejected') noteRejection(outcome.reason, outcome.message);
      }
    },
    plans: (plans, isAgain) => {
      settled += plans.length;
      for (const one of plans) {
        plan.add(one, isAgain(one));
        if (one.planned.status !== 'rejected') continue;
        noteRejection(one.planned.reason, one.planned.message);
      }
    },
    settled: () => settled,
    rejected: () => rejected,
    tried,
    left: () => left,
    report: (end) => {
      const figures = {fed, left, drift, examples};
      const costs = end.summary?.objects.find(({object}) => object === delta.object)?.costs;
      return {
        ...reportOf({delta, gone, onGone}, figures, end),
        ...(dryRun && {plan: {...plan.report(), ...(costs && {costs})}}),
      };
    },
  };
}

/** The counts of an object to which nothing was given. */
const NOTHING_COUNTED = {
  received: 0,
  notTried: 0,
  written: 0,
  created: 0,
  unchanged: 0,
  merged: 0,
  rejected: 0,
  rejectedByReason: {},
  rejections: [],
  remarks: [],
} as const;

function withoutPositions({reason, message, count, keys}: RejectionGroup): RejectionReport {
  return {reason, message, count, keys};
}

function reportOf(
  {
    delta,
    gone,
    onGone,
  }: Omit<TallyOptions, 'dryRun' | 'onGone'> & {
    readonly onGone: TallyOptions['onGone'] | undefined;
  },
  {
    fed,
    left,
    drift,
    examples,
  }: {
    readonly fed: Readonly<Record<DeltaRow['kind'], number>>;
    readonly left: number;
    readonly drift: {readonly rows: number; readonly examples: readonly string[]};
    readonly examples: ReadonlyMap<ReasonCode, string>;
  },
  {summary, failure}: TallyEnd,
): ObjectReport {
  const counts = {
    ...NOTHING_COUNTED,
    ...summary?.objects.find(({object}) => object === delta.object),
  };
  const answered = counts.received - counts.notTried;
  return {
    model: delta.model,
    object: delta.object,
    ...(onGone && {on_gone: onGone}),
    outcome: failure === undefined ? 'complete' : 'failed',
    rows: delta.rows,
    new: fed.fresh,
    changed: fed.changed,
    rejected_again: fed.again,
    written: counts.written,
    created: counts.created,
    unchanged: delta.rows - delta.candidates - delta.faulty + counts.unchanged + counts.merged,
    rejected: counts.rejected,
    rejected_by_reason: counts.rejectedByReason,
    rejection_examples: Object.fromEntries(examples),
    rejections: counts.rejections.map(withoutPositions),
    remarks: counts.remarks,
    not_tried: delta.candidates + delta.faulty - left - answered,
    left_for_later: left,
    drifted: drift.rows,
    ...(drift.examples.length > 0 && {drift_examples: drift.examples}),
    gone,
    ...(failure !== undefined && {failure}),
  };
}
