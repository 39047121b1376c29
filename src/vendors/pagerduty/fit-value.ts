import {isJsonObject} from '../../core/json';
import {toReference, toReferences} from './reference';

/** The type that a column's schema declares. */
export type ColumnKind =
  'string' | 'integer' | 'boolean' | 'object' | 'objects' | 'reference' | 'references';

/** The value in the column's type, or undefined when it does not fit. */
export function fitValue(value: unknown, kind: ColumnKind): unknown {
  switch (kind) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'integer':
      return toInteger(value);
    case 'boolean':
      return toBoolean(value);
    case 'object':
      return isJsonObject(value) ? value : undefined;
    case 'objects':
      return Array.isArray(value) && value.every(isJsonObject) ? value : undefined;
    case 'reference':
      return isJsonObject(value) ? toReference(value) : undefined;
    case 'references':
      return toReferences(value);
  }
}

function toInteger(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** One of PagerDuty's own samples shows `created_via_sso` as text. */
function toBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  return value === 'false' ? false : undefined;
}
