import {isJsonObject, type Json, type JsonObject} from '../../core/json';
import type {Rejection} from '../../write/record';
import {rejection, typeName} from '../../write/rejection';
import type {ValueProblem} from './field-value';
import type {FindRule} from './field-rules';

/** Groups that every subscription may have: a nested field of this name addresses one. */
const groups: ReadonlySet<string> = new Set(['custom', 'agent', 'auto', 'pendo']);

/**
 * Creates the function that writes a record's fields as one JSON object by Pendo's keys, or says why
 * the record cannot be sent. `custom.plan` is the field plan when group custom is written.
 */
export function createValuesWriter(
  findRule: FindRule,
  group: string,
): (fields: JsonObject) => string | Rejection {
  return (fields) => {
    const double = givenTwice(fields, group);
    if (double !== undefined) return twice(double, double);
    const flat = flatten(fields, group);
    const keys: string[] = [];
    let text = '';
    for (const name of Object.keys(flat)) {
      const value = flat[name];
      if (value === undefined) continue;
      if (isJsonObject(value) && groups.has(name)) return otherGroup(name, group);
      const rule = findRule(name, value);
      if (rule === undefined) continue;
      if ('reason' in rule) return rule;
      if (keys.includes(rule.key)) return twice(name, rule.key);
      keys.push(rule.key);
      const written = value === null ? 'null' : rule.write(value);
      if (typeof written !== 'string') return unfit({name, value, type: rule.type}, written);
      text += text === '' ? rule.prefix + written : `,${rule.prefix}${written}`;
    }
    return `{${text}}`;
  };
}

/** The fields, with those nested under the written group's name among them. */
function flatten(fields: JsonObject, group: string): JsonObject {
  const nested = fields[group];
  if (!isJsonObject(nested)) return fields;
  const outside = Object.entries(fields).filter(([name]) => name !== group);
  return {...Object.fromEntries(outside), ...nested};
}

/** A field that is given both by itself and under its group. */
function givenTwice(fields: JsonObject, group: string): string | undefined {
  const nested = fields[group];
  return isJsonObject(nested) ? Object.keys(nested).find((name) => name in fields) : undefined;
}

function otherGroup(name: string, group: string): Rejection {
  return rejection(
    'read_only_field',
    `Fields of Pendo's metadata group ${name} are not written here; only group ${group} is.`,
  );
}

function twice(name: string, key: string): Rejection {
  return rejection(
    'ambiguous',
    `Two fields of the record, one of them ${name}, are the same Pendo field ${key}; map only one.`,
  );
}

interface UnfitField {
  readonly name: string;
  readonly value: Json;
  readonly type: string;
}

function unfit({name, value, type}: UnfitField, problem: ValueProblem): Rejection {
  const actual = problem.reason === 'invalid_type' ? `, got ${typeName(value)}` : '';
  const declared = type === '' ? '' : ` (Pendo type ${type})`;
  return rejection(
    problem.reason,
    `Field ${name}${declared} needs ${problem.expected}${actual}. Correct the column, or add a conversion to the mapping.`,
  );
}
