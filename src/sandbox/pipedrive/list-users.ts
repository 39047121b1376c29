import {writtenJsonAnswer} from '../answer';
import {PageCache} from '../shared/page-cache';
import type {Answer} from '../vendor-part';
import type {Company} from './company/company';
import {paginationOf, readPlace} from './envelope';
import type {PipedriveCall} from './guard';
import type {PipedriveUser} from './company/pipedrive-user';
import {showUser} from './show-user';
import type {Viewer} from './company/tokens';

/** Lists longer than this are not kept but sent in chunks. */
const KEPT_MAX = 20_000;
const CHUNK_ROWS = 1000;

/**
 * Makes `GET /users`. The vendor sends all users in one answer and knows no parameters; the guide
 * pages, and filters by `updated_since` (Pipedrive Q4).
 */
export function createUserLister(company: Company): (call: PipedriveCall) => Answer {
  const cache = new PageCache(company.settings.page_cache_bytes);
  return ({viewer, query}) => {
    const {users} = company;
    const key = `${users.version()} ${viewer.user.id} ${viewer.seesModified}`;
    if (company.settings.profile === 'guide') {
      const {start, limit} = readPlace(query);
      const since = query.get('updated_since') ?? '';
      const write = (): Buffer => writePage(company, viewer, query);
      return writtenJsonAnswer(cache.get(`${key} ${start} ${limit} ${since}`, write));
    }
    if (users.count() > KEPT_MAX) return writtenJsonAnswer(wholeList(company, viewer));
    return writtenJsonAnswer(cache.get(key, () => Buffer.concat([...wholeList(company, viewer)])));
  };
}

function* wholeList(company: Company, viewer: Viewer): Generator<Buffer> {
  let texts: string[] = [];
  let opening = '{"success":true,"data":[';
  for (const user of company.users.all()) {
    texts.push(JSON.stringify(showUser(company, user, viewer)));
    if (texts.length < CHUNK_ROWS) continue;
    yield Buffer.from(`${opening}${texts.join(',')}`);
    opening = ',';
    texts = [];
  }
  // After a last full chunk there is nothing to join with a comma.
  const joined = texts.length === 0 && opening === ',' ? '' : `${opening}${texts.join(',')}`;
  yield Buffer.from(`${joined}]}`);
}

function writePage(company: Company, viewer: Viewer, query: URLSearchParams): Buffer {
  const place = readPlace(query);
  const changed = changedSince(company, query);
  const page = changed
    ? changed.slice(place.start, place.start + place.limit)
    : company.users.slice(place.start, place.limit);
  const texts = page.map((user) => JSON.stringify(showUser(company, user, viewer)));
  const pagination = paginationOf(place, changed?.length ?? company.users.listed());
  const rest = JSON.stringify({pagination});
  return Buffer.from(`{"success":true,"data":[${texts.join(',')}],"additional_data":${rest}}`);
}

function changedSince(
  {users}: Company,
  query: URLSearchParams,
): readonly PipedriveUser[] | undefined {
  const since = Date.parse(query.get('updated_since') ?? '');
  if (Number.isNaN(since)) return undefined;
  return [...users.all()].filter(({modifiedMs}) => modifiedMs !== null && modifiedMs >= since);
}
