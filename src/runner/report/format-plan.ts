import {jsonText} from '../../core/json-text';
import {costsText} from '../../write/planned-costs';
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
  const named = first.reduce((sum, {count}) => sum + count, 0);
  return [
    headOf(object, plan),
    ...(plan.costs ? [`  it would need ${costsText(plan.costs)}`] : []),
    ...shown.flatMap(changeLines),
    ...(all > 0 ? [`  shown: ${shown.length} of ${all} rows that would be written`] : []),
    ...first.map(rejectionLine),
    ...(plan.rejected > 0
      ? [`  named: ${named} of ${plan.rejected} rows that would be rejected`]
      : []),
  ];
}

function headOf(object: ObjectReport, plan: PlanReport): string {
  const {model, object: name, on_gone: onGone, unchanged, left_for_later: left, gone} = object;
  const what = onGone === undefined ? model : `${model}, keys that are gone (${onGone})`;
  const later = left > 0 ? `, leave ${left} for a later run` : '';
  const missing = gone > 0 ? `; ${gone} keys are gone` : '';
  return `${what} → ${name}: would create ${plan.create}, update ${plan.update}, leave ${unchanged} unchanged, reject ${plan.rejected}${later}${missing}`;
}

function changeLines(record: PlannedRecord): readonly string[] {
  if (record.status === 'rejected') return [];
  const changes = record.changes.map(
    ({field, from, to}) =>
      `    ${field}: ${from === undefined ? '(none)' : show(from)} → ${show(to)}`,
  );
  return [
    `  ${record.status} ${record.key}`,
    ...changes,
    ...record.notes.map((note) => `    note: ${note}`),
  ];
}

function rejectionLine({reason, message, again, count, keys}: PlannedRejections): string {
  const more = count > keys.length ? ' …' : '';
  const before = again ? ', as before' : '';
  return `  reject ${count} (${keys.join(', ')}${more})${before}: ${reason}: ${message}`;
}

function show(value: unknown): string {
  return value === undefined ? '(none)' : jsonText(value);
}
