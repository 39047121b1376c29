import {isJsonObject, type JsonObject} from '../../core/json';
import {countOf} from '../../read/listing/signs';
import {attempt} from '../shared/attempt';
import {absenceIn} from './absence';
import {attributeOf} from './names';
import type {ScimService} from './service';

/** Where a service tells nothing: the largest page that Pendo gives, and the usual one elsewhere. */
export const USUAL_PAGE_SIZE = 100;

/** Fewer make a thousand requests of a company; so low a figure is about one filter for one user. */
const LEAST = 10;

/** More are no faster, and an answer has to be held whole. */
const MOST = 1_000;

/** Beside these a description that fails is none: the list itself says what is wrong. */
const NO_DESCRIPTION: readonly number[] = [400, 401, 403, 500, 502, 503, 504];

/** How many rows its description allows a page to have (RFC 7643, section 5; RFC 9865, section 4). */
export function pageSizeIn(config: JsonObject | undefined): number {
  const told = [
    countOf(figureIn(config, 'filter', 'maxResults')),
    countOf(figureIn(config, 'pagination', 'maxPageSize')),
  ].filter((figure) => figure !== undefined && figure > 0);
  if (told.length === 0) return USUAL_PAGE_SIZE;
  return Math.max(LEAST, Math.min(MOST, ...told.map(Number)));
}

/** The same of a service, which is asked once. */
export function pageSizeOf(service: ScimService, signal: AbortSignal): Promise<number> {
  service.told.pageSize ??= askPageSize(service, signal);
  return service.told.pageSize;
}

async function askPageSize(service: ScimService, signal: AbortSignal): Promise<number> {
  const answer = await attempt(() =>
    service.get({
      path: '/ServiceProviderConfig',
      purpose: 'read what the service says of itself',
      accept: NO_DESCRIPTION,
      signal,
    }),
  );
  if (!('body' in answer) || answer.status >= 300) return USUAL_PAGE_SIZE;
  const isTold = absenceIn(answer) === undefined && isJsonObject(answer.body);
  return pageSizeIn(isTold ? answer.body : undefined);
}

function figureIn(config: JsonObject | undefined, feature: string, name: string): unknown {
  const described = config && attributeOf(config, feature);
  return isJsonObject(described) ? attributeOf(described, name) : undefined;
}
