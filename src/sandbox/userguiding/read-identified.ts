import {isFields, parseJson} from '../shared/parse-json';
import type {Fields} from '../shared/parse-json';
import type {Identified} from './workspace';

/** A request's user, or what is wrong with it: `shape` for the body, `attributes` for values. */
type ReadIdentified =
  | {readonly ok: true; readonly user: Identified}
  | {
      readonly ok: false;
      readonly about: 'shape' | 'attributes';
      readonly field: string;
      readonly reason: string;
    };

/** Reads a body in one of the two styles; `pathId` is the id in the path, where there is one. */
export function readIdentified(
  body: string,
  style: 'guide' | 'flat',
  pathId?: string,
): ReadIdentified {
  const parsed = parseJson(body);
  if (!parsed.ok || !isFields(parsed.value)) return bad('body', 'body must be a JSON object');
  const parts = style === 'guide' ? guideParts(parsed.value) : flatParts(parsed.value);
  const userId = parts.userId ?? pathId;
  if (typeof userId !== 'string' || userId === '') {
    return bad(parts.idName, `${parts.idName} is required and must be a string`);
  }
  if (pathId !== undefined && pathId !== userId) return bad(parts.idName, 'path and body differ');
  if (!isFields(parts.attributes)) return bad('attributes', 'attributes must be an object');
  const company = readCompany(parts.company);
  if (company !== undefined && 'ok' in company) return company;
  const nested = findNested(parts.attributes) ?? findNested(company?.attributes ?? {});
  if (nested !== undefined) {
    const reason = `attribute ${nested} must be a string, number or boolean`;
    return {ok: false, about: 'attributes', field: nested, reason};
  }
  return {ok: true, user: {userId, attributes: parts.attributes, company}};
}

interface Parts {
  readonly idName: string;
  readonly userId: unknown;
  readonly attributes: unknown;
  readonly company: CompanyParts | 'none' | 'wrong';
}

interface CompanyParts {
  readonly idName: string;
  readonly companyId: unknown;
  readonly attributes: unknown;
}

function guideParts(body: Fields): Parts {
  return {
    idName: 'userId',
    userId: body['userId'],
    attributes: body['attributes'] ?? {},
    company: companyParts(body['company'], (company) => ({
      idName: 'companyId',
      companyId: company['companyId'],
      attributes: company['attributes'] ?? {},
    })),
  };
}

function flatParts(body: Fields): Parts {
  const {user_id: userId, company, ...attributes} = body;
  return {
    idName: 'user_id',
    userId,
    attributes,
    company: companyParts(company, ({id: companyId, ...rest}) => ({
      idName: 'id',
      companyId,
      attributes: rest,
    })),
  };
}

function companyParts(
  company: unknown,
  read: (company: Fields) => CompanyParts,
): CompanyParts | 'none' | 'wrong' {
  if (company === undefined || company === null) return 'none';
  return isFields(company) ? read(company) : 'wrong';
}

function readCompany(parts: Parts['company']): Identified['company'] | ReturnType<typeof bad> {
  if (parts === 'none') return undefined;
  if (parts === 'wrong') return bad('company', 'company must be an object');
  const {idName, companyId, attributes} = parts;
  if (typeof companyId !== 'string' || companyId === '') {
    return bad(`company.${idName}`, `company.${idName} is required and must be a string`);
  }
  if (!isFields(attributes)) return bad('company.attributes', 'attributes must be an object');
  return {companyId, attributes};
}

/** Neither arrays nor objects are attributes (UserGuiding Q7). */
function findNested(attributes: Fields): string | undefined {
  return Object.keys(attributes).find((name) => {
    const value = attributes[name];
    return typeof value === 'object' && value !== null;
  });
}

function bad(
  field: string,
  reason: string,
): {readonly ok: false; readonly about: 'shape'; readonly field: string; readonly reason: string} {
  return {ok: false, about: 'shape', field, reason};
}
