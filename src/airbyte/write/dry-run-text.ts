import {jsonText} from '../../core/json-text';
import type {FieldChange, PlannedOutcome} from '../../write/record';
import type {RecordPlan} from '../../write/session/session';

/** A longer value is shortened: the text is for people. */
const VALUE_LENGTH_MAX = 200;

/** What a dry run says of one record, for people; undefined when nothing would happen to it. */
export function dryRunText({record, planned, merged}: RecordPlan): string | undefined {
  const what = textOf(planned);
  if (what === undefined) return undefined;
  const subject = `${record.object} ${record.key}`;
  const note = merged ? ' (together with a later record of the same key)' : '';
  return `Plan: ${subject}: ${what}${note}`;
}

function textOf(planned: PlannedOutcome): string | undefined {
  switch (planned.status) {
    case 'create':
      return sentence('create', planned.changes.map(newValue), planned.notes);
    case 'update':
      return sentence('update', planned.changes.map(changedValue), planned.notes);
    case 'rejected':
      return `reject (${planned.reason}): ${planned.message}`;
    case 'unchanged':
      return undefined;
  }
}

function sentence(verb: string, changes: readonly string[], notes: readonly string[]): string {
  return [`${verb}${changes.length > 0 ? `, ${changes.join(', ')}` : ''}`, ...notes].join('; ');
}

function newValue({field, to}: FieldChange): string {
  return `${field} = ${valueText(to)}`;
}

function changedValue({field, from, to}: FieldChange): string {
  return `${field}: ${valueText(from)} → ${valueText(to)}`;
}

function valueText(value: unknown): string {
  if (value === undefined) return '(none)';
  const text = jsonText(value);
  return text.length > VALUE_LENGTH_MAX ? `${text.slice(0, VALUE_LENGTH_MAX)}…` : text;
}
