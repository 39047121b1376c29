import {count, seconds} from './figures';
import {endText} from './end-text';
import {printable} from './printable';
import type {ObjectReport, RunReport, StreamReport, TrafficReport} from './report';
import {PLAIN, type Style} from './style';
import {type Cell, type Column, tableText} from './table';

/** Sentences are cut here; `user-sync rejected` has them whole. */
const SENTENCE_MAX = 500;

/** Where a report is shown. */
interface ReportFrame {
  readonly width: number;
  readonly style?: Style;
  /** The run file as commands name it; undefined where there is none to go on with. */
  readonly path: string | undefined;
}

type Shown = Required<ReportFrame>;

/** A run's report for people: tables, then what needs attention, then how it ended and what to do. */
export function formatReport(report: RunReport, {style = PLAIN, ...frame}: ReportFrame): string {
  const shown = {...frame, style};
  const parts = [
    report.streams.length > 0 ? streamTable(report.streams, shown) : '',
    report.objects.length > 0 ? objectTable(report.objects, shown) : '',
    rejectionLines(report.objects, style),
    driftLines(report.objects),
    report.notes.map((note) => `note: ${printable(note)}`).join('\n'),
    trafficTable(report.traffic, shown),
    endText(report, shown),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const STREAM_COLUMNS: readonly Column[] = [
  {head: 'stream', wraps: true},
  {head: 'read', align: 'right'},
  {head: 'changed', align: 'right'},
  {head: 'deleted', align: 'right'},
  {head: 'result', wraps: true},
];

function streamTable(streams: readonly StreamReport[], {width, style}: Shown): string {
  const rows = streams.map(({stream, read, changed, deleted, outcome}) => [
    ...[stream, figure(read, style), figure(changed, style), figure(deleted, style)],
    result(outcome, style),
  ]);
  return tableText(STREAM_COLUMNS, rows, width, style.strong);
}

const OBJECT_COLUMNS: readonly Column[] = [
  {head: 'model → object', wraps: true},
  {head: 'rows', align: 'right', yields: true},
  {head: 'new', align: 'right', yields: true},
  {head: 'changed', align: 'right', yields: true},
  {head: 'sent', align: 'right'},
  {head: 'equal', align: 'right'},
  {head: 'rejected', align: 'right'},
  {head: 'left', align: 'right'},
  {head: 'result', wraps: true},
];

const DRY_RUN_COLUMNS = OBJECT_COLUMNS.map((column) =>
  column.head === 'sent' ? {...column, head: 'to send'} : column,
);

function objectTable(objects: readonly ObjectReport[], {width, style}: Shown): string {
  const rows = objects.map((object) => [
    nameOf(object),
    ...[object.rows, object.new, object.changed, object.written, object.unchanged].map((value) =>
      figure(value, style),
    ),
    object.rejected > 0
      ? {text: count(object.rejected), as: style.warning}
      : figure(object.rejected, style),
    figure(object.gone, style),
    objectResult(object, style),
  ]);
  const isDryRun = objects.some(({plan}) => plan !== undefined);
  return tableText(isDryRun ? DRY_RUN_COLUMNS : OBJECT_COLUMNS, rows, width, style.strong);
}

function nameOf({model, object, on_gone: onGone}: ObjectReport): string {
  const what = onGone === undefined ? model : `${model}, left the model (${onGone})`;
  return `${what} → ${object}`;
}

/** In a dry run the columns say what would be. */
function objectResult(object: ObjectReport, style: Style): Cell {
  const {outcome, plan, not_tried: notTried, left_for_later: later} = object;
  const text = [
    plan !== undefined && outcome === 'complete' ? 'planned' : outcome,
    ...(notTried > 0 ? [`${count(notTried)} not tried`] : []),
    ...(later > 0 ? [`${count(later)} for later`] : []),
  ].join(', ');
  return outcome === 'complete' ? text : {text, as: style.failure};
}

function result(outcome: StreamReport['outcome'], style: Style): Cell {
  return outcome === 'complete' ? outcome : {text: outcome, as: style.failure};
}

/** A number; what is 0 need not be looked at. */
function figure(value: number, style: Style): Cell {
  return value === 0 ? {text: '0', as: style.quiet} : count(value);
}

function rejectionLines(objects: readonly ObjectReport[], style: Style): string {
  return objects
    .flatMap(({object, rejections, remarks}) => [
      ...rejections.map(
        ({reason, message, count: number, keys}) =>
          `${style.warning(`rejected by ${object}:`)} ${count(number)} ${reason}${keysText(keys, number)}: ${shorten(printable(message))}`,
      ),
      ...remarks.map((remark) => `${object}: ${printable(remark)}`),
    ])
    .join('\n');
}

function keysText(keys: readonly string[], number: number): string {
  if (keys.length === 0) return '';
  const more = number > keys.length ? ` and ${count(number - keys.length)} more` : '';
  return ` (${keys.map((key) => printable(JSON.stringify(key))).join(', ')}${more})`;
}

function driftLines(objects: readonly ObjectReport[]): string {
  return objects
    .flatMap(({object, drifted, drift_examples: examples = []}) => {
      if (drifted === 0) return [];
      const rows = drifted === 1 ? '1 row is' : `${count(drifted)} rows are`;
      const some = examples.slice(0, 3).map(printable).join('; ');
      return [`changed elsewhere in ${object}: ${rows} not as sent, for example ${some}`];
    })
    .join('\n');
}

const TRAFFIC_COLUMNS: readonly Column[] = [
  {head: 'vendor', wraps: true},
  {head: 'requests', align: 'right'},
  {head: 'retries', align: 'right'},
  {head: 'waited', align: 'right'},
];

function trafficTable(traffic: readonly TrafficReport[], {width, style}: Shown): string {
  if (traffic.length === 0) return '';
  const rows = traffic.map(({vendor, side, requests, retries, waited_ms: waitedMs}) => [
    `${vendor} (${side})`,
    figure(requests, style),
    figure(retries, style),
    waitedMs < 50 ? {text: '0', as: style.quiet} : seconds(waitedMs),
  ]);
  return tableText(TRAFFIC_COLUMNS, rows, width, style.strong);
}

function shorten(text: string): string {
  return text.length > SENTENCE_MAX ? `${text.slice(0, SENTENCE_MAX)}…` : text;
}
