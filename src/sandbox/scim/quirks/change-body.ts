import {isFields, type Fields} from '../../shared/parse-json';
import {hash} from '../../shared/hash';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** Fields whose values are names of schemas and resource types. */
const NAMING = ['schemas', 'schema', 'resourceType'];
const PLAIN_SALT = 741;

/** Changes a list; a single resource stays as it is. */
export function inLists(
  body: unknown,
  change: (list: Fields, rows: readonly unknown[]) => Fields,
): unknown {
  const rows: unknown = isFields(body) ? body['Resources'] : undefined;
  return isFields(body) && Array.isArray(rows) ? change(body, rows) : body;
}

/** Gives every field another name, and every schema and resource type. */
export function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => renamed(one, rename));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      rename(name),
      NAMING.includes(name) ? renamedText(inner, rename) : renamed(inner, rename),
    ]),
  );
}

function renamedText(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => renamedText(one, rename));
  return typeof value === 'string' ? rename(value) : renamed(value, rename);
}

/** Changes every list of values of every user and group. */
export function revalued(body: unknown, change: (values: readonly unknown[]) => unknown): unknown {
  return inResources(body, (resource) => {
    const {meta} = resource;
    const type = isFields(meta) ? meta['resourceType'] : undefined;
    if (type !== 'User' && type !== 'Group') return resource;
    return Object.fromEntries(
      Object.entries(resource).map(([name, value]) => [
        name,
        Array.isArray(value) && name !== 'schemas' ? change(value) : value,
      ]),
    );
  });
}

/** Writes the booleans of users as texts. */
export function textBooleans(body: unknown): unknown {
  return inResources(body, (resource) => {
    const {meta} = resource;
    if (!isFields(meta) || meta['resourceType'] !== 'User') return resource;
    return Object.fromEntries(
      Object.entries(resource).map(([name, value]) => [name, inTexts(value)]),
    );
  });
}

function inTexts(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return value.map(inTexts);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inTexts(inner)]));
}

/** Takes `schemas` from the body and from every resource in it. */
export function withoutSchemas(body: unknown): unknown {
  const changed = inResources(body, (resource) => withoutField(resource, 'schemas'));
  return isFields(changed) ? withoutField(changed, 'schemas') : changed;
}

/** The fields without one of them. */
export function withoutField(fields: Fields, name: string): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}

/** A value as a plain text: the value itself, or the first text of what has none. */
export function plainText(value: unknown): unknown {
  if (!isFields(value)) return value;
  return value['value'] ?? Object.values(value).find((one) => typeof one === 'string');
}

/** The same for about every second value; which ones depends on nothing but the value. */
export function sometimesPlain(value: unknown): unknown {
  const text = JSON.stringify(value);
  const sum = Buffer.from(text).reduce((mixed, byte) => hash(mixed, PLAIN_SALT, byte), 1);
  return sum % 2 === 0 ? plainText(value) : value;
}

/** True for the URN of the enterprise extension. */
export function isEnterprise(name: string): boolean {
  return name === ENTERPRISE;
}

/** The name with its first letter in the other case. */
export function swapFirst(name: string): string {
  const first = name.slice(0, 1);
  const lower = first.toLowerCase();
  return (first === lower ? first.toUpperCase() : lower) + name.slice(1);
}

function inResources(body: unknown, change: (resource: Fields) => Fields): unknown {
  if (!isFields(body)) return body;
  const rows: unknown = body['Resources'];
  if (!Array.isArray(rows)) return change(body);
  return {...body, Resources: rows.map((row: unknown) => (isFields(row) ? change(row) : row))};
}
