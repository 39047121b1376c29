import {isFields, parseJson, type Fields} from '../../shared/parse-json';
import {fieldOf, listOf} from '../query/values-at';
import {done, refused, type Outcome} from '../refusal';
import type {Projection} from '../query/project';

/** What is asked of a list (RFC 7644, section 3.4.2; cursors RFC 9865). */
export interface ListRequest extends Projection {
  readonly filter?: string;
  readonly sortBy?: string;
  readonly sortOrder?: string;
  readonly startIndex?: number;
  readonly count?: number;
  readonly cursor?: string;
}

const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

/** Reads it from a query; several attributes are separated by commas. */
export function listRequestOf(query: URLSearchParams): Outcome<ListRequest> {
  const texts = ['filter', 'sortBy', 'sortOrder', 'cursor'].flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const numbers: [string, number][] = [];
  for (const name of ['startIndex', 'count']) {
    const text = query.get(name);
    if (text === null) continue;
    if (!/^-?\d{1,12}$/.test(text)) {
      return refused('invalidValue', 'startIndex and count must be whole numbers.');
    }
    numbers.push([name, Number(text)]);
  }
  const projection = projectionOf(query);
  if (!projection.ok) return projection;
  return done({...Object.fromEntries([...texts, ...numbers]), ...projection.value});
}

/** Which attributes a query asks for. */
export function projectionOf(query: URLSearchParams): Outcome<Projection> {
  const [attributes, excludedAttributes] = ['attributes', 'excludedAttributes'].map((name) =>
    query
      .get(name)
      ?.split(',')
      .filter((part) => part.trim() !== ''),
  );
  if (attributes && excludedAttributes) {
    return refused('invalidValue', 'attributes and excludedAttributes exclude each other.');
  }
  return done({
    ...(attributes && {attributes}),
    ...(excludedAttributes && {excludedAttributes}),
  });
}

/** The query that a search by POST stands for (RFC 7644, section 3.4.3). */
export function searchQuery(body: string): Outcome<URLSearchParams> {
  const parsed = parseJson(body);
  const fields: Fields = parsed.ok && isFields(parsed.value) ? parsed.value : {};
  if (!listOf(fieldOf(fields, 'schemas')).includes(SEARCH)) {
    return refused('invalidSyntax', `schemas must name ${SEARCH}.`);
  }
  const query = new URLSearchParams();
  for (const name of ['filter', 'sortBy', 'sortOrder', 'startIndex', 'count', 'cursor']) {
    const value = fieldOf(fields, name);
    if (typeof value === 'string' || typeof value === 'number') query.set(name, String(value));
    else if (value !== undefined && value !== null) {
      return refused('invalidValue', `${name} must be a text or a number.`);
    }
  }
  for (const name of ['attributes', 'excludedAttributes']) {
    const names = listOf(fieldOf(fields, name));
    if (names.length > 0) query.set(name, names.join(','));
  }
  return done(query);
}
