import {jsonText} from '../../core/json-text';
import {costsText} from '../../write/planned-costs';
import {count} from './figures';
import {printable} from './printable';
import type {ObjectReport, PlannedRecord, PlannedRejections, PlanReport, RunReport} from './report';

/** Records of one object, and kinds of rejections, that are shown to people; `--json` has more. */
const SHOWN_MAX = 20;

/** What a dry run found, for people: creates, updates field by field, then rejections by reason. */
export function formatPlan(report: RunReport): string {
  return report.objects
    .flatMap((object) => (object.plan ? planLines(object, object.plan) : []))
    .map((line) => `${line}\n`)
    .join('');
}

function planLines(object: ObjectReport, plan: PlanReport): readonly string[] {
  const changes = plan.records.filter((record) => record.status !== 'rejected');
  const shown = changes.slice(0, SHOWN_MAX);
  const all = plan.create + plan.update;
  const first = plan.rejections.slice(0, SHOWN_MAX);
  const named = first.reduce((sum, group) => sum + group.count, 0);
  return [
    headOf(object, plan),
    ...(plan.costs ? [`  it would need ${costsText(plan.costs)}`] : []),
    ...shown.flatMap(changeLines),
    ...(all > 0 ? [`  shown: ${shown.length} of ${count(all)} rows that would be sent`] : []),
    ...first.map(rejectionLine),
    ...(plan.rejected > 0
      ? [`  named: ${count(named)} of ${count(plan.rejected)} rows that would be rejected`]
      : []),
  ];
}

function headOf(object: ObjectReport, plan: PlanReport): string {
  const {model, object: name, on_gone: onGone, unchanged, left_for_later: later, gone} = object;
  const what = onGone === undefined ? model : `${model}, left the model (${onGone})`;
  const parts = [
    `would send ${count(plan.create + plan.update)} (create ${count(plan.create)}, update ${count(plan.update)})`,
    `${count(unchanged)} equal`,
    `${count(plan.rejected)} rejected`,
    ...(later > 0 ? [`${count(later)} for a later run`] : []),
    ...(gone > 0 ? [`${count(gone)} left the model`] : []),
  ];
  return `${what} → ${name}: ${parts.join(', ')}`;
}

function changeLines(record: PlannedRecord): readonly string[] {
  if (record.status === 'rejected') return [];
  const changes = record.changes.map(
    ({field, from, to}) =>
      `    ${printable(field)}: ${from === undefined ? '(none)' : show(from)} → ${show(to)}`,
  );
  return [
    `  ${record.status} ${printable(record.key)}`,
    ...changes,
    ...record.notes.map((note) => `    note: ${printable(note)}`),
  ];
}

function rejectionLine({reason, message, again, count: rows, keys}: PlannedRejections): string {
  const more = rows > keys.length ? ' …' : '';
  const before = again ? ', as before' : '';
  return `  rejected ${count(rows)} (${keys.map(printable).join(', ')}${more})${before}: ${reason}: ${printable(message)}`;
}

function show(value: unknown): string {
  return value === undefined ? '(none)' : printable(jsonText(value));
}
