import {isJsonObject, type Json, type JsonObject} from '../../../core/json';
import type {Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';

/** Checks a wanted `access`: entries of `app`, `admin` and `permission_set_id`. */
export function readAccess(value: Json): readonly JsonObject[] | Rejection {
  if (!Array.isArray(value) || value.length === 0) return notAnArray;
  const items: readonly unknown[] = value;
  const entries: JsonObject[] = [];
  for (const item of items) {
    const entry = isJsonObject(item) ? readEntry(item) : undefined;
    if (entry === undefined) return badEntry;
    entries.push(entry);
  }
  return entries;
}

/** True when a user has what is wanted, and no app besides; what an entry leaves open may be anything. */
export function hasAccess(current: Json | undefined, wanted: readonly JsonObject[]): boolean {
  if (!Array.isArray(current) || current.length !== wanted.length) return false;
  const items: readonly unknown[] = current;
  return wanted.every((entry) =>
    items.some(
      (item) =>
        isJsonObject(item) &&
        Object.entries(entry).every(([name, value]) => (item[name] ?? false) === value),
    ),
  );
}

function readEntry(item: JsonObject): JsonObject | undefined {
  const {app, admin, permission_set_id: setId} = item;
  if (typeof app !== 'string' || app === '') return undefined;
  if (admin !== undefined && admin !== null && typeof admin !== 'boolean') return undefined;
  if (setId !== undefined && setId !== null && typeof setId !== 'string') return undefined;
  return {
    app,
    ...(typeof admin === 'boolean' && {admin}),
    ...(typeof setId === 'string' && {permission_set_id: setId}),
  };
}

const notAnArray = rejection(
  'invalid_type',
  'Field access must be an array with at least one entry, such as [{"app":"sales"}]; convert text with "convert": "json".',
);

const badEntry = rejection(
  'invalid_value',
  'Field access has an entry that is not an object with app (text) and optionally admin (boolean) and permission_set_id (text). Correct the value.',
);
