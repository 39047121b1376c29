import {stripVTControlCharacters} from 'node:util';
import Table from 'cli-table3';

/** A column of a table. */
export interface Column {
  readonly head: string;
  /** Numbers stand right. Default: left. */
  readonly align?: 'right';
  /** Narrower than its texts where the table would be too wide; they then take several lines. */
  readonly wraps?: boolean;
}

const GAP = 2;

/** A wrapped column keeps so many characters. */
const WRAPPED_MIN = 10;

/**
 * A table without lines, at most `width` characters wide where its wrapped columns allow that. Colours
 * in cells are not counted.
 */
export function tableText(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const table = new Table({
    head: columns.map(({head}) => head),
    chars: NO_LINES,
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': 0},
    colWidths: widthsOf(columns, rows, width),
    colAligns: columns.map(({align}) => align ?? 'left'),
    wordWrap: true,
    wrapOnWordBoundary: false,
  });
  for (const row of rows) table.push([...row]);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** How wide a table is that nothing is wrapped in. */
export function naturalWidth(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): number {
  return sum(naturalWidths(columns, rows)) + GAP * (columns.length - 1);
}

function widthsOf(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): number[] {
  const widths = naturalWidths(columns, rows);
  let excess = naturalWidth(columns, rows) - width;
  while (excess > 0) {
    // The widest one gives first.
    const at = widths.reduce(
      (best, own, index) =>
        columns[index]?.wraps === true && own > (widths[best] ?? 0) ? index : best,
      columns.findIndex(({wraps}) => wraps === true),
    );
    const own = widths[at];
    if (own === undefined || own <= WRAPPED_MIN) break;
    widths[at] = own - 1;
    excess -= 1;
  }
  return widths;
}

function naturalWidths(columns: readonly Column[], rows: readonly (readonly string[])[]): number[] {
  return columns.map(({head}, index) =>
    Math.max(...[head, ...rows.map((row) => row[index] ?? '')].map(visibleLength)),
  );
}

function visibleLength(text: string): number {
  const lines = stripVTControlCharacters(text).split('\n');
  return Math.max(...lines.map((line) => Array.from(line).length));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

const NO_LINES = {
  ...{top: '', 'top-mid': '', 'top-left': '', 'top-right': ''},
  ...{bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': ''},
  ...{left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': ''},
  middle: ' '.repeat(GAP),
};
