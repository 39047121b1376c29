import {Failure} from '../../../core/failure';
import {isJsonObject, type Json, type JsonObject} from '../../../core/json';
import type {SentValue} from '../../../write/object-writer';
import type {Rejection} from '../../../write/record';
import {hasFaults, rejection, typeName, type Faults} from '../../../write/rejection';
import type {ValueProblem} from './field-value';
import type {FindRule} from './field-rules';

/** Groups that every subscription may have: a nested field of this name addresses one. */
export const METADATA_GROUPS: readonly string[] = ['custom', 'agent', 'auto', 'pendo'];

/** A record's fields as members of a JSON object by Pendo's keys, or all that is wrong with them. */
export type WrittenValues = {readonly values: readonly SentValue[]} | {readonly faults: Faults};

/** Writes the fields of records. */
export interface ValuesWriter {
  /** `custom.plan` is the field plan when group custom is written. */
  readonly each: (fields: JsonObject) => WrittenValues;
  /**
   * True where there are fields, and each has the name that Pendo knows and a value that JSON.stringify
   * writes as `each` does: these need not be written one by one, which is most of what a record costs.
   */
  readonly isPlain: (fields: JsonObject) => boolean;
}

/** Creates a writer of what these rules allow. */
export function createValuesWriter(findRule: FindRule, group: string): ValuesWriter {
  return {
    each: (fields) => writeEach(findRule, fields, group),
    isPlain: (fields) => isPlain(findRule, fields),
  };
}

function writeEach(findRule: FindRule, fields: JsonObject, group: string): WrittenValues {
  const faults: Rejection[] = givenTwice(fields, group).map((name) => twice(name, name));
  const flat = flatten(fields, group);
  const values: SentValue[] = [];
  for (const name in flat) {
    const value = flat[name];
    if (value === undefined) continue;
    const field = writeField(findRule, {name, value, group});
    if (field === undefined) continue;
    if ('reason' in field) faults.push(field);
    else if (values.some((other) => other.name === field.name)) {
      faults.push(twice(name, field.name));
    } else values.push(field);
  }
  return hasFaults(faults) ? {faults} : {values};
}

function isPlain(findRule: FindRule, fields: JsonObject): boolean {
  let isFilled = false;
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined) continue;
    const rule = findRule(name, value);
    if (rule === undefined || 'reason' in rule) return false;
    if (rule.key !== name || !rule.isPlain(value)) return false;
    isFilled = true;
  }
  return isFilled;
}

/** The text is key and value as JSON. Undefined: nothing there to clear. */
function writeField(
  findRule: FindRule,
  {
    name,
    value,
    group,
  }: {
    readonly name: string;
    readonly value: Json;
    /** The group that is written. */
    readonly group: string;
  },
): SentValue | Rejection | undefined {
  if (isJsonObject(value) && METADATA_GROUPS.includes(name)) return otherGroup(name, group);
  const rule = findRule(name, value);
  if (rule === undefined) return undefined;
  if ('reason' in rule) return name.includes('.') ? refuseDotted(name, rule) : rule;
  const written = value === null ? 'null' : rule.write(value);
  if (typeof written !== 'string') return unfit({name, value, type: rule.type}, written);
  return {name: rule.key, text: rule.prefix + written};
}

/** The fields, with those nested under the written group's name among them. */
function flatten(fields: JsonObject, group: string): JsonObject {
  const nested = fields[group];
  if (!isJsonObject(nested)) return fields;
  const outside = Object.entries(fields).filter(([name]) => name !== group);
  return {...Object.fromEntries(outside), ...nested};
}

/** Fields that are given both by themselves and under their group. */
function givenTwice(fields: JsonObject, group: string): readonly string[] {
  const nested = fields[group];
  return isJsonObject(nested) ? Object.keys(nested).filter((name) => name in fields) : [];
}

/**
 * A column with a dot that Pendo has no field for is a question of the mapping and not of a record:
 * it ends the writing of the object with one sentence, in place of a rejection for each record.
 */
function refuseDotted(name: string, rule: Rejection): Rejection {
  if (rule.reason !== 'unknown_field') return rule;
  throw new Failure({
    kind: 'data',
    message: `The column or field ${JSON.stringify(name)} has a dot in its name, and Pendo has no field with this name. Map the column to a field of Pendo ({"column": ${JSON.stringify(name)}, "field": "…"}), create the field in Pendo, or set "other_columns" to "ignore".`,
  });
}

function otherGroup(name: string, group: string): Rejection {
  return rejection(
    'read_only_field',
    `Fields of Pendo's metadata group ${name} are not written; only group ${group} is (pendo.metadata_group). Remove the field from the mapping.`,
  );
}

function twice(name: string, key: string): Rejection {
  return rejection(
    'ambiguous',
    `Two fields of the record, one of them ${name}, are the same Pendo field ${key}; map only one.`,
  );
}

function unfit(
  {
    name,
    value,
    type,
  }: {
    readonly name: string;
    readonly value: Json;
    readonly type: string;
  },
  problem: ValueProblem,
): Rejection {
  const actual = problem.reason === 'invalid_type' ? `, got ${typeName(value)}` : '';
  const declared = type === '' ? '' : ` (Pendo type ${type})`;
  return rejection(
    problem.reason,
    `Field ${name}${declared} needs ${problem.expected}${actual}. Correct the column, or add a conversion to the mapping${type === 'time' ? ' ("convert": "timestamp", with "epoch_unit" for numbers)' : ''}.`,
  );
}
