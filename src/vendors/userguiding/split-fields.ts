import {ExactNumber} from '../../core/exact-number';
import {isJsonObject, type Json, type JsonObject} from '../../core/json';
import type {Rejection} from '../../write/record';
import {rejection, typeName} from '../../write/rejection';

/** A user's fields, distinguished but not yet checked. */
interface SplitFields {
  readonly attributes: ReadonlyMap<string, Json>;
  /** Undefined: no company, or none that can be addressed. */
  readonly companyId: string | undefined;
  readonly companyAttributes: ReadonlyMap<string, Json>;
}

/** The one form of the names that are understood as the same field. */
export function fieldKey(name: string): string {
  const plain = name.toLowerCase().replace(/^attributes\./, '');
  const inside = plain.replace(/^(company\.attributes|company_?attributes)\./, 'company.');
  if (ID_FIELDS.has(inside)) return 'company.id';
  const [owner, ...rest] = inside.split('.');
  const isId = owner === 'company' && ID_FIELDS_INSIDE.has(rest.join('.'));
  return isId ? 'company.id' : inside;
}

/** The company of fields that were split before without an objection. */
export function companyIdOf(fields: JsonObject): string | undefined {
  const split = splitFields(fields);
  return 'reason' in split ? undefined : split.companyId;
}

interface Parts {
  readonly attributes: Map<string, Json>;
  readonly ids: Json[];
  readonly companyAttributes: Map<string, Json>;
}

/** Names without regard to case, because many warehouses write all columns in one. */
const ID_FIELDS: ReadonlySet<string> = new Set(['companyid', 'company_id']);
const ID_FIELDS_INSIDE: ReadonlySet<string> = new Set(['id', ...ID_FIELDS]);
const COMPANY_ATTRIBUTES: ReadonlySet<string> = new Set([
  'company_attributes',
  'companyattributes',
]);

/** Where a dot leads inside. */
export const CONTAINERS: readonly string[] = [
  'attributes',
  'company',
  'company.attributes',
  ...COMPANY_ATTRIBUTES,
];

/**
 * Splits an object's fields. The company is `company.id` and `company.<attribute>`; `company.companyId`
 * (UserGuiding Q8), `company_id`, `company.attributes` and `company_attributes` are understood too, and
 * `attributes` as an object of user attributes. A `company` that is plain text is an attribute.
 */
export function splitFields(fields: JsonObject): SplitFields | Rejection {
  const parts: Parts = {attributes: new Map(), ids: [], companyAttributes: new Map()};
  // What is named itself wins over what comes inside `attributes`, regardless of the order.
  for (const inner of ['attributes', ...COMPANY_ATTRIBUTES]) addContainer(parts, fields, inner);
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value !== undefined) addField(parts, name, value);
  }
  const companyId = readCompanyId(parts.ids);
  if (typeof companyId === 'object') return companyId;
  const {attributes, companyAttributes} = parts;
  return {attributes, companyId, companyAttributes};
}

function addContainer(parts: Parts, fields: JsonObject, wanted: string): void {
  const target = wanted === 'attributes' ? parts.attributes : parts.companyAttributes;
  for (const name of Object.keys(fields)) {
    if (name.toLowerCase() === wanted) addAll(target, fields[name]);
  }
}

function addAll(target: Map<string, Json>, value: Json | undefined): void {
  if (!isJsonObject(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    if (inner !== undefined) target.set(name, inner);
  }
}

function addField(parts: Parts, name: string, value: Json): void {
  const plain = name.toLowerCase();
  const isContainer = plain === 'attributes' || COMPANY_ATTRIBUTES.has(plain);
  // A null container has nothing to send; UserGuiding has no call that empties one (Q5).
  if (isContainer && (value === null || isJsonObject(value))) return;
  if (plain === 'company' && (value === null || isJsonObject(value))) {
    if (value !== null) addCompany(parts, value);
  } else if (ID_FIELDS.has(plain)) parts.ids.push(value);
  else parts.attributes.set(name, value);
}

function addCompany({ids, companyAttributes}: Parts, company: JsonObject): void {
  for (const [name, value] of Object.entries(company)) {
    if (name.toLowerCase() === 'attributes') addAll(companyAttributes, value);
  }
  for (const [name, value] of Object.entries(company)) {
    const plain = name.toLowerCase();
    if (value === undefined || (plain === 'attributes' && isJsonObject(value))) continue;
    if (ID_FIELDS_INSIDE.has(plain)) ids.push(value);
    else companyAttributes.set(name, value);
  }
}

/** A null or blank id is no company: there is no way to unlink one (UserGuiding Q5). */
function readCompanyId(ids: readonly Json[]): string | undefined | Rejection {
  let found: string | undefined;
  for (const value of ids) {
    if (value === null || (typeof value === 'string' && value.trim() === '')) continue;
    const id = idText(value);
    if (id === undefined) return wrongType(value);
    if (id !== id.trim()) return blankAround;
    if (found !== undefined && found !== id) return twoIds;
    found = id;
  }
  return found;
}

/** Undefined for what is no id: numbers are ids when they are whole and have kept their digits. */
function idText(value: Json): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof ExactNumber) return value.isInteger() ? value.text : undefined;
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

function wrongType(value: Json): Rejection {
  const type = typeName(value);
  const what = type === 'a number' ? 'a number that is not an exact integer' : type;
  return rejection(
    'invalid_type',
    `Field company.id must hold text or an integer, but holds ${what}; correct the value.`,
  );
}

const blankAround = rejection(
  'invalid_value',
  'Field company.id begins or ends with a space; UserGuiding would create another company. Correct the column.',
);

const twoIds = rejection(
  'ambiguous',
  'The record names two different companies (company.id, company.companyId or company_id); map one of them only.',
);
