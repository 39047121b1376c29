import {ExactNumber} from '../../core/exact-number';
import {isJsonObject, type Json} from '../../core/json';
import {jsonText} from '../../core/json-text';
import {epochMsOf, isoTimeOf, parseInstant, type Instant} from '../../write/mapping/parse-time';
import type {Rejection} from '../../write/record';
import {hasFaults, joinFaults, rejection} from '../../write/rejection';
import type {ValueSettings} from './settings';

/** What UserGuiding takes as an attribute (Q7); null only where the mapping sends it. */
export type Scalar = string | number | boolean | null;

/** How the values of one owner, a user or a company, are turned into attributes. */
export interface ValueRules extends ValueSettings {
  /** What stands before names in settings and sentences: nothing, or `company.`. */
  readonly prefix: string;
  /** Told the name of each attribute that is held back. */
  readonly onHeldBack: (name: string) => void;
}

/** Deeper values are not flattened: nobody reads an attribute of so many names. */
const DEPTH_MAX = 8;

/** Shortest text that is a complete date, and the place where a time begins. */
const DATE_LENGTH = 10;

/** Turns values into attributes, or says of all that cannot be sent why. */
export function toAttributes(
  values: ReadonlyMap<string, Json>,
  rules: ValueRules,
): ReadonlyMap<string, Scalar> | Rejection {
  const attributes = new Map<string, Scalar>();
  const faults: Rejection[] = [];
  for (const [name, value] of values) {
    const allowed = rules.allowed?.has(rules.prefix + name) ?? true;
    const problem = add({rules, attributes, allowed, depth: 0}, name, value);
    if (problem !== undefined) faults.push(problem);
  }
  return hasFaults(faults) ? joinFaults(faults) : attributes;
}

interface Place {
  readonly rules: ValueRules;
  readonly attributes: Map<string, Scalar>;
  /** The allow-list names this value, or one that it is a part of. */
  readonly allowed: boolean;
  readonly depth: number;
}

function add(place: Place, name: string, value: Json): Rejection | undefined {
  const {rules, attributes, allowed} = place;
  const isNested = typeof value === 'object' && value !== null && !(value instanceof ExactNumber);
  if (isNested && rules.nested === 'flatten') return addParts(place, name, value);
  if (!allowed) {
    rules.onHeldBack(rules.prefix + name);
    return undefined;
  }
  const scalar = isNested ? nestedValue(rules, name, value) : scalarValue(place, name, value);
  if (typeof scalar === 'object' && scalar !== null) return scalar;
  if (name.trim() === '') return nameless;
  if (attributes.has(name)) return twice(rules, name);
  attributes.set(name, scalar);
  return undefined;
}

function addParts(place: Place, name: string, value: Json): Rejection | undefined {
  const {rules, depth} = place;
  if (depth >= DEPTH_MAX) return tooDeep(rules, name);
  const parts = isJsonObject(value) ? Object.entries(value) : listed(value);
  for (const [key, part] of parts) {
    if (part === undefined) continue;
    const inner = `${name}_${key}`;
    const allowed = place.allowed || rules.allowed?.has(rules.prefix + inner) === true;
    const problem = add({...place, allowed, depth: depth + 1}, inner, part);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function listed(value: Json): readonly (readonly [string, Json])[] {
  // Only arrays get here: of nested values, they are what is not an object.
  const items = value as readonly Json[];
  return items.map((item, index) => [String(index), item] as const);
}

function nestedValue(rules: ValueRules, name: string, value: Json): Scalar | Rejection {
  if (rules.nested === 'json') return jsonText(value);
  return rejection(
    'invalid_type',
    `Field ${rules.prefix}${name} holds ${Array.isArray(value) ? 'an array' : 'an object'}, which UserGuiding does not accept; map its parts, or set userguiding.nested to flatten or json.`,
  );
}

function scalarValue({rules, depth}: Place, name: string, value: Json): Scalar | Rejection {
  if (typeof value === 'string') return timeOrText(rules, value);
  if (typeof value === 'number' || value instanceof ExactNumber) {
    if (name.toLowerCase() === 'created_at') return timeOfNumber(rules, name, value);
    return isExact(value) ? value : inexact(rules, name, depth);
  }
  // Objects and arrays do not get here.
  return value as boolean | null;
}

/** UserGuiding reads numbers as doubles: what one of them does not hold would become another number. */
function isExact(value: number | ExactNumber): value is number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}

/**
 * UserGuiding knows times as ISO 8601 text and as milliseconds (Q9). Warehouses write a space for the
 * T; other complete ISO texts stay as they are.
 */
function timeOrText(rules: ValueRules, text: string): Scalar {
  const mayBeTime = text.length >= DATE_LENGTH && text[4] === '-' && text[7] === '-';
  if (!mayBeTime || (rules.dateFormat === 'iso' && text[DATE_LENGTH] !== ' ')) return text;
  const instant = parseInstant(text);
  return instant === undefined ? text : timeValue(rules, instant);
}

/** `created_at` is the one attribute that is a time by its name. */
function timeOfNumber(
  rules: ValueRules,
  name: string,
  value: number | ExactNumber,
): Scalar | Rejection {
  const instant = parseInstant(value);
  return instant === undefined ? noTime(rules, name) : timeValue(rules, instant);
}

function timeValue({dateFormat}: ValueRules, instant: Instant): Scalar {
  return dateFormat === 'iso' ? isoTimeOf(instant) : epochMsOf(instant);
}

function noTime({prefix}: ValueRules, name: string): Rejection {
  return rejection(
    'invalid_value',
    `Field ${prefix}${name} contains a number that is not a time or whose unit is not clear; set "convert": "timestamp" with an "epoch_unit" in the mapping, or send ISO 8601 text.`,
  );
}

function inexact({prefix}: ValueRules, name: string, depth: number): Rejection {
  const remedy =
    depth === 0
      ? 'map it as text with "convert": "string"'
      : 'it comes from an object or array: set userguiding.nested to json, or convert it to text in the source';
  return rejection(
    'invalid_value',
    `Field ${prefix}${name} holds a number that UserGuiding cannot keep exactly (a whole number beyond 2^53, or more digits than a double has); ${remedy}.`,
  );
}

function twice({prefix}: ValueRules, name: string): Rejection {
  return rejection(
    'ambiguous',
    `Two values would become the attribute ${prefix}${name}; rename one of them in the mapping.`,
  );
}

function tooDeep({prefix}: ValueRules, name: string): Rejection {
  return rejection(
    'invalid_type',
    `Field ${prefix}${name} is nested more than ${DEPTH_MAX} levels deep; map its parts.`,
  );
}

const nameless = rejection(
  'invalid_value',
  'The record has an attribute without a name; give it a name in the mapping.',
);
