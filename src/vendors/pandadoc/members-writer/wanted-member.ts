import type {Json} from '../../../core/json';
import {closestName} from '../../../core/closest-name';
import type {MappedRecord, Rejection} from '../../../write/record';
import {hasFaults, joinFaults, rejection, typeName} from '../../../write/rejection';
import {licenseOf, LICENSES} from './licenses';

/** What a record wants; undefined is left as it is. */
export interface WantedMember {
  readonly role: string | undefined;
  /** As writes name it. */
  readonly license: string | undefined;
  /** Guide only. */
  readonly isAdmin: boolean | undefined;
  /** Id or exact name. */
  readonly workspace: string | undefined;
  /** What no call can change: compared only, or sent with a new user. */
  readonly email: string | undefined;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
}

const FIELDS = [
  'role',
  'license',
  'is_admin',
  'workspace',
  'email',
  'first_name',
  'last_name',
] as const;
type Field = (typeof FIELDS)[number];

/** Reads a record's fields; a rejection names all that are wrong, never their values. */
export function readWantedMember({
  fields,
  keyField,
}: Pick<MappedRecord, 'fields' | 'keyField'>): WantedMember | Rejection {
  const faults: Rejection[] = [];
  const values = new Map<Field, Json>();
  for (const [name, value] of Object.entries(fields)) {
    const field = fieldOf(name, keyField);
    if (value === undefined || field === 'key') continue;
    if (field === undefined) faults.push(unknownField(name));
    else if (values.has(field)) faults.push(twice(field));
    else values.set(field, value);
  }
  const text = (field: Field): string | undefined => {
    const value = values.get(field);
    if (value === undefined || typeof value === 'string') return value;
    faults.push(wrongType(field, 'text', value));
    return undefined;
  };
  const name = (field: 'first_name' | 'last_name'): string | undefined =>
    values.get(field) === null ? undefined : text(field);
  const isAdmin = values.get('is_admin');
  if (isAdmin !== undefined && typeof isAdmin !== 'boolean') {
    faults.push(wrongType('is_admin', 'a boolean', isAdmin));
  }
  const given = text('license');
  const license = given === undefined ? undefined : licenseOf(given);
  if (given !== undefined && license === undefined) faults.push(noLicense(given));
  const wanted: WantedMember = {
    ...{role: text('role'), license, workspace: text('workspace'), email: text('email')},
    isAdmin: typeof isAdmin === 'boolean' ? isAdmin : undefined,
    ...{firstName: name('first_name'), lastName: name('last_name')},
  };
  for (const field of ['role', 'workspace'] as const) {
    if (wanted[field] === '') faults.push(empty(field));
  }
  return hasFaults(faults) ? joinFaults(faults) : wanted;
}

/** Warehouses may write columns in upper case; the key's own column may repeat the key. */
function fieldOf(name: string, keyField: string | undefined): Field | 'key' | undefined {
  const lower = name.toLowerCase();
  if (lower === 'membership_id' && keyField === lower) return 'key';
  return FIELDS.find((field) => field === lower);
}

function unknownField(name: string): Rejection {
  const close = closestName(name, FIELDS);
  const hint = close === undefined ? '' : ` Did you mean ${close}?`;
  return rejection(
    'unknown_field',
    `A PandaDoc member has no field ${JSON.stringify(name)}.${hint} Take it out of the mapping, or set other_columns to ignore; fields: ${FIELDS.join(', ')}.`,
  );
}

function twice(field: Field): Rejection {
  return rejection(
    'ambiguous',
    `Field ${field} comes from several columns that differ only in case; map one of them.`,
  );
}

function wrongType(field: Field, expected: string, value: Json): Rejection {
  return rejection(
    'invalid_type',
    `Field ${field} must be ${expected}, but it is ${typeName(value)}. Correct the value, or leave it out.`,
  );
}

function empty(field: Field): Rejection {
  return rejection('invalid_value', `Field ${field} is empty. Fill it in, or leave it out.`);
}

function noLicense(given: string): Rejection {
  const close = closestName(given, LICENSES);
  const hint = close === undefined ? '' : ` Did you mean ${close}?`;
  return rejection(
    'invalid_value',
    `Field license is not a license of PandaDoc.${hint} Licenses: ${LICENSES.join(', ')}.`,
  );
}
