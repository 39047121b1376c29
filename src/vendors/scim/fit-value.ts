import {isJsonObject, type JsonObject} from '../../core/json';

/** The type that a column's schema declares. */
export type ColumnKind = 'id' | 'string' | 'boolean' | 'object' | 'objects' | 'members' | 'texts';

/** The value in the column's type, or undefined when it does not fit. */
export function fitValue(value: unknown, kind: ColumnKind): unknown {
  switch (kind) {
    case 'id':
      return typeof value === 'number' ? String(value) : textOrNone(value);
    case 'string':
      return textOrNone(value);
    case 'boolean':
      return toBoolean(value);
    case 'object':
      return isJsonObject(value) ? value : undefined;
    case 'objects':
      return isObjects(value) ? value : undefined;
    case 'members':
      return isObjects(value) ? inOrder(value) : undefined;
    case 'texts':
      return Array.isArray(value) && value.every((one) => typeof one === 'string')
        ? value
        : undefined;
  }
}

function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Some services and provisioning programs write booleans as "True" and "False". */
function toBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  if (text === 'true') return true;
  return text === 'false' ? false : undefined;
}

function isObjects(value: unknown): value is readonly JsonObject[] {
  return Array.isArray(value) && value.every(isJsonObject);
}

function valueOf({value}: JsonObject): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/**
 * Memberships are sets (RFC 7643, 2.4): a service may list them in any order, and another order must
 * not look like a change.
 */
function inOrder(members: readonly JsonObject[]): readonly JsonObject[] {
  if (members.length < 2) return members;
  return [...members].sort((a, b) => {
    const [first, second] = [valueOf(a), valueOf(b)];
    if (first === second) return 0;
    return first < second ? -1 : 1;
  });
}
