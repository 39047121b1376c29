import type {Json, JsonObject} from '../../../core/json';
import type {MappedRecord, Rejection} from '../../../write/record';
import {rejection, typeName} from '../../../write/rejection';
import {readAccess} from './access-entries';

/** What a record wants a user to be; undefined is left as it is. */
export interface WantedUser {
  readonly activeFlag: boolean | undefined;
  readonly role: RoleWish | undefined;
  readonly access: readonly JsonObject[] | undefined;
  /** Everything else, as it came. */
  readonly others: ReadonlyMap<string, Json>;
}

/** A role as a record names it; a text in `role` may be a name or an id. */
export interface RoleWish {
  readonly by: 'id' | 'name' | 'either';
  readonly text: string;
}

const ROLE_FIELDS = {role: 'either', role_id: 'id', role_name: 'name'} as const;

/** Fields that this reader knows; warehouses may have changed the case of their names. */
const KNOWN = new Set(['active_flag', 'access', 'role', 'role_id', 'role_name']);

/** Reads a record's fields; a rejection names the first that is wrong, never its value. */
export function readWantedUser({fields}: Pick<MappedRecord, 'fields'>): WantedUser | Rejection {
  const known = new Map<string, Json>();
  const others = new Map<string, Json>();
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value === undefined) continue;
    const lower = name.toLowerCase();
    if (known.has(lower)) return twice(lower);
    if (KNOWN.has(lower)) known.set(lower, value);
    else others.set(name, value);
  }
  const role = readRole(known);
  if (role !== undefined && 'reason' in role) return role;
  const accessValue = known.get('access');
  const access = accessValue === undefined ? undefined : readAccess(accessValue);
  if (access !== undefined && 'reason' in access) return access;
  const activeFlag = known.get('active_flag');
  if (activeFlag !== undefined && typeof activeFlag !== 'boolean') return notBoolean(activeFlag);
  return {activeFlag, role, access, others};
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
  // Names are compared exactly, blanks included; only an id may have blanks around it.
  if (value.trim() === '' || (by === 'id' && !/^\s*\d{1,15}\s*$/.test(value))) {
    return rejection('invalid_value', `Field ${name} holds text that names no role.`);
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
    `Several columns are called ${name} but for upper and lower case; map one of them.`,
  );
}

const severalRoles = rejection(
  'invalid_value',
  'The record names a role in several fields; map one of role, role_id and role_name.',
);
