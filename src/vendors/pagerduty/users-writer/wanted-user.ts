import type {Json, JsonObject} from '../../../core/json';
import type {MappedRecord, Rejection} from '../../../write/record';
import {hasFaults, joinFaults, rejection, typeName} from '../../../write/rejection';
import {readMethodWishes, type MethodWish} from './wishes/method-wishes';
import {readRuleWishes, type RuleWish} from './wishes/rule-wishes';
import {readTeamWishes, type TeamWish} from './wishes/team-wishes';
import {readUserField} from './wishes/user-field-wishes';
import {userFields, type UserField} from './vendor-user';

/** What a record wants a user to be; undefined is left as it is. */
export interface WantedUser {
  readonly fields: Readonly<Partial<Record<UserField, string | null>>>;
  /** Id or exact name. */
  readonly license: string | undefined;
  readonly methods: readonly MethodWish[] | undefined;
  readonly rules: readonly RuleWish[] | undefined;
  readonly teams: readonly TeamWish[] | undefined;
  /** Names of fields that PagerDuty does not take. */
  readonly ignored: readonly string[];
}

/** What is done with an empty list: it is left out, or it empties what the user has. */
export type EmptyLists = 'keep' | 'clear';

/** Reads a record's fields; a rejection names all that are wrong, never their values. */
export function readWantedUser(
  {fields: given}: Pick<MappedRecord, 'fields'>,
  emptyLists: EmptyLists,
): WantedUser | Rejection {
  const values = lowerCased(given);
  if (!(values instanceof Map)) return values;
  const faults: Rejection[] = [];
  const noted = <Read>(read: {readonly value: Read} | Rejection): Read | undefined => {
    if (!('reason' in read)) return read.value;
    faults.push(read);
    return undefined;
  };
  const listAt = (name: string): readonly Json[] | undefined => {
    const value = values.get(name);
    // A list is emptied by an empty list only: a null must not take away access.
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value)) {
      faults.push(notAList(name, value));
      return undefined;
    }
    const items: readonly Json[] = value;
    return items.length === 0 && emptyLists === 'keep' ? undefined : items;
  };
  const fields: Partial<Record<UserField, string | null>> = {};
  for (const name of userFields) {
    const value = values.get(name);
    if (value === undefined) continue;
    const read = noted(readUserField(name, value));
    if (read !== undefined) fields[name] = read;
  }
  const license = values.get('license');
  const methodItems = listAt('contact_methods');
  const methods = methodItems && noted(readMethodWishes(methodItems));
  const ruleItems = listAt('notification_rules');
  const rules = ruleItems && noted(readRuleWishes(ruleItems, methodItems && (methods ?? [])));
  const teamItems = listAt('teams');
  const wanted = {
    fields,
    license: license === undefined || license === null ? undefined : noted(readLicense(license)),
    methods,
    rules,
    teams: teamItems && noted(readTeamWishes(teamItems)),
    ignored: [...values.keys()].filter((name) => !KNOWN.has(name)),
  };
  return hasFaults(faults) ? joinFaults(faults) : wanted;
}

const KNOWN: ReadonlySet<string> = new Set([
  ...userFields,
  'id',
  'license',
  'contact_methods',
  'notification_rules',
  'teams',
]);

/** All of PagerDuty's names are in lower case; some warehouses write columns in upper case. */
function lowerCased(fields: JsonObject): Map<string, Json> | Rejection {
  const values = new Map<string, Json>();
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value === undefined) continue;
    const lower = name.toLowerCase();
    if (values.has(lower)) return twice(lower);
    values.set(lower, value);
  }
  return values;
}

function readLicense(value: Json): {readonly value: string} | Rejection {
  if (typeof value === 'string' && value.trim() !== '') return {value: value.trim()};
  const what = typeof value === 'string' ? 'empty text' : typeName(value);
  return rejection(
    'invalid_type',
    `Field license must hold a license's id or exact name, but holds ${what}.`,
  );
}

function notAList(name: string, value: Json): Rejection {
  return rejection(
    'invalid_type',
    `Field ${name} must hold an array of objects, but holds ${typeName(value)}; convert text with "convert": "json".`,
  );
}

function twice(name: string): Rejection {
  return rejection(
    'ambiguous',
    `Several columns are called ${name} and differ only in case; map one of them.`,
  );
}
