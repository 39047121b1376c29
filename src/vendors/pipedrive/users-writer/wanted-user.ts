import type {Json, JsonObject} from '../../../core/json';
import type {MappedRecord, Rejection} from '../../../write/record';
import {hasFaults, joinFaults, rejection, typeName} from '../../../write/rejection';
import {readAccess} from './access-entries';

/** What a record wants a user to be; undefined is left as it is. */
export interface WantedUser {
  readonly activeFlag: boolean | undefined;
  readonly role: RoleWish | undefined;
  readonly access: readonly JsonObject[] | undefined;
  /** Everything else by name in lower case. */
  readonly others: ReadonlyMap<string, Json>;
}

/** A role as a record names it; a text in `role` may be a name or an id. */
export interface RoleWish {
  readonly by: 'id' | 'name' | 'either';
  readonly text: string;
}

/** Fields that are read; the others are passed on as they came. */
const KNOWN = ['active_flag', 'access', 'role', 'role_id', 'role_name'];

const ROLE_FIELDS = {role: 'either', role_id: 'id', role_name: 'name'} as const;

/** Reads a record's fields; a rejection names all that are wrong, never their values. */
export function readWantedUser({fields}: Pick<MappedRecord, 'fields'>): WantedUser | Rejection {
  const others = lowerCased(fields);
  if (!(others instanceof Map)) return others;
  const faults: Rejection[] = [];
  const noted = <Read extends object>(read: Read | Rejection | undefined): Read | undefined => {
    if (read === undefined || !('reason' in read)) return read;
    faults.push(read);
    return undefined;
  };
  const role = noted<RoleWish>(readRole(others));
  const accessValue = others.get('access');
  const access = noted(accessValue === undefined ? undefined : readAccess(accessValue));
  const flag = others.get('active_flag');
  const activeFlag = typeof flag === 'boolean' ? flag : undefined;
  if (flag !== undefined && activeFlag === undefined) faults.push(notBoolean(flag));
  if (hasFaults(faults)) return joinFaults(faults);
  for (const name of KNOWN) others.delete(name);
  return {activeFlag, role, access, others};
}

/** All of Pipedrive's names are in lower case; some warehouses write columns in upper case. */
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

function readRole(known: ReadonlyMap<string, Json>): RoleWish | Rejection | undefined {
  let wish: RoleWish | undefined;
  for (const name of ['role', 'role_id', 'role_name'] as const) {
    const value = known.get(name);
    if (value === undefined) continue;
    if (wish !== undefined) return severalRoles;
    const read = readRoleField(name, value);
    if ('reason' in read) return read;
    wish = read;
  }
  return wish;
}

function readRoleField(name: keyof typeof ROLE_FIELDS, value: Json): RoleWish | Rejection {
  const by = ROLE_FIELDS[name];
  if (by !== 'name' && typeof value === 'number' && Number.isSafeInteger(value) && value > 0) {
    return {by: 'id', text: String(value)};
  }
  if (typeof value !== 'string') {
    const wanted = {id: 'a whole number', name: 'text', either: "a role's id or exact name"}[by];
    return rejection(
      'invalid_type',
      `Field ${name} must hold ${wanted}, but holds ${typeName(value)}.`,
    );
  }
  // Names are compared exactly, spaces included; only an id may have spaces around it.
  if (value.trim() === '' || (by === 'id' && !/^\s*\d{1,15}\s*$/.test(value))) {
    return rejection(
      'invalid_value',
      `Field ${name} contains text that is not a role. Correct the value.`,
    );
  }
  return {by, text: by === 'id' ? value.trim() : value};
}

function notBoolean(value: Json): Rejection {
  return rejection(
    'invalid_type',
    `Field active_flag must hold true or false, but holds ${typeName(value)}; set "convert": "boolean" in the mapping.`,
  );
}

function twice(name: string): Rejection {
  return rejection(
    'ambiguous',
    `Several columns are called ${name} and differ only in case; map one of them.`,
  );
}

const severalRoles = rejection(
  'invalid_value',
  'The record names a role in several fields; map one of role, role_id and role_name.',
);
