import {isJsonObject, type JsonObject} from '../../core/json';
import {jsonText} from '../../core/json-text';
import type {SentRecord} from '../../core/records/sent-record';
import type {Row} from '../reader';
import {typeOf, type FitValue} from './compile-fit';
import {TextRow} from './text-row';

/** A column as far as writing its text needs it. */
export interface TextColumn {
  readonly name: string;
  readonly fit: FitValue;
  readonly schema: JsonObject;
}

/** What a stream's rows are written by. */
interface RowLayout {
  /** Names of all columns, in their order; `other_fields` is one of them. */
  readonly names: readonly string[];
  readonly others: string;
  /** The column of a value that came under this name. */
  readonly columnOf: (given: string) => TextColumn | undefined;
  readonly digestIgnores: readonly string[];
  readonly primaryKey: readonly string[];
}

const NULL = 'null';

/**
 * Writes rows from the texts of records, in which values are as `JSON.stringify` writes them: the same text
 * that `toRow` and `jsonText` give. One row at a time: `take`, then `texts` may be changed, then `write`.
 */
export class RowWriter {
  /** The JSON text of each column of the row, by its place. */
  readonly texts: string[];
  readonly #layout: RowLayout;
  readonly #othersPlace: number;
  /** The columns that make the digest, and those that do not. */
  readonly #digested: Pieces;
  readonly #ignored: Pieces;
  /** By number of the record's member. */
  readonly #targets: (Target | undefined)[] = [];

  constructor(layout: RowLayout) {
    this.#layout = layout;
    this.texts = layout.names.map(() => NULL);
    this.#othersPlace = this.placeOf(layout.others);
    const keys = new Set(layout.primaryKey);
    const ignores = new Set(layout.digestIgnores.filter((name) => !keys.has(name)));
    const digested = layout.names.filter((name) => !ignores.has(name));
    this.#digested = this.#pieces(digested, {first: '{', end: '}'});
    this.#ignored = this.#pieces([...ignores], {first: ',', end: ''});
  }

  /** The place of a column in `texts`. */
  placeOf(column: string): number {
    return this.#layout.names.indexOf(column);
  }

  /** True where the row has something in `other_fields`. */
  get hasOthers(): boolean {
    return this.texts[this.#othersPlace] !== NULL;
  }

  /** Takes the record's values into their columns; false where one does not fit. */
  take(record: SentRecord): boolean {
    this.texts.fill(NULL);
    let others = '';
    for (const member of record.members) {
      const json = record.json(member) ?? NULL;
      if (json === NULL) continue;
      const target = (this.#targets[member] ??= this.#targetOf(record.nameOf(member)));
      if (target.column === undefined) {
        others += `${others === '' ? '{' : ','}${target.head}${json}`;
        continue;
      }
      const fitted = target.column.fit(json);
      // What does not fit is counted, and of two names for one column the first is taken: see `toRow`.
      if (fitted === undefined || this.texts[target.column.place] !== NULL) return false;
      this.texts[target.column.place] = fitted;
    }
    if (others !== '') this.texts[this.#othersPlace] = `${others}}`;
    return true;
  }

  /** The row that was taken, with the columns that are looked at later. */
  write(columns: Row): TextRow {
    return new TextRow(columns, {
      digested: this.#textOf(this.#digested),
      ignored: this.#ignored.places.length === 0 ? '' : this.#textOf(this.#ignored),
    });
  }

  /** Joined, not added: sums of texts stay in parts in memory, which cost more than the text itself. */
  #textOf({parts, places}: Pieces): string {
    for (let at = 0; at < places.length; at += 1) {
      parts[2 * at + 1] = this.texts[places[at] ?? -1] ?? NULL;
    }
    return parts.join('');
  }

  #pieces(
    names: readonly string[],
    {first, end}: {readonly first: string; readonly end: string},
  ): Pieces {
    const head = (name: string, at: number): string =>
      `${at === 0 ? first : ','}${JSON.stringify(name)}:`;
    return {
      places: names.map((name) => this.placeOf(name)),
      parts: [...names.flatMap((name, at) => [head(name, at), NULL]), end],
    };
  }

  #targetOf(given: string): Target {
    const column = this.#layout.columnOf(given);
    const head = `${JSON.stringify(given)}:`;
    if (column === undefined) return {head, column: undefined};
    return {head, column: {place: this.placeOf(column.name), fit: textFit(column)}};
  }
}

/** Columns that are written one behind the other. */
interface Pieces {
  /** Their places in `texts`. */
  readonly places: readonly number[];
  /** Heads (`,"name":`) and, between them, the texts of the row at hand. */
  readonly parts: string[];
}

/** Where a member's value goes: into a column, or into `other_fields`. */
interface Target {
  readonly head: string;
  readonly column: {readonly place: number; readonly fit: FitText} | undefined;
}

/** The JSON text of a value as its column holds it; undefined where it does not fit. */
type FitText = (json: string) => string | undefined;

/** Most values are what their column holds, and stay as they are written; the others are fitted as values. */
function textFit({schema, fit}: TextColumn): FitText {
  if (schema['x-form'] === undefined && isTime(schema)) return timeFit(fit);
  const fitAsValue: FitText = (json) => {
    const value: unknown = JSON.parse(json);
    const fitted = fit(value);
    if (fitted === value) return json;
    return fitted === undefined ? undefined : jsonText(fitted);
  };
  const isAsWritten = writtenAlike(schema);
  return isAsWritten === undefined
    ? fitAsValue
    : (json) => (isAsWritten(json) ? json : fitAsValue(json));
}

function isTime(schema: JsonObject): boolean {
  return typeOf(schema) === 'string' && schema['format'] === 'date-time';
}

/** A time holds no sign that JSON escapes. */
function timeFit(fit: FitValue): FitText {
  return (json) => {
    const fitted = json.startsWith('"') ? fit(json.slice(1, -1)) : undefined;
    return typeof fitted === 'string' ? `"${fitted}"` : undefined;
  };
}

/** By the beginning of a text, whether it is one that a column of this schema holds as it is. */
function writtenAlike(schema: JsonObject): ((json: string) => boolean) | undefined {
  if (schema['x-form'] !== undefined) return undefined;
  switch (typeOf(schema)) {
    case 'string':
      return (json) => json.startsWith('"');
    case 'integer':
      return (json) => isNumber(json) && !json.includes('.');
    case 'number':
      return isNumber;
    case 'boolean':
      return (json) => json === 'true' || json === 'false';
    case 'object':
      return isJsonObject(schema['properties']) ? undefined : (json) => json.startsWith('{');
    case 'array':
      return (json) => json === '[]';
    default:
      return () => true;
  }
}

function isNumber(json: string): boolean {
  const code = json.charCodeAt(0);
  return code === 0x2d || (code >= 0x30 && code <= 0x39);
}
