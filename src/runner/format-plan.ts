import {jsonText} from '../core/json-text';
import type {PlannedRecord, RunReport} from './report';

/** Records of one object that are shown to people; `--json` has up to 1,000. */
const SHOWN_MAX = 20;

/** What a dry run found, for people: creates, updates field by field, rejections. */
export function formatPlan(report: RunReport): string {
  return report.objects
    .flatMap(({model, object, plan}) => {
      if (!plan) return [];
      const head = `${model} → ${object}: would create ${plan.create}, update ${plan.update}, leave ${plan.unchanged}, reject ${plan.rejected}`;
      const shown = plan.records.slice(0, SHOWN_MAX).flatMap(recordLines);
      const hidden = plan.records.length + plan.more - Math.min(SHOWN_MAX, plan.records.length);
      return [head, ...shown, ...(hidden > 0 ? [`  … and ${hidden} more`] : [])];
    })
    .map((line) => `${line}\n`)
    .join('');
}

function recordLines(record: PlannedRecord): readonly string[] {
  if (record.status === 'rejected') {
    return [`  reject ${record.key}: ${record.reason}: ${record.message}`];
  }
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

function show(value: unknown): string {
  return value === undefined ? '(none)' : jsonText(value);
}
