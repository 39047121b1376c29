import {parseExactJson} from '../../core/exact-json';
import {exactNumber, ExactNumber} from '../../core/exact-number';
import type {Json} from '../../core/json';
import {jsonText} from '../../core/json-text';
import type {Conversion} from './mapping';
import {epochMsOf, isoTimeOf, parseInstant} from './parse-time';
import type {EpochUnit, Instant} from './parse-time';
import {typeName} from '../rejection';
import type {TypeName} from '../rejection';

/** Why a value does not convert: a wrong JSON type, or a value of a right type that cannot be read. */
interface ConversionProblem {
  readonly reason: 'invalid_type' | 'invalid_value';
  /** What the conversion needs, for sentences: "an integer". */
  readonly expected: string;
  readonly actual: TypeName;
}

interface Rule {
  readonly expected: string;
  readonly accepts: readonly TypeName[];
  /** Undefined: this value does not convert. */
  readonly convert: (value: Json, unit: EpochUnit) => Json | undefined;
}

const TIME = 'a time (ISO 8601, or a number whose unit is clear or given as "epoch_unit")';

const rules: Readonly<Record<Conversion, Rule>> = {
  string: {
    expected: 'text',
    accepts: ['text', 'a number', 'a boolean', 'an array', 'an object'],
    convert: (value) => (typeof value === 'string' ? value : jsonText(value)),
  },
  number: {expected: 'a number', accepts: ['a number', 'text'], convert: toNumber},
  integer: {
    expected: 'an integer of at most 2^53',
    accepts: ['a number', 'text'],
    convert: toInteger,
  },
  boolean: {expected: 'a boolean', accepts: ['a boolean', 'text', 'a number'], convert: toBoolean},
  timestamp: {expected: TIME, accepts: ['text', 'a number'], convert: toTimestamp},
  epoch_ms: {expected: TIME, accepts: ['text', 'a number'], convert: toEpochMs},
  json: {
    expected: 'JSON',
    accepts: ['text', 'a number', 'a boolean', 'an array', 'an object'],
    convert: (value) => (typeof value === 'string' ? parseJson(value) : value),
  },
};

/** A finished conversion: a value, or why there is none. */
type Converted = {readonly value: Json} | {readonly problem: ConversionProblem};

/**
 * Converts a value that is not null. `string` writes objects and arrays as JSON text, `json` reads
 * text as JSON, `timestamp` gives ISO 8601 in UTC, `epoch_ms` a number of milliseconds; `unit` says
 * what numbers count for these two.
 */
export function convertValue(
  value: Json,
  conversion: Conversion,
  unit: EpochUnit = 'auto',
): Converted {
  const rule = rules[conversion];
  const actual = typeName(value);
  const {expected} = rule;
  if (!rule.accepts.includes(actual)) return {problem: {reason: 'invalid_type', expected, actual}};
  const converted = rule.convert(value, unit);
  return converted === undefined
    ? {problem: {reason: 'invalid_value', expected, actual}}
    : {value: converted};
}

const NUMBER_PATTERN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const INTEGER_PATTERN = /^[+-]?\d+(\.0*)?$/;

/** A number that a double would change keeps its digits; one that no double comes near does not fit. */
function toNumber(value: Json): number | ExactNumber | undefined {
  const number = numberOf(value);
  return number !== undefined && Number.isFinite(Number(String(number))) ? number : undefined;
}

function numberOf(value: Json): number | ExactNumber | undefined {
  if (typeof value === 'number' || value instanceof ExactNumber) return value;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return NUMBER_PATTERN.test(text) ? exactNumber(jsonNumber(text)) : undefined;
}

/** As JSON writes it: no plus, no needless zeros, digits on both sides of the point. */
function jsonNumber(text: string): string {
  const [, minus = '', digits = '', exponent = ''] = /^([+-]?)([^e]*)(e.*)?$/i.exec(text) ?? [];
  const [whole = '', fraction = ''] = digits.split('.');
  const point = fraction === '' ? '' : `.${fraction}`;
  return `${minus.replace('+', '')}${whole.replace(/^0+(?=\d)/, '') || '0'}${point}${exponent}`;
}

function toInteger(value: Json): number | undefined {
  // Beyond 2^53 a number has already lost digits, or would lose them now.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== 'string' || !INTEGER_PATTERN.test(value.trim())) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...['true', 't', 'yes', 'y', '1'].map((text) => [text, true] as const),
  ...['false', 'f', 'no', 'n', '0'].map((text) => [text, false] as const),
]);

function toBoolean(value: Json): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'object') return undefined;
  return booleans.get(String(value).trim().toLowerCase());
}

function toEpochMs(value: Json, unit: EpochUnit): number | undefined {
  const instant = toInstant(value, unit);
  return instant === undefined ? undefined : epochMsOf(instant);
}

function toTimestamp(value: Json, unit: EpochUnit): string | undefined {
  const instant = toInstant(value, unit);
  return instant === undefined ? undefined : isoTimeOf(instant);
}

function toInstant(value: Json, unit: EpochUnit): Instant | undefined {
  const isTime =
    typeof value === 'string' || typeof value === 'number' || value instanceof ExactNumber;
  return isTime ? parseInstant(value, unit) : undefined;
}

function parseJson(text: string): Json | undefined {
  try {
    // What the parser gives back is JSON.
    return parseExactJson(text) as Json;
  } catch {
    // Text that is not JSON is an expected value here, reported by the caller as a rejection.
    return undefined;
  }
}
