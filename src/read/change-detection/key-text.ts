import {Failure} from '../../core/failure';
import {isJsonObject} from '../../core/json';
import type {Row, StreamDescription} from '../reader';
import {escapeKey, unescapeKey} from './escape-key';

/** Turns the primary key of a stream's rows into text and back, with the types of its values. */
export interface KeyText {
  /**
   * The key of a row: its values escaped and joined by commas. Throws a `data` Failure that names
   * stream and column when a value is missing, null, or neither text nor integer.
   */
  of(row: Row): string;
  /** The key's columns as JSON members, without braces: `"team_id":"T1","user_id":5`. */
  membersOf(key: string): string;
}

type ValueType = 'string' | 'number';

interface KeyColumn {
  readonly name: string;
  /** What the schema says; a value of the other type is marked by `=` so that it comes back alike. */
  readonly type: ValueType;
}

/** Creates the key text of a stream, by the types that its schema declares. */
export function createKeyText(stream: StreamDescription): KeyText {
  const columns = stream.primaryKey.map((name) => ({name, type: declaredType(stream, name)}));
  const [first, ...others] = columns;
  if (first === undefined) throw noKey(stream.name);
  return {
    of: (row) => {
      let key = partOf(stream.name, first, row);
      for (const column of others) key += `,${partOf(stream.name, column, row)}`;
      return key;
    },
    membersOf: (key) => {
      const parts = key.split(',');
      return columns
        .map((column, index) => `${JSON.stringify(column.name)}:${valueOf(column, parts[index])}`)
        .join(',');
    },
  };
}

function declaredType(stream: StreamDescription, name: string): ValueType {
  const properties = stream.schema['properties'];
  const property = isJsonObject(properties) ? properties[name] : undefined;
  const declared = isJsonObject(property) ? property['type'] : undefined;
  const types = Array.isArray(declared) ? declared : [declared];
  return types.includes('integer') || types.includes('number') ? 'number' : 'string';
}

function partOf(stream: string, column: KeyColumn, row: Row): string {
  const value = row[column.name];
  if (typeof value === 'string') {
    return column.type === 'string' ? escapeKey(value) : `=${escapeKey(value)}`;
  }
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    return column.type === 'number' ? String(value) : `=${value}`;
  }
  throw badKey(stream, column.name, value);
}

function valueOf(column: KeyColumn, part = ''): string {
  const marked = part.startsWith('=');
  const isText = (column.type === 'string') !== marked;
  const text = marked ? part.slice(1) : part;
  return isText ? JSON.stringify(unescapeKey(text)) : text;
}

/** The failure for a row without a usable key; says what stood there, never the value itself. */
function badKey(stream: string, column: string, value: unknown): Failure {
  const found = value === null || value === undefined ? 'no value' : `a ${typeof value}`;
  return new Failure({
    kind: 'data',
    message:
      `A record of ${stream} has ${found} in its key column ${column}, which must hold a text or a ` +
      `whole number, so it cannot be told apart from others. Nothing of it was passed on; ` +
      `look at the vendor's data, or leave this stream out.`,
  });
}

function noKey(stream: string): Failure {
  return new Failure({
    kind: 'system',
    message: `The stream ${stream} declares no primary key. This is a bug; please report it.`,
  });
}
