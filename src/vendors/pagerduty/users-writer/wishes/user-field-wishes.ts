import type {Json} from '../../../../core/json';
import type {Rejection} from '../../../../write/record';
import {rejection, typeName} from '../../../../write/rejection';
import type {UserField} from '../vendor-user';

/** Roles that can be given; nobody is made an owner. */
export const givenRoles = [
  'admin',
  'limited_user',
  'observer',
  'read_only_limited_user',
  'read_only_user',
  'restricted_access',
  'user',
] as const;

/** Fields that may be empty at PagerDuty. */
const MAY_BE_EMPTY: readonly UserField[] = ['time_zone', 'description', 'job_title'];
const LENGTHS: Partial<Record<UserField, number>> = {name: 100, email: 100, job_title: 100};
const EMAIL = /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/;

/** Checks a field of the user itself; null empties it, where it may be empty. */
export function readUserField(
  name: UserField,
  value: Json,
): {readonly value: string | null} | Rejection {
  if (value === null) {
    return MAY_BE_EMPTY.includes(name) ? {value: null} : wrong(name, 'cannot be emptied');
  }
  if (typeof value !== 'string') {
    return rejection(
      'invalid_type',
      `Field ${name} must hold text, but holds ${typeName(value)}; set "convert": "string" in the mapping.`,
    );
  }
  const text = name === 'description' ? value : value.trim();
  if (text === '' && !MAY_BE_EMPTY.includes(name)) return wrong(name, 'contains empty text');
  const most = LENGTHS[name];
  if (most !== undefined && text.length > most) {
    return wrong(name, `has more than the ${most} characters that PagerDuty takes`);
  }
  if (name === 'email' && !isEmail(text)) {
    return wrong(name, 'contains text that is not an e-mail address');
  }
  if (name === 'role') return readRole(text);
  return {value: text};
}

/** True for what PagerDuty can take as an address. */
export function isEmail(text: string): boolean {
  return EMAIL.test(text) && text.length >= 6 && text.length <= 100;
}

function readRole(text: string): {readonly value: string} | Rejection {
  const known: readonly string[] = [...givenRoles, 'owner'];
  if (known.includes(text)) return {value: text};
  return rejection(
    'invalid_value',
    `Field role contains text that is not a role of PagerDuty; roles are never created. Use one of ${givenRoles.join(', ')}.`,
  );
}

function wrong(name: UserField, what: string): Rejection {
  return rejection('invalid_value', `Field ${name} ${what}. Correct the value, or leave it out.`);
}
