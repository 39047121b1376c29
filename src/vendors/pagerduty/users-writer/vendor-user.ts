import {Failure} from '../../../core/failure';
import {isJsonObject, type JsonObject} from '../../../core/json';
import {keyTextOf} from '../../../read/listing/key-of';
import {normalizeEmail, type Person} from '../../shared/people/people-directory';
import {idIn, toVendorMethod, type VendorMethod} from './contact-method';
import {toVendorRule, type VendorRule} from './notification-rule';

/** The fields of a user that can be written, in the order in which they are sent. */
export const userFields = [
  'name',
  'email',
  'role',
  'time_zone',
  'color',
  'job_title',
  'description',
] as const;
export type UserField = (typeof userFields)[number];

/** A user as PagerDuty shows it, with what decisions need. */
export interface VendorUser extends Person<string> {
  /** Undefined where the answer does not show a field. */
  readonly fields: Readonly<Partial<Record<UserField, string | null>>>;
  /** Undefined where PagerDuty sent references or nothing (PagerDuty Q8). */
  readonly methods: readonly VendorMethod[] | undefined;
  readonly rules: readonly VendorRule[] | undefined;
  /** True: `rules` holds those of both urgencies for sure (PagerDuty Q7). */
  readonly hasAllRules: boolean;
  readonly teamIds: readonly string[];
}

/** Reads a user; throws a `data` Failure where it cannot be told who it is. */
export function toVendorUser(shown: JsonObject): VendorUser {
  const {id: given, email, role} = shown;
  const id = keyTextOf(given);
  if (id === undefined) {
    throw new Failure({
      kind: 'data',
      message:
        'PagerDuty shows a user without a usable id, so nothing can be written safely. Run the sync again; report it if it happens again.',
    });
  }
  return {
    id,
    email: typeof email === 'string' && email !== '' ? normalizeEmail(email) : undefined,
    active: true,
    admin: typeof role === 'string' ? isAdminRole(role) : undefined,
    fields: fieldsOf(shown),
    methods: wholeList(shown['contact_methods'], toVendorMethod),
    rules: wholeList(shown['notification_rules'], toVendorRule),
    hasAllRules: false,
    teamIds: objectsIn(shown['teams'])?.flatMap((team) => idIn(team) ?? []) ?? [],
  };
}

/** True for the roles that administer the whole account. */
export function isAdminRole(role: string): boolean {
  return role === 'owner' || role === 'admin';
}

function fieldsOf(shown: JsonObject): VendorUser['fields'] {
  const fields: Partial<Record<UserField, string | null>> = {};
  for (const name of userFields) {
    const value = shown[name];
    if (typeof value === 'string' || value === null) fields[name] = value;
  }
  return fields;
}

/** Undefined where an element is not the whole object. */
function wholeList<Part>(
  value: unknown,
  read: (shown: JsonObject) => Part | undefined,
): readonly Part[] | undefined {
  const shown = objectsIn(value);
  if (shown === undefined) return undefined;
  const parts = shown.flatMap((one) => read(one) ?? []);
  // An empty list may also be what a server sends that was not asked for it (PagerDuty Q8).
  return parts.length === shown.length && parts.length > 0 ? parts : undefined;
}

function objectsIn(value: unknown): readonly JsonObject[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: readonly unknown[] = value;
  return items.filter((item) => isJsonObject(item));
}
