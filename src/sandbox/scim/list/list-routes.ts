import type {Fields} from '../../shared/parse-json';
import type {Answer} from '../../vendor-part';
import {readCursor, writeCursor} from './cursor';
import type {ScimService} from '../guard';
import {findResources, type Found, type Row} from './find-resources';
import {listRequestOf, type ListRequest} from './list-request';
import {project} from '../query/project';
import {refuse} from '../refusal';
import type {Shelf} from '../shelf';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** Answers `GET /Users` or `GET /Groups`, or a search through both. */
export function listResources(
  service: ScimService,
  shelves: readonly Shelf[],
  query: URLSearchParams,
): Answer {
  const read = listRequestOf(query);
  if (!read.ok) return refuse(service.reply, read.refusal);
  const {settings, directory} = service;
  if (read.value.filter !== undefined && settings.quirks.includes('no_filter')) {
    const detail = 'Filters are not supported.';
    return refuse(service.reply, {status: 400, scimType: 'invalidFilter', detail});
  }
  const found = findResources(shelves, read.value, {
    isStrict: directory.traits.isStrict,
    hidesInactive: settings.quirks.includes('inactive_conflict'),
  });
  if (!found.ok) return refuse(service.reply, found.refusal);
  return isByCursor(service)
    ? cursorPage(service, read.value, found.value)
    : indexPage(service, read.value, found.value);
}

/** Whether the service has pages by cursor only. */
export function isByCursor({settings: {quirks}}: ScimService): boolean {
  return quirks.includes('cursor_only') || quirks.includes('cursor_only_refuses_index');
}

function indexPage(service: ScimService, request: ListRequest, found: Found): Answer {
  const {settings, directory, reply} = service;
  // Smaller than 1 means 1, negative counts mean 0, larger ones are cut.
  const startIndex = Math.max(1, request.startIndex ?? 1);
  const first = settings.paging_fault === 'repeat' ? 1 : startIndex;
  const asked = askedFor(service, request);
  const rows = found.slice(first - 1, limitOf(service, asked));
  const body = {
    schemas: [LIST],
    totalResults: totalOf(service, found),
    startIndex,
    itemsPerPage: directory.traits.echoesCount ? asked : rows.length,
    Resources: shown(rows, request),
  };
  leave(service, rows);
  return reply(200, body);
}

function cursorPage(service: ScimService, request: ListRequest, found: Found): Answer {
  const {settings, reply} = service;
  if (request.startIndex !== undefined && settings.quirks.includes('cursor_only_refuses_index')) {
    const detail = 'startIndex is not supported; use cursor.';
    return refuse(reply, {status: 400, scimType: 'invalidValue', detail});
  }
  const start = readCursor(request.cursor ?? '');
  if (!start.ok) return refuse(reply, start.refusal);
  const rows = found.slice(start.value, limitOf(service, askedFor(service, request)));
  const end = start.value + rows.length;
  const hasMore = rows.length > 0 && end < found.total;
  const body = {
    schemas: [LIST],
    totalResults: totalOf(service, found),
    itemsPerPage: rows.length,
    ...(hasMore && {nextCursor: writeCursor(end)}),
    Resources: shown(rows, request),
  };
  leave(service, rows);
  return reply(200, body);
}

function askedFor({settings}: ScimService, {count}: ListRequest): number {
  return Math.min(Math.max(0, count ?? settings.page_size_max), settings.page_size_max);
}

function limitOf({settings}: ScimService, asked: number): number {
  return settings.page_rows_max > 0 ? Math.min(asked, settings.page_rows_max) : asked;
}

function totalOf({settings}: ScimService, {total}: Found): number {
  return total + (settings.paging_fault === 'too_few' ? 1 : 0);
}

function shown(rows: readonly Row[], request: ListRequest): readonly Fields[] {
  return rows.map(({shelf, resource}) => project(shelf.kind, shelf.show(resource), request));
}

function leave(service: ScimService, rows: readonly Row[]): void {
  const store = rows[0]?.shelf.store;
  if (store)
    service.afterPage(
      store,
      rows.map(({resource}) => resource),
    );
}
