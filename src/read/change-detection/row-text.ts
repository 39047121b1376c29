import {jsonText} from '../../core/json-text';
import {TextRow, type RowText} from '../columns/text-row';
import type {Row, SweptStream} from '../reader';

/** Returns what turns the stream's rows into text; `onHalves` is told of characters that are cut. */
export function rowTextOf(
  stream: SweptStream,
  onHalves: (count: number) => void,
): (row: Row) => RowText {
  const ignores = new Set(stream.digestIgnores ?? []);
  for (const column of stream.primaryKey) ignores.delete(column);
  const written = writeRow(ignores, onHalves);
  return (row) => TextRow.textOf(row) ?? written(row);
}

function writeRow(
  ignores: ReadonlySet<string>,
  onHalves: (count: number) => void,
): (row: Row) => RowText {
  if (ignores.size === 0) return (row) => ({digested: jsonText(row, onHalves), ignored: ''});
  // JSON has no undefined: columns that are overlaid with it are left out of the text.
  const overlay = Object.fromEntries([...ignores].map((column) => [column, undefined]));
  const members = [...ignores].map((column) => ({column, head: `,${JSON.stringify(column)}:`}));
  return (row) => {
    let ignored = '';
    for (const {column, head} of members) {
      const value = row[column];
      if (value !== undefined) ignored += head + jsonText(value, onHalves);
    }
    return {digested: jsonText({...row, ...overlay}, onHalves), ignored};
  };
}
