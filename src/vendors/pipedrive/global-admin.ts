import {isJsonObject} from '../../core/json';

/**
 * Whether a user's `access` makes an admin of the company; undefined when it is not shown.
 * Pipedrive took `is_admin` away in 2023; `access` says the same.
 */
export function isGlobalAdmin(access: unknown): boolean | undefined {
  if (!Array.isArray(access)) return undefined;
  const entries: readonly unknown[] = access;
  return entries.some(
    (entry) => isJsonObject(entry) && entry['app'] === 'global' && entry['admin'] === true,
  );
}
