import type {Json} from '../core/json';
import type {Conversion} from './mapping';
import {parseTime} from './parse-time';
import {typeName} from './rejection';
import type {TypeName} from './rejection';

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
  readonly convert: (value: Json) => Json | undefined;
}

const rules: Readonly<Record<Conversion, Rule>> = {
  string: {
    expected: 'text',
    accepts: ['text', 'a number', 'a boolean', 'an array', 'an object'],
    convert: (value) => (typeof value === 'string' ? value : JSON.stringify(value)),
  },
  number: {expected: 'a number', accepts: ['a number', 'text'], convert: toNumber},
  integer: {
    expected: 'an integer of at most 2^53',
    accepts: ['a number', 'text'],
    convert: toInteger,
  },
  boolean: {expected: 'a boolean', accepts: ['a boolean', 'text', 'a number'], convert: toBoolean},
  timestamp: {expected: 'a time', accepts: ['text', 'a number'], convert: toTimestamp},
  epoch_ms: {expected: 'a time', accepts: ['text', 'a number'], convert: toEpochMs},
  json: {
    expected: 'JSON',
    accepts: ['text', 'a number', 'a boolean', 'an array', 'an object'],
    convert: (value) => (typeof value === 'string' ? parseJson(value) : value),
  },
};

/** A finished conversion: a value, or why there is none. */
export type Converted = {readonly value: Json} | {readonly problem: ConversionProblem};

/**
 * Converts a value that is not null. `string` writes objects and arrays as JSON text, `json` reads
 * text as JSON, `timestamp` gives ISO 8601 in UTC, `epoch_ms` a number of milliseconds.
 */
export function convertValue(value: Json, conversion: Conversion): Converted {
  const rule = rules[conversion];
  const actual = typeName(value);
  const {expected} = rule;
  if (!rule.accepts.includes(actual)) return {problem: {reason: 'invalid_type', expected, actual}};
  const converted = rule.convert(value);
  return converted === undefined
    ? {problem: {reason: 'invalid_value', expected, actual}}
    : {value: converted};
}

const NUMBER_PATTERN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const INTEGER_PATTERN = /^[+-]?\d+(\.0*)?$/;

function toNumber(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !NUMBER_PATTERN.test(value.trim())) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
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

function toEpochMs(value: Json): number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? parseTime(value) : undefined;
}

function toTimestamp(value: Json): string | undefined {
  const epochMs = toEpochMs(value);
  return epochMs === undefined ? undefined : new Date(epochMs).toISOString();
}

function parseJson(text: string): Json | undefined {
  try {
    // What JSON.parse gives back is JSON.
    return JSON.parse(text) as Json;
  } catch {
    // Text that is not JSON is an expected value here, reported by the caller as a rejection.
    return undefined;
  }
}
