import type {Json} from '../../core/json';
import {parseTime} from '../../write/parse-time';
import type {PendoDestinationSettings} from './settings';

/** JSON text of a value, or why it does not fit its field. */
type WrittenValue = string | ValueProblem;

/** What is wrong with a value, without the value itself. */
export interface ValueProblem {
  readonly reason: 'invalid_type' | 'invalid_value';
  /** For sentences: "an integer". */
  readonly expected: string;
}

/** Writes a value that is not null as JSON. */
export type WriteValue = (value: Json) => WrittenValue;

type TimeFormat = PendoDestinationSettings['timeFormat'];

const wrongType = (expected: string): ValueProblem => ({reason: 'invalid_type', expected});

/**
 * How values of a schema type are written. Pendo counts a value of a wrong type as failed, or drops
 * it silently, so every value is checked here. A number in a string field is sent as text.
 */
export function valueWriter(type: string, timeFormat: TimeFormat): WriteValue {
  switch (type) {
    case 'string':
      return writeString;
    case 'boolean':
      return writeBoolean;
    case 'integer':
      return writeInteger;
    case 'float':
    case 'number':
      return writeNumber;
    case 'time':
      return (value) => writeTime(value, timeFormat);
    case 'list':
      return writeList;
    default:
      // The type may be an empty text (Pendo Q15): anything flat goes.
      return writeAnything;
  }
}

function writeString(value: Json): WrittenValue {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'number' ? `"${value}"` : wrongType('text');
}

function writeBoolean(value: Json): WrittenValue {
  return typeof value === 'boolean' ? String(value) : wrongType('a boolean');
}

function writeInteger(value: Json): WrittenValue {
  if (typeof value !== 'number') return wrongType('an integer');
  return Number.isSafeInteger(value)
    ? String(value)
    : {reason: 'invalid_value', expected: 'an integer of at most 2^53'};
}

function writeNumber(value: Json): WrittenValue {
  return typeof value === 'number' && Number.isFinite(value)
    ? JSON.stringify(value)
    : wrongType('a number');
}

function writeTime(value: Json, format: TimeFormat): WrittenValue {
  if (typeof value !== 'string' && typeof value !== 'number') return wrongType('a time');
  const at = parseTime(value);
  if (at === undefined) return {reason: 'invalid_value', expected: 'a time'};
  return format === 'epoch_ms' ? String(at) : `"${new Date(at).toISOString()}"`;
}

function writeList(value: Json): WrittenValue {
  return Array.isArray(value) && value.every(isFlat) ? JSON.stringify(value) : wrongType('a list');
}

function writeAnything(value: Json): WrittenValue {
  if (isFlat(value) || (Array.isArray(value) && value.every(isFlat))) return JSON.stringify(value);
  return wrongType('text, a number, a boolean or a list of them');
}

function isFlat(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
