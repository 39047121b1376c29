import {jsonText} from '../../core/json-text';
import type {Row} from '../reader';

/** A row as JSON text in two parts, so that it is written once and a digest leaves parts out. */
export interface RowText {
  /** The JSON object of the columns that make the digest. */
  readonly digested: string;
  /** Members of the columns that do not, each with a leading comma; often empty. */
  readonly ignored: string;
}

/**
 * A row that was never parsed: its text, and as values only the columns by which a list is followed. It has
 * no half of a surrogate pair in it.
 */
export class TextRow {
  readonly [column: string]: unknown;
  readonly #digested: string;
  readonly #ignored: string;

  /** `columns`: those that are looked at later; keys in a string of their own, see `ownText`. */
  constructor(columns: Row, {digested, ignored}: RowText) {
    Object.assign(this, columns);
    this.#digested = digested;
    this.#ignored = ignored;
  }

  /** The text of such a row; undefined for a row that is all values. */
  static textOf(row: object): RowText | undefined {
    return #digested in row ? {digested: row.#digested, ignored: row.#ignored} : undefined;
  }

  /** All columns, for whoever serialises the row or needs its values. */
  toJSON(): Row {
    // The text is an object: `RowWriter` wrote it.
    return JSON.parse(wholeText(this.#digested, this.#ignored)) as Row;
  }
}

/** The row's JSON text with all its columns. */
export function rowJson(row: Row, onHalves?: (count: number) => void): string {
  const text = TextRow.textOf(row);
  return text === undefined ? jsonText(row, onHalves) : wholeText(text.digested, text.ignored);
}

/** The row with all its columns as values. */
export function plainRow(row: Row): Row {
  return row instanceof TextRow ? row.toJSON() : row;
}

/**
 * The same text in a string of its own: a part of an answer's text keeps the whole answer in memory for as long
 * as somebody remembers it.
 */
export function ownText(part: string): string {
  return ` ${part}`.slice(1);
}

function wholeText(digested: string, ignored: string): string {
  return ignored === '' ? digested : `${digested.slice(0, -1)}${ignored}}`;
}
