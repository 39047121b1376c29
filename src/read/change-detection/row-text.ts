import type {Row, SweptStream} from '../reader';

/** A row as JSON text in two parts, so that it is written once and a digest leaves parts out. */
export interface RowText {
  /** The JSON object of the columns that make the digest. */
  readonly digested: string;
  /** Members of the columns that do not, each with a leading comma; often empty. */
  readonly ignored: string;
}

/** Returns what turns the stream's rows into text. */
export function rowTextOf(stream: SweptStream): (row: Row) => RowText {
  const ignores = new Set(stream.digestIgnores ?? []);
  for (const column of stream.primaryKey) ignores.delete(column);
  if (ignores.size === 0) return (row) => ({digested: JSON.stringify(row), ignored: ''});
  return (row) => splitRow(row, ignores);
}

function splitRow(row: Row, ignores: ReadonlySet<string>): RowText {
  const kept: Record<string, unknown> = {};
  let ignored = '';
  for (const column of Object.keys(row)) {
    const value = row[column];
    if (!ignores.has(column)) kept[column] = value;
    else if (value !== undefined) ignored += `,${JSON.stringify(column)}:${JSON.stringify(value)}`;
  }
  return {digested: JSON.stringify(kept), ignored};
}
