import {ExactNumber} from '../../core/exact-number';
import {Failure} from '../../core/failure';
import {isJsonObject} from '../../core/json';
import {wellFormed} from '../../core/json-text';
import type {Row, StreamDescription} from '../reader';
import {escapeKey, unescapeKey} from './escape-key';

/** Turns the primary key of a stream's rows into text and back, with the types of its values. */
interface KeyText {
  /**
   * The key of a row: its values escaped and joined by commas. Undefined when a value is missing,
   * null, or neither text nor integer: such a row cannot be known again.
   */
  of(row: Row): string | undefined;
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
      let key = partOf(first, row);
      for (const column of others) {
        const part = partOf(column, row);
        if (key === undefined || part === undefined) return undefined;
        key += `,${part}`;
      }
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

function partOf(column: KeyColumn, row: Row): string | undefined {
  const value = row[column.name];
  if (typeof value === 'string') {
    if (value === '') return undefined;
    return column.type === 'string' ? escapeKey(value) : `=${escapeKey(value)}`;
  }
  if (Number.isSafeInteger(value) || (value instanceof ExactNumber && value.isInteger())) {
    return column.type === 'number' ? String(value) : `=${String(value)}`;
  }
  return undefined;
}

function valueOf(column: KeyColumn, part = ''): string {
  const marked = part.startsWith('=');
  const isText = (column.type === 'string') !== marked;
  const text = marked ? part.slice(1) : part;
  return isText ? JSON.stringify(wellFormed(unescapeKey(text))) : text;
}

function noKey(stream: string): Failure {
  return new Failure({
    kind: 'system',
    message: `The stream ${stream} declares no primary key. This is a bug; please report it.`,
  });
}
