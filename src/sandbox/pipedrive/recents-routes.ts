import type {Answer} from '../vendor-part';
import type {Company} from './company/company';
import {failure, paginationOf, readPlace, success} from './envelope';
import type {PipedriveCall, PipedriveRoute} from './guard';
import {showUser, vendorTime} from './show-user';

const MONTH_MS = 31 * 24 * 3_600_000;

/**
 * `GET /recents`: what changed lately. It looks back one month at most, regardless of what it is asked, and
 * wraps a user in an array (Pipedrive Q9).
 */
export function recentsRoutes(company: Company): readonly PipedriveRoute[] {
  return [
    {
      method: 'GET',
      path: '/recents',
      cost: 20,
      scopes: ['recents:read', 'search:read'],
      handle: (call) => listRecents(company, call),
    },
  ];
}

function listRecents(company: Company, {query, viewer}: PipedriveCall): Answer {
  const given = query.get('since_timestamp');
  const asked = Date.parse(`${(given ?? '').replace(' ', 'T')}Z`);
  if (Number.isNaN(asked)) return failure(400, 'since_timestamp is missing or not valid.');
  const sinceMs = Math.max(asked, company.now() - MONTH_MS);
  const items = query.get('items')?.split(',') ?? ['user'];
  const changed = items.includes('user')
    ? [...company.users.all()].filter((user) => (user.modifiedMs ?? 0) >= sinceMs)
    : [];
  changed.sort((a, b) => (a.modifiedMs ?? 0) - (b.modifiedMs ?? 0));
  const place = readPlace(query);
  const page = changed.slice(place.start, place.start + place.limit);
  const last = page.at(-1)?.modifiedMs;
  return success(
    page.map((user) => ({item: 'user', id: user.id, data: [showUser(company, user, viewer)]})),
    {
      since_timestamp: given,
      last_timestamp_on_page: last === undefined || last === null ? given : vendorTime(last),
      pagination: paginationOf(place, changed.length),
    },
  );
}
