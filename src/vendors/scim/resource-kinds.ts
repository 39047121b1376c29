import {isJsonObject, type JsonObject} from '../../core/json';
import {ExactNumber} from '../../core/exact-number';
import {streamColumns, type StreamColumns} from '../../read/columns/stream-columns';
import {loadResource} from '../../resources/load-resource';

/** A kind of SCIM resource as a stream. */
export interface ResourceKind {
  /** The end of the stream's name, and the word for messages. */
  readonly what: 'users' | 'groups';
  readonly path: string;
  /** True: a service without it is no service. */
  readonly isBasic: boolean;
  /** Resource of the schema, the same for every vendor. */
  readonly schema: string;
}

/** Users, which every service has. */
export const users: ResourceKind = {
  what: 'users',
  path: '/Users',
  isBasic: true,
  schema: 'schemas/scim_users.json',
};

/** Groups: teams of PagerDuty, roles of Pipedrive. */
export const groups: ResourceKind = {
  what: 'groups',
  path: '/Groups',
  isBasic: false,
  schema: 'schemas/scim_groups.json',
};

/** The columns of a kind as a stream of one account. */
export function resourceColumns(name: string, {schema}: ResourceKind): StreamColumns {
  const columns = streamColumns(name, loadResource(schema), {multi_valued: toMultiValued});
  return {...columns, toRow: (resource) => columns.toRow(withoutPassword(resource))};
}

/**
 * The list of a multi-valued attribute. RFC 7643, 2.4 allows plain values in it, and services send
 * one value without a list as well; a plain value is the `value` of an object.
 */
function toMultiValued(sent: unknown): unknown {
  const values: readonly unknown[] = Array.isArray(sent) ? sent : [sent];
  if (values.every(isJsonObject)) return values;
  return values.map((value) => (isPlain(value) ? {value} : value));
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || value instanceof ExactNumber;
}

/** Never to be returned (RFC 7643, 4.1.1); should one be, it goes no further. */
function withoutPassword(resource: JsonObject): JsonObject {
  const names = Object.keys(resource).filter((name) => name.toLowerCase() === 'password');
  if (names.length === 0) return resource;
  return Object.fromEntries(Object.entries(resource).filter(([name]) => !names.includes(name)));
}
