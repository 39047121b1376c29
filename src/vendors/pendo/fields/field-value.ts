import {ExactNumber} from '../../../core/exact-number';
import type {Json} from '../../../core/json';
import {jsonText} from '../../../core/json-text';
import {epochMsOf, isoTimeOf, parseInstant} from '../../../write/mapping/parse-time';
import type {PendoDestinationSettings} from '../settings';

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

/** Which values of a type are written just as JSON.stringify does; of those that it says no to some are, too. */
export function plainOf(type: string): (value: Json) => boolean {
  switch (type) {
    case 'string':
    case 'boolean':
      return (value) => typeof value === type || value === null;
    case 'integer':
      return (value) => Number.isSafeInteger(value) || value === null;
    case 'float':
    case 'number':
      return (value) => Number.isFinite(value) || value === null;
    case 'time':
    case 'list':
      return () => false;
    default:
      return (value) => typeof value !== 'object' || value === null;
  }
}

function writeString(value: Json): WrittenValue {
  if (typeof value === 'string') return jsonText(value);
  return isNumber(value) ? `"${String(value)}"` : wrongType('text');
}

function writeBoolean(value: Json): WrittenValue {
  return typeof value === 'boolean' ? String(value) : wrongType('a boolean');
}

function writeInteger(value: Json): WrittenValue {
  if (!isNumber(value)) return wrongType('an integer');
  return Number.isSafeInteger(value)
    ? String(value)
    : {reason: 'invalid_value', expected: 'an integer of at most 2^53'};
}

/** Digits that no double holds are sent as they are; what no double comes near is no number here. */
function writeNumber(value: Json): WrittenValue {
  if (!isNumber(value)) return wrongType('a number');
  return Number.isFinite(Number(String(value)))
    ? jsonText(value)
    : {reason: 'invalid_value', expected: 'a number below 1.8e308'};
}

function writeTime(value: Json, format: TimeFormat): WrittenValue {
  if (typeof value !== 'string' && !isNumber(value)) return wrongType('a time');
  const at = parseInstant(value);
  if (at === undefined) {
    const unit = typeof value === 'string' ? '' : ' or a number whose unit is clear';
    return {reason: 'invalid_value', expected: `a time${unit}`};
  }
  return format === 'epoch_ms' ? String(epochMsOf(at)) : `"${isoTimeOf(at)}"`;
}

function writeList(value: Json): WrittenValue {
  return Array.isArray(value) && value.every(isFlat) ? jsonText(value) : wrongType('a list');
}

function writeAnything(value: Json): WrittenValue {
  if (isFlat(value) || (Array.isArray(value) && value.every(isFlat))) return jsonText(value);
  return wrongType('text, a number, a boolean or a list of them');
}

function isNumber(value: Json): value is number | ExactNumber {
  return typeof value === 'number' || value instanceof ExactNumber;
}

function isFlat(value: unknown): boolean {
  return typeof value !== 'object' || value === null || value instanceof ExactNumber;
}
