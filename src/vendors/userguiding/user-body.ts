import {parseExactJson} from '../../core/exact-json';
import {isJsonObject, type JsonObject} from '../../core/json';
import {jsonText} from '../../core/json-text';
import type {FieldChange, Rejection} from '../../write/record';
import {rejection} from '../../write/rejection';
import type {Scalar} from './attribute-values';

/** A user as it is sent. */
export interface User {
  readonly id: string;
  readonly attributes: ReadonlyMap<string, Scalar>;
  readonly company:
    {readonly id: string; readonly attributes: ReadonlyMap<string, Scalar>} | undefined;
}

/** Names that the flat form uses itself. */
const FLAT_NAMES: ReadonlySet<string> = new Set(['user_id', 'company']);
const FLAT_COMPANY_NAMES: ReadonlySet<string> = new Set(['id']);

/** The body of one call: as the identify call wants it, or with everything side by side (Q8). */
export function writeUserBody(user: User, style: 'guide' | 'flat'): string | Rejection {
  if (style === 'guide') return jsonText(guideBody(user));
  const taken = [...user.attributes.keys()].find((name) => FLAT_NAMES.has(name));
  if (taken !== undefined) return nameTaken(taken);
  const {company} = user;
  const entries: [string, unknown][] = [['user_id', user.id], ...user.attributes];
  if (company) entries.push(['company', {id: company.id, ...objectOf(company.attributes)}]);
  return jsonText(Object.fromEntries(entries));
}

/** What a body sets, by the names that mappings use. */
export function changesOfBody(body: string, style: 'guide' | 'flat'): readonly FieldChange[] {
  const sent = parseExactJson(body);
  if (!isJsonObject(sent)) return [];
  const changes = [
    ...Object.entries(attributesIn(sent, style, FLAT_NAMES)),
    ...companyChanges(sent['company'], style),
  ];
  return changes.map(([field, to]) => ({field, to}));
}

function companyChanges(company: unknown, style: 'guide' | 'flat'): [string, unknown][] {
  if (!isJsonObject(company)) return [];
  const attributes = Object.entries(attributesIn(company, style, FLAT_COMPANY_NAMES));
  return [
    ['company.id', company['companyId'] ?? company['id']],
    ...attributes.map(([name, value]): [string, unknown] => [`company.${name}`, value]),
  ];
}

function attributesIn(
  sent: JsonObject,
  style: 'guide' | 'flat',
  reserved: ReadonlySet<string>,
): JsonObject {
  if (style === 'flat') {
    return Object.fromEntries(Object.entries(sent).filter(([name]) => !reserved.has(name)));
  }
  const {attributes} = sent;
  return isJsonObject(attributes) ? attributes : {};
}

function guideBody({id, attributes, company}: User): JsonObject {
  return {
    userId: id,
    ...(attributes.size > 0 && {attributes: objectOf(attributes)}),
    ...(company && {
      company: {
        companyId: company.id,
        ...(company.attributes.size > 0 && {attributes: objectOf(company.attributes)}),
      },
    }),
  };
}

/** Built from entries, so that a name such as `__proto__` is a name like any other. */
function objectOf(attributes: ReadonlyMap<string, Scalar>): JsonObject {
  return Object.fromEntries(attributes);
}

function nameTaken(name: string): Rejection {
  return rejection(
    'not_allowed',
    `The attribute ${name} would overwrite the user's own ${name} in the User API; rename it in the mapping, or set userguiding.body_style to guide.`,
  );
}
