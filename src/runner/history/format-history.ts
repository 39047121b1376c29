import type {KeyEvent, PastRun} from '../../warehouse/history/read-history';
import {count} from '../report/figures';
import {tableText, type Column} from '../report/table';

const RUN_COLUMNS: readonly Column[] = [
  {head: 'started (UTC)'},
  {head: 'result', wraps: true},
  {head: 'took', align: 'right', yields: true},
  {head: 'new', align: 'right', yields: true},
  {head: 'changed', align: 'right', yields: true},
  {head: 'sent', align: 'right'},
  {head: 'equal', align: 'right'},
  {head: 'rejected', align: 'right'},
  {head: 'left', align: 'right'},
];

/** Earlier runs, one line each, the newest first. */
export function formatRuns(runs: readonly PastRun[], all: number, width: number): string {
  const rows = runs.map((run) => [
    run.started.slice(0, 16).replace('T', ' '),
    `${run.command === 'run' ? '' : `${run.command}: `}${run.outcome.replaceAll('_', ' ')}`,
    tookOf(run),
    ...[run.new, run.changed, run.sent, run.equal, run.rejected, run.left_model].map(count),
  ]);
  const more = all - runs.length;
  const lines = [
    tableText(RUN_COLUMNS, rows, width),
    ...(more > 0 ? [`… and ${count(more)} earlier; --limit ${all} shows them, too.`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function tookOf({started, ended}: PastRun): string {
  if (ended === null) return '';
  const seconds = (Date.parse(ended) - Date.parse(started)) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Everything that happened to a key: for each object and spelling of the key, the newest first. */
export function formatKeyHistory(events: readonly KeyEvent[]): string {
  const lines: string[] = [];
  let before = '';
  for (const event of byPlace(events)) {
    const place = headOf(event);
    if (place !== before) lines.push(...(before === '' ? [] : ['']), place);
    before = place;
    lines.push(...eventLines(event));
  }
  return lines.map((line) => `${line}\n`).join('');
}

function byPlace(events: readonly KeyEvent[]): readonly KeyEvent[] {
  const places = [...new Set(events.map(headOf))];
  return places.flatMap((place) => events.filter((event) => headOf(event) === place));
}

function headOf({key, object, account}: KeyEvent): string {
  return `${key} in ${object}${account === null ? '' : ` (${account})`}`;
}

function eventLines(event: KeyEvent): readonly string[] {
  const {time, model, outcome, run_id: run, reason, sentence, values} = event;
  const when = `${time.slice(0, 10)} ${time.slice(11, 19)}`;
  const from = run === null ? '' : `, run ${run}`;
  return [
    `  ${when}  ${WORDS[outcome] ?? outcome}${detailOf(event)}  (${model}${from})`,
    ...(sentence === null ? [] : [`    ${reason ?? ''}: ${sentence}`]),
    ...Object.entries(values ?? {}).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`),
  ];
}

const WORDS: Readonly<Record<string, string>> = {
  sent: 'sent',
  deactivated: 'deactivated',
  rejected: 'rejected',
  left: 'left the model',
  unknown: 'was being sent when the run ended: whether it arrived is not known',
};

/** Which of the sent fields had another value than the last time. */
function detailOf({outcome, fields, changed_fields: changed}: KeyEvent): string {
  const names = Object.keys(fields).filter((name) => name !== '*');
  if (outcome !== 'sent' || names.length === 0) return '';
  const same = names.length - changed.filter((name) => name !== '*').length;
  if (changed.length === 0) return `: nothing that was not sent before (${names.join(', ')})`;
  const rest = same > 0 ? `; ${same} as before` : '';
  return `: ${changed.join(', ')}${rest}`;
}
