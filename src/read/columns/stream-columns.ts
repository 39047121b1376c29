import {Failure} from '../../core/failure';
import {isJsonObject, type JsonObject} from '../../core/json';
import type {StreamDescription} from '../reader';
import {compileFit, type FitOptions} from './compile-fit';
import {RowWriter, type TextColumn} from './row-writer';

/** A row under construction. */
export type MutableRow = Record<string, unknown>;

/** What personal data a column holds; see `vendors/shared/protect-readers.ts`. */
type PersonalKind = 'email' | 'phone' | 'contact' | 'id' | 'searched';

/** A stream with its columns, as its schema describes them. */
export interface StreamColumns extends StreamDescription {
  /** Columns that move without meaning a change of the record. */
  readonly digestIgnores: readonly string[];
  /**
   * The vendor's record as a row that holds every column, null where nothing came. What is not
   * declared, or does not fit its column's type, is in `other_fields` (null when empty), and what
   * does not fit is counted. Columns come in the schema's order, so that a vendor's change of order
   * is no change of the record. Derived columns are null: the vendor's mapper fills them.
   */
  readonly toRow: (record: JsonObject) => MutableRow;
  /** The same from the text of a record: see `RowWriter`. Each list has a writer of its own. */
  readonly createWriter: () => RowWriter;
}

const OTHERS = 'other_fields';

/**
 * Reads a schema of `resources/schemas`, the only description of a stream:
 *
 * | annotation      | of     | meaning                                                            |
 * | --------------- | ------ | ------------------------------------------------------------------ |
 * | `x-primary-key` | stream | names of the key's columns                                         |
 * | `x-names`       | stream | `any_case`: the vendor writes names in any letter case             |
 * | `x-from`        | column | the vendor's name of the value, where it is not the column's       |
 * | `x-form`        | column | name of a form in `forms` into which values are brought first      |
 * | `x-order`       | column | members by which a list is sorted, because the vendor's order means nothing |
 * | `x-zone`        | column | `UTC`: what times without a zone are in                            |
 * | `x-derived`     | column | filled by us: a value that the vendor sends under the name is kept in `other_fields` |
 * | `x-digest`      | column | `ignored`: another value is no change of the record                |
 * | `x-personal`    | column | `email`, `phone`, `contact`, `id` or `searched`: see `PersonalKind` |
 */
export function streamColumns(
  name: string,
  schema: JsonObject,
  forms: FitOptions['forms'] = {},
): StreamColumns {
  const {properties, 'x-primary-key': primaryKey} = schema;
  if (!isJsonObject(properties) || !Array.isArray(primaryKey)) throw incomplete(name);
  const anyCase = schema['x-names'] === 'any_case';
  const misfits = new Map<string, number>();
  const columns = compileColumns(properties, {forms, anyCase});
  const empty = emptyRow(Object.keys(properties));
  // A row without its key is told of as such.
  const isKey = new Set(primaryKey.map(String));
  const note = (column: string): void => {
    if (!isKey.has(column)) misfits.set(column, (misfits.get(column) ?? 0) + 1);
  };
  const columnOf = (given: string): TextColumn | undefined =>
    columns.get(given) ?? (anyCase ? columns.get(given.toLowerCase()) : undefined);
  const layout = {
    columnOf,
    primaryKey: primaryKey.map(String),
    digestIgnores: annotated(properties, 'x-digest').map(([column]) => column),
  };
  return {
    name,
    schema,
    primaryKey: layout.primaryKey,
    digestIgnores: layout.digestIgnores,
    // True because the schemas are the project's own, and a test holds them to these words.
    personal: new Map(annotated(properties, 'x-personal') as [string, PersonalKind][]),
    misfits,
    toRow: (record) => {
      const row: MutableRow = {...empty};
      let others: MutableRow | null = null;
      for (const given of Object.keys(record)) {
        const value = record[given];
        if (value === null || value === undefined) continue;
        const column = columnOf(given);
        // Of two names that differ only by letter case, the first one is the column's.
        const fitted =
          column === undefined || row[column.name] !== null ? undefined : column.fit(value);
        if (column !== undefined && fitted !== undefined) {
          row[column.name] = fitted;
        } else {
          if (column !== undefined) note(column.name);
          (others ??= {})[given] = value;
        }
      }
      row[OTHERS] = others;
      return row;
    },
    createWriter: () => new RowWriter({...layout, names: Object.keys(empty), others: OTHERS}),
  };
}

/** Columns by each name under which their values come. */
function compileColumns(
  properties: JsonObject,
  options: FitOptions,
): ReadonlyMap<string, TextColumn> {
  const columns = new Map<string, TextColumn>();
  for (const [name, property] of Object.entries(properties)) {
    if (!isJsonObject(property) || name === OTHERS || property['x-derived'] === true) continue;
    const column = {name, fit: compileFit(property, options), schema: property};
    const from = property['x-from'];
    for (const given of [typeof from === 'string' ? from : name]) {
      columns.set(given, column);
      if (options.anyCase) columns.set(given.toLowerCase(), column);
    }
  }
  return columns;
}

/**
 * Made by the JSON parser: an object that grows by computed names becomes a slow hash table after a
 * dozen columns, and so do all its copies.
 */
function emptyRow(names: readonly string[]): Readonly<Record<string, null>> {
  const text = `{${names.map((name) => `${JSON.stringify(name)}:null`).join(',')}}`;
  // The text is an object whose every value is null.
  return JSON.parse(text) as Record<string, null>;
}

function annotated(properties: JsonObject, annotation: string): readonly [string, unknown][] {
  return Object.entries(properties).flatMap(([name, property]): [string, unknown][] => {
    const value = isJsonObject(property) ? property[annotation] : undefined;
    return value === undefined ? [] : [[name, value]];
  });
}

function incomplete(name: string): Failure {
  return new Failure({
    kind: 'system',
    message: `The schema of ${name} has no columns or no primary key. This is a bug; please report it.`,
  });
}
