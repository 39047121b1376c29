import Table from 'cli-table3';
import type {ObjectReport, RunReport, StreamReport, TrafficReport} from './report';

/** Reasons and sentences of one cell are cut here; the file of rejected records has them whole. */
const SENTENCE_MAX = 500;

/** A run's report for people: tables, then what needs attention. */
export function formatReport(report: RunReport): string {
  const parts = [
    report.streams.length > 0 ? streamTable(report.streams) : '',
    report.objects.length > 0 ? objectTable(report) : '',
    rejectionLines(report.objects),
    driftLines(report.objects),
    report.notes.map((note) => `note: ${note}`).join('\n'),
    trafficTable(report.traffic),
    endLines(report),
  ];
  return `${parts.filter((part) => part !== '').join('\n')}\n`;
}

function streamTable(streams: readonly StreamReport[]): string {
  const table = tableOf(['stream', 'read', 'changed', 'deleted', ''], [1, 2, 3]);
  for (const {stream, read, changed, deleted, outcome} of streams) {
    table.push([stream, count(read), count(changed), count(deleted), outcome]);
  }
  return table.toString();
}

function objectTable(report: RunReport): string {
  const written = report.dry_run ? 'would write' : 'written';
  const rejected = report.dry_run ? 'would reject' : 'rejected';
  const head = ['model → object', 'rows', written, 'unchanged', rejected, 'gone', ''];
  const table = tableOf(head, [1, 2, 3, 4, 5]);
  for (const object of report.objects) {
    table.push([
      `${nameOf(object)} → ${object.object}`,
      count(object.rows),
      count(object.written),
      count(object.unchanged),
      count(object.rejected),
      count(object.gone),
      [
        object.outcome,
        ...(object.not_tried > 0 ? [`${count(object.not_tried)} not tried`] : []),
        ...(object.left_for_later > 0 ? [`${count(object.left_for_later)} left for later`] : []),
      ].join(', '),
    ]);
  }
  return table.toString();
}

function rejectionLines(objects: readonly ObjectReport[]): string {
  return objects
    .flatMap(({object, rejections, remarks}) => [
      ...rejections.map(
        ({reason, message, count: number, keys}) =>
          `rejected by ${object}: ${count(number)} ${reason}${keysText(keys, number)}: ${shorten(message)}`,
      ),
      ...remarks.map((remark) => `${object}: ${remark}`),
    ])
    .join('\n');
}

function keysText(keys: readonly string[], number: number): string {
  if (keys.length === 0) return '';
  const more = number > keys.length ? ` and ${count(number - keys.length)} more` : '';
  return ` (${keys.map((key) => JSON.stringify(key)).join(', ')}${more})`;
}

function nameOf({model, on_gone: onGone}: ObjectReport): string {
  return onGone === undefined ? model : `${model} (gone: ${onGone})`;
}

function driftLines(objects: readonly ObjectReport[]): string {
  return objects
    .flatMap(({object, drifted, drift_examples: examples = []}) => {
      if (drifted === 0) return [];
      const rows = drifted === 1 ? '1 row is' : `${count(drifted)} rows are`;
      return [
        `changed elsewhere in ${object}: ${rows} not as sent, for example ${examples.slice(0, 3).join('; ')}`,
      ];
    })
    .join('\n');
}

function trafficTable(traffic: readonly TrafficReport[]): string {
  if (traffic.length === 0) return '';
  const table = tableOf(['vendor', 'requests', 'retries', 'waited'], [1, 2, 3]);
  for (const {vendor, side, requests, retries, waited_ms: waitedMs} of traffic) {
    table.push([`${vendor} (${side})`, count(requests), count(retries), seconds(waitedMs)]);
  }
  return table.toString();
}

function endLines(report: RunReport): string {
  const lines = report.failures.map((failure) => `failed: ${failure}`);
  const file = report.rejected_records_file;
  if (file !== undefined) {
    lines.push(`rejected records: ${file} (fix their cause, then run or replay again)`);
  }
  lines.push(endLine(report));
  return lines.join('\n');
}

function endLine(report: RunReport): string {
  const after = `after ${seconds(report.duration_ms)}`;
  switch (report.outcome) {
    case 'done':
      return report.dry_run
        ? `dry run, done ${after}: nothing was written, the warehouse is unchanged`
        : `done ${after}`;
    case 'failed':
      return `failed in part ${after}; saved data is kept, run again to continue`;
    case 'bad_input':
      return `not sent; ended ${after}`;
    case 'interrupted':
      return `interrupted ${after}; run again to continue`;
  }
}

function tableOf(head: readonly string[], numbers: readonly number[]): Table.Table {
  return new Table({
    head: [...head],
    style: {head: [], border: [], compact: true},
    colAligns: head.map((_, index) => (numbers.includes(index) ? 'right' : 'left')),
  });
}

function shorten(text: string): string {
  return text.length > SENTENCE_MAX ? `${text.slice(0, SENTENCE_MAX)}…` : text;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
