import Table from 'cli-table3';
import stringWidth from 'string-width';
import {printable} from './printable';

/** A column of a table. */
export interface Column {
  readonly head: string;
  /** Numbers stand right. Default: left. */
  readonly align?: 'right';
  /** Narrower than its texts where the table would be too wide; they then take several lines. */
  readonly wraps?: boolean;
  /** Left out where the table would still be too wide: what it says follows from the others. */
  readonly yields?: boolean;
}

/** What stands in a cell, and the colour that it gets. */
export type Cell = string | {readonly text: string; readonly as: (text: string) => string};

const GAP = 2;

/** A wrapped column keeps so many characters. */
const WRAPPED_MIN = 10;

/** Below this, columns that yield are left out instead. */
const WRAPPED_WELL = 16;

/**
 * A table without lines, at most `width` characters wide where its wrapped columns allow that. Characters
 * that would disturb a terminal are written as escapes.
 */
export function tableText(
  allColumns: readonly Column[],
  allRows: readonly (readonly Cell[])[],
  width: number,
  headStyle: (text: string) => string = (text) => text,
): string {
  const shown = shownColumns(allColumns, allRows, width);
  const keep = <T>(cells: readonly T[]): readonly T[] => cells.filter((_, index) => shown[index]);
  const columns = keep(allColumns);
  const rows = allRows.map(keep);
  const widths = widthsOf(columns, rows, width);
  const cellText = (cell: Cell, index: number): string => {
    const lines = wrapped(textOf(cell), widths[index] ?? 0);
    return (typeof cell === 'string' ? lines : lines.map(cell.as)).join('\n');
  };
  const table = new Table({
    head: columns.map(({head}, index) => cellText({text: head, as: headStyle}, index)),
    chars: NO_LINES,
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': 0},
    colWidths: widths,
    colAligns: columns.map(({align}) => align ?? 'left'),
  });
  for (const row of rows) table.push(row.map(cellText));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Which columns there is room for. */
function shownColumns(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
): readonly boolean[] {
  const least = naturalWidths(columns, rows).map((own, index) =>
    columns[index]?.wraps === true ? Math.min(own, WRAPPED_WELL) : own,
  );
  const fits = sum(least) + GAP * (columns.length - 1) <= width;
  return columns.map(({yields}) => fits || yields !== true);
}

function widthsOf(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
): number[] {
  const widths = naturalWidths(columns, rows);
  let excess = sum(widths) + GAP * (columns.length - 1) - width;
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

function naturalWidths(columns: readonly Column[], rows: readonly (readonly Cell[])[]): number[] {
  return columns.map(({head}, index) =>
    Math.max(...[head, ...rows.map((row) => textOf(row[index] ?? ''))].map(stringWidth)),
  );
}

function textOf(cell: Cell): string {
  return printable(typeof cell === 'string' ? cell : cell.text);
}

/** A text in lines of this width, ended after a space or a sign where there is one. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const letter of text) {
    if (line !== '' && stringWidth(line) + stringWidth(letter) > width) {
      const end = lineEnd(line);
      lines.push(line.slice(0, end).trimEnd());
      line = line.slice(end).trimStart();
    }
    line += letter;
  }
  return [...lines, line];
}

/** Where a full line is ended: after its last space, else dash or other sign, if that is not too early. */
function lineEnd(line: string): number {
  const space = line.lastIndexOf(' ');
  if (space >= line.length / 3) return space + 1;
  const at = Math.max(...['_', '-', '.', '@', '/'].map((sign) => line.lastIndexOf(sign)));
  return at >= line.length / 3 ? at + 1 : line.length;
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
