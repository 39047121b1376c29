import type {RecordPlan} from '../../write/session/session';
import type {PlannedRecord, PlannedRejections, PlanReport} from './report';

/** Records that a plan lists, and kinds of rejections. */
const LISTED_MAX = 1_000;

/** Keys that are shown of rows which are rejected for the same reason. */
const KEYS_MAX = 3;

/** Collects what a dry run says of one object. */
interface PlanTally {
  /** `isAgain`: the row was rejected by the last run, too. */
  add(plan: RecordPlan, isAgain: boolean): void;
  report(): PlanReport;
}

interface Group {
  readonly reason: PlannedRejections['reason'];
  readonly message: string;
  readonly again: boolean;
  readonly keys: string[];
  count: number;
}

/** Changes stand first, then what is rejected for the first time, then what was rejected before. */
export function createPlanTally(): PlanTally {
  const counts = {create: 0, update: 0, unchanged: 0, rejected: 0};
  const changes: PlannedRecord[] = [];
  const rejections: Record<'first' | 'again', PlannedRecord[]> = {first: [], again: []};
  const groups = new Map<string, Group>();
  let ungrouped = 0;
  const group = (plan: RecordPlan, again: boolean): void => {
    const {planned, record} = plan;
    if (planned.status !== 'rejected') return;
    const {reason, message} = planned;
    const name = JSON.stringify([reason, message, again]);
    let known = groups.get(name);
    if (known === undefined && groups.size >= LISTED_MAX) {
      ungrouped += 1;
      return;
    }
    if (known === undefined) {
      known = {reason, message, again, keys: [], count: 0};
      groups.set(name, known);
    }
    known.count += 1;
    if (known.keys.length < KEYS_MAX) known.keys.push(record.key);
  };
  return {
    add: (plan, isAgain) => {
      const {record, planned} = plan;
      counts[planned.status] += 1;
      if (planned.status === 'unchanged') return;
      group(plan, isAgain);
      const list =
        planned.status === 'rejected' ? rejections[isAgain ? 'again' : 'first'] : changes;
      if (list.length < LISTED_MAX) list.push({key: record.key, ...planned});
    },
    report: () => {
      const records = [...changes, ...rejections.first, ...rejections.again].slice(0, LISTED_MAX);
      const all = counts.create + counts.update + counts.rejected;
      const sorted = [...groups.values()].sort(
        (a, b) => Number(a.again) - Number(b.again) || b.count - a.count,
      );
      return {...counts, records, more: all - records.length, rejections: sorted, ungrouped};
    },
  };
}
