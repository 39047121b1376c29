import Table from 'cli-table3';

/** A cell longer than this is cut in a table; `--json` and `--csv` show all of it. */
const CELL_MAX = 30;

/** Rows of texts as columns; the first row names them. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const none = {top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: ''};
  const more = {'bottom-mid': '', 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': ''};
  const rest = {mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  '};
  const table = new Table({
    chars: {...none, ...more, ...rest},
    style: {'padding-left': 0, 'padding-right': 0, head: [], border: []},
  });
  for (const cells of [head, ...body]) table.push(cells.map(cut));
  const text = table.toString();
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** One line without characters that move the cursor. */
function cut(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
  const letters = Array.from(line);
  return letters.length > CELL_MAX ? `${letters.slice(0, CELL_MAX - 1).join('')}…` : line;
}
