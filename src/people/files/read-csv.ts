import {readFileSync} from 'node:fs';
import {CsvError, parse} from 'csv-parse/sync';
import {Failure} from '../../core/failure';
import type {Mistake} from '../../core/mistake';
import {mistakesFailure, mistakesOf} from '../../core/refusal';
import type {FillCell} from '../people-settings';

/** A row by column name, with the line of the file that it ends on. */
export interface CsvRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/**
 * Reads a CSV file with a header. Columns of `required` must be in it.
 * @throws Failure `config` that names the file and what is wrong: an audit must not go on without it.
 */
export function readCsv(
  path: string,
  what: string,
  {required, fill}: {readonly required: readonly string[]; readonly fill?: FillCell | undefined},
): readonly CsvRow[] {
  const text = readText(path, what);
  if (text.trim() === '') throw refused(`The ${what} ${path} is empty`, header(required));
  let names: readonly string[];
  let rows: readonly CsvRow[];
  try {
    ({names, rows} = rowsOf(text));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw refused(`The ${what} ${path} is not CSV: ${error.message}`, 'Correct that line');
  }
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw refused(`The ${what} ${path} has no column ${missing.join(', ')}`, header(required));
  }
  return fill ? filledRows(path, rows, fill) : rows;
}

/** All cells that cannot be filled are told together. */
function filledRows(file: string, rows: readonly CsvRow[], fill: FillCell): readonly CsvRow[] {
  const mistakes: Mistake[] = [];
  const filled = rows.map(({line, cells}) => {
    const cellOf = (cell: string): string => {
      try {
        return fill(cell, {file, line});
      } catch (error) {
        if (!(error instanceof Failure) || error.kind !== 'config') throw error;
        mistakes.push(...mistakesOf(error));
        return cell;
      }
    };
    const named = Object.entries(cells).map(([name, cell]) => [name, cellOf(cell)] as const);
    return {line, cells: Object.fromEntries(named)};
  });
  if (mistakes.length > 0) throw mistakesFailure(mistakes);
  return filled;
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure({
      kind: 'config',
      message: `The ${what} ${path} cannot be read. Correct the path in the run file, or the file's permissions; the audit stops because it would be wrong without it.`,
      cause: error,
    });
  }
}

function rowsOf(text: string): {
  readonly names: readonly string[];
  readonly rows: readonly CsvRow[];
} {
  let names: readonly string[] = [];
  const columns = (header: readonly string[]): string[] => {
    names = header.map((name) => name.toLowerCase());
    return [...names];
  };
  // With `info` the library gives each record with what it knows of its place.
  const records: unknown = parse(text, {
    ...{columns, info: true, bom: true, trim: true, skip_empty_lines: true},
    ...{skip_records_with_empty_values: true, relax_column_count_less: true},
    // What `people review` prints around its lines.
    ...{comment: '#', comment_no_infix: true},
  });
  const rows = (
    records as readonly {readonly info: {readonly lines: number}; readonly record: object}[]
  ).map(({info, record}) => ({
    line: info.lines,
    cells: Object.fromEntries(Object.entries(record).map(([name, cell]) => [name, String(cell)])),
  }));
  return {names, rows};
}

function header(required: readonly string[]): string {
  return `Its first line names the columns, ${required.join(', ')} among them`;
}

function refused(what: string, next: string): Failure {
  return new Failure({kind: 'config', message: `${what}. ${next}.`});
}
