import stringWidth from 'string-width';
import {printable} from '../report/printable';
import type {Style} from '../report/style';
import {hasEnded, openBoard, rateOf, type Board, type Step} from './board';
import {clockText, count} from './figures';
import type {ProgressView} from './progress';
import {waitingFor} from './waiting-for';

/** The lines at the end of a terminal that are drawn again and again. */
export interface LiveArea {
  /** Draws over what was drawn before. */
  readonly draw: (text: string) => void;
  /** Takes away what was drawn. */
  readonly clear: () => void;
  /** Writes a line above it that stays. */
  readonly write: (text: string) => void;
  readonly width: () => number;
  readonly height: () => number;
}

/** Calls `work` every so many milliseconds until the returned function is called; keeps no process alive. */
export type Every = (ms: number, work: () => void) => () => void;

const DRAW_EVERY_MS = 200;

const GAP = '  ';

/** Where names would get less room, the least important columns are left out. */
const NAME_MIN = 24;

/**
 * A line for each stream and model, kept up to date in place: state, count, rate, time. Below them what
 * the vendors keep the run waiting for.
 */
export function createLiveView(options: {
  readonly area: LiveArea;
  readonly every: Every;
  readonly now: () => number;
  readonly style: Style;
}): ProgressView {
  const {area, every, now, style} = options;
  const {board, hear} = openBoard(now());
  const draw = (): void => {
    const size = {width: area.width(), height: area.height()};
    area.draw(boardText(board, {...size, nowMs: now(), style}));
  };
  draw();
  const stop = every(DRAW_EVERY_MS, draw);
  return {
    hear: (event) => {
      hear(event, now());
      if (event.type === 'note') area.write(`${printable(event.text)}\n`);
      if (event.type === 'phase') draw();
    },
    end: () => {
      stop();
      area.clear();
    },
  };
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly nowMs: number;
  readonly style: Style;
}

/** The board as lines that fit the terminal. */
function boardText(board: Board, frame: Frame): string {
  const {nowMs, style, width} = frame;
  const took = clockText(nowMs - board.startMs);
  const first = fit(`${board.phase} … ${took}`, width - 1);
  const waits = waitingFor(board, nowMs).map((line) =>
    style.warning(fit(printable(line), width - 1)),
  );
  const steps = [...board.steps.values()];
  if (steps.length === 0) return [style.strong(first), ...waits].join('\n');
  const room = Math.max(1, frame.height - waits.length - 4);
  const {shown, folded} = chooseSteps(steps, room);
  return [
    style.strong(first),
    ...stepLines(shown, frame),
    ...(folded === '' ? [] : [style.quiet(fit(folded, width - 1))]),
    ...waits,
  ].join('\n');
}

/** All steps in their order, or, in a low terminal, those that matter: failed, under way, to do, done. */
function chooseSteps(
  steps: readonly Step[],
  room: number,
): {readonly shown: readonly Step[]; readonly folded: string} {
  if (steps.length <= room) return {shown: steps, folded: ''};
  const weights = {failed: 0, waiting: 1, 'under way': 1, 'to do': 2, planned: 3, complete: 3};
  const chosen = new Set(
    steps.toSorted((a, b) => weights[a.state] - weights[b.state]).slice(0, Math.max(1, room - 1)),
  );
  const rest = steps.filter((step) => !chosen.has(step));
  const done = rest.filter(hasEnded).length;
  const more = [
    ...(done > 0 ? [`${count(done)} done`] : []),
    ...(rest.length > done ? [`${count(rest.length - done)} to do`] : []),
  ];
  return {shown: steps.filter((step) => chosen.has(step)), folded: `  and ${more.join(', ')}`};
}

interface Cells {
  readonly name: string;
  readonly state: string;
  readonly count: string;
  readonly rejected: string;
  readonly rate: string;
  readonly time: string;
}

const HEAD: Cells = {
  ...{name: 'stream or model', state: 'state', count: 'count'},
  ...{rejected: 'rejected', rate: 'rate', time: 'time'},
};

function stepLines(steps: readonly Step[], {width, nowMs, style}: Frame): readonly string[] {
  const rows = steps.map((step) => cellsOf(step, nowMs));
  const columns = columnsFor([HEAD, ...rows], width - 1);
  return [
    style.quiet(fit(lineOf(HEAD, columns), width - 1)),
    ...steps.map((step, index) =>
      styleOf(step, style)(fit(lineOf(rows[index] ?? HEAD, columns), width - 1)),
    ),
  ];
}

function cellsOf(step: Step, nowMs: number): Cells {
  const {total, rejected, state, startMs, endMs} = step;
  const rate = hasEnded(step) ? undefined : rateOf(step, nowMs);
  const of = total === undefined || state === 'complete' ? '' : ` of ${count(total)}`;
  return {
    name: printable(step.name),
    state: stateText(step, nowMs),
    count: startMs === undefined ? '' : `${count(step.count)}${of}`,
    rejected: rejected === 0 ? '' : count(rejected),
    rate: rate === undefined ? '' : `${count(Math.round(rate))}/s`,
    time: startMs === undefined ? '' : clockText((endMs ?? nowMs) - startMs),
  };
}

function stateText({state, verb, waitsUntilMs = 0}: Step, nowMs: number): string {
  if (state === 'waiting') {
    const left = Math.ceil((waitsUntilMs - nowMs) / 1_000);
    return left > 0 ? `limit, ${left} s` : 'reading';
  }
  if (state === 'under way') return verb === 'read' ? 'reading' : 'sending';
  if (state === 'complete') return verb === 'read' ? 'read' : 'sent';
  return state;
}

function styleOf({state}: Step, style: Style): (text: string) => string {
  switch (state) {
    case 'failed':
      return style.failure;
    case 'waiting':
      return style.warning;
    case 'to do':
      return style.quiet;
    default:
      return (text) => text;
  }
}

interface Column {
  readonly name: keyof Cells;
  readonly width: number;
}

/** All columns that say something, or, where they would not fit, without rate and time. */
function columnsFor(rows: readonly Cells[], width: number): readonly Column[] {
  const widthOf = (name: keyof Cells): number =>
    Math.max(...rows.map((row) => stringWidth(row[name])));
  const isSaid = rows.slice(1).some(({rejected}) => rejected !== '');
  const figures: Column[] = (['state', 'count', 'rejected', 'rate', 'time'] as const)
    .filter((name) => name !== 'rejected' || isSaid)
    .map((name) => ({name, width: widthOf(name)}));
  const wanted = Math.min(NAME_MIN, widthOf('name'));
  const room = (): number =>
    width - figures.reduce((sum, column) => sum + GAP.length + column.width, 0);
  for (const name of ['rate', 'time'] as const) {
    if (room() < wanted) {
      figures.splice(
        figures.findIndex((column) => column.name === name),
        1,
      );
    }
  }
  return [{name: 'name', width: Math.max(1, Math.min(room(), widthOf('name')))}, ...figures];
}

function lineOf(cells: Cells, columns: readonly Column[]): string {
  return columns
    .map(({name, width}) => {
      const text = fit(cells[name], width);
      const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
      return name === 'name' || name === 'state' ? text + space : space + text;
    })
    .join(GAP)
    .trimEnd();
}

/** A text that is too long ends in a sign of it. */
function fit(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let fitted = '';
  for (const letter of text) {
    if (stringWidth(fitted) + stringWidth(letter) > Math.max(0, width - 1)) break;
    fitted += letter;
  }
  return `${fitted}…`;
}
