import type {Fields} from '../shared/parse-json';
import type {Answer} from '../vendor-part';
import {errorBody} from './answers';
import type {ScimCall, ScimService} from './guard';
import type {ResourceStore} from './resource-store';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const FILTER = /^(userName|externalId|displayName) eq "((?:[^"\\]|\\.)*)"$/i;

/** What is listed. */
export interface Shelf {
  readonly store: ResourceStore;
  readonly show: (resource: Fields) => Fields;
  /** Attributes that a filter may name. */
  readonly filterable: readonly string[];
}

/** Answers `GET /Users` or `GET /Groups`. */
export function listResources(service: ScimService, shelf: Shelf, {query}: ScimCall): Answer {
  const {settings, directory, reply} = service;
  const start = wholeNumber(query.get('startIndex'), 1);
  const count = wholeNumber(query.get('count'), settings.page_size_max);
  if (start === undefined || count === undefined) {
    const detail = 'startIndex and count must be whole numbers.';
    return reply(400, errorBody(400, detail, 'invalidValue'));
  }
  const found = filtered(shelf, query.get('filter'));
  if (found === undefined) {
    return reply(400, errorBody(400, 'The filter is not supported.', 'invalidFilter'));
  }
  // Smaller than 1 means 1, negative counts mean 0, larger ones are cut.
  const first = settings.paging_fault === 'repeat' ? 1 : Math.max(1, start);
  const asked = Math.min(Math.max(0, count), settings.page_size_max);
  const limit = settings.page_rows_max > 0 ? Math.min(asked, settings.page_rows_max) : asked;
  const rows = found
    ? found.slice(first - 1, first - 1 + limit)
    : shelf.store.slice(first - 1, limit);
  const total =
    (found?.length ?? shelf.store.listed()) + (settings.paging_fault === 'too_few' ? 1 : 0);
  const body = {
    schemas: [LIST],
    totalResults: total,
    startIndex: Math.max(1, start),
    itemsPerPage: directory.traits.echoesCount ? asked : rows.length,
    Resources: rows.map(shelf.show),
  };
  service.afterPage(shelf.store, rows);
  return reply(200, body);
}

/** Null: no filter; undefined: a filter that the service does not know. */
function filtered(shelf: Shelf, filter: string | null): readonly Fields[] | null | undefined {
  if (filter === null) return null;
  const [, named = '', quoted = ''] = FILTER.exec(filter) ?? [];
  const attribute = shelf.filterable.find((one) => one.toLowerCase() === named.toLowerCase());
  if (attribute === undefined) return undefined;
  const wanted = quoted.replace(/\\(.)/g, '$1').toLowerCase();
  return [...shelf.store.all()].filter((resource) => {
    const value = resource[attribute];
    return typeof value === 'string' && value.toLowerCase() === wanted;
  });
}

function wholeNumber(text: string | null, fallback: number): number | undefined {
  if (text === null) return fallback;
  return /^-?\d{1,12}$/.test(text) ? Number(text) : undefined;
}
