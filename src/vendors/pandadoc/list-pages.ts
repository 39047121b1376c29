import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {HttpRequest} from '../../http/request';
import type {Workspace} from './connect';
import {idOf, pageOf, type Page} from './results';
import type {MembersPagination} from './settings';

/** How often a list is read again when it came out shorter than the vendor counts. */
const PASSES_MAX = 3;

/** The guide's default page, for servers that do not heed `count`. */
const PAGE_SIZE_DEFAULT = 50;

/** A list of PandaDoc's, seen with one workspace's credential. */
export interface Listing {
  readonly workspace: Workspace;
  readonly path: '/members' | '/workspaces' | '/users';
  readonly query?: NonNullable<HttpRequest['query']>;
  /** The largest page of the endpoint (PandaDoc Q6). */
  readonly pageSize: number;
  /** Default `auto`. */
  readonly pagination?: MembersPagination;
  /** Name of the id in a record. */
  readonly idField: string;
  /** For messages: "list members". */
  readonly purpose: string;
  readonly signal: AbortSignal;
}

/** What one pass over the list has found. */
interface Pass {
  readonly ids: Set<string>;
  /** The most that the vendor counted; undefined where it does not count. */
  total: number | undefined;
}

/**
 * Reads a list to its end; each id comes once. One form of request serves both readings of
 * `/members` (PandaDoc Q1): more records than were asked for are the whole list, and so is a page
 * that repeats. Where the vendor counts (`total`), the list is complete when as many ids came: who
 * is removed while it is read makes another one skip from the page ahead to a page behind, so a list
 * that came out too short is read again. Throws a `transient` Failure when it stays too short.
 */
export async function* listPages(listing: Listing): AsyncGenerator<readonly JsonObject[]> {
  const passedOn = new Set<string>();
  for (let nth = 1; nth <= PASSES_MAX; nth += 1) {
    const pass: Pass = {ids: new Set(), total: undefined};
    yield* onePass(listing, pass, passedOn);
    if (pass.ids.size >= (pass.total ?? 0)) return;
  }
  throw tooShort(listing);
}

async function* onePass(
  listing: Listing,
  pass: Pass,
  passedOn: Set<string>,
): AsyncGenerator<readonly JsonObject[]> {
  for (let number = 1; ; number += 1) {
    const page = await readPage(listing, number);
    const knownBefore = pass.ids.size;
    yield takeNew(listing, page.records, {pass, passedOn});
    if (page.total !== undefined) pass.total = Math.max(page.total, pass.total ?? 0);
    // An empty page, and a page that repeats: nothing follows, or the server does not page.
    if (pass.ids.size === knownBefore) return;
    if (!goesOn(listing, pass, distinctIn(listing, page))) return;
  }
}

/** Whether a further page may hold more; `distinct` are the ids of the page that came. */
function goesOn(
  {pageSize, pagination = 'auto'}: Listing,
  {ids, total}: Pass,
  distinct: number,
): boolean {
  if (pagination === 'none') return false;
  if (total !== undefined) return ids.size < total;
  if (distinct > pageSize) return pagination === 'page';
  return distinct === pageSize || distinct === PAGE_SIZE_DEFAULT;
}

/** A page that repeats a row looks longer than it is. */
function distinctIn({idField}: Listing, {records}: Page): number {
  return new Set(records.map((record) => record[idField])).size;
}

async function readPage(listing: Listing, number: number): Promise<Page> {
  const {workspace, path, query, pageSize, pagination, purpose, signal} = listing;
  const answer = await workspace.client.send({
    method: 'GET',
    path,
    query: pagination === 'none' ? {...query} : {...query, page: number, count: pageSize},
    repeatable: true, // a read changes nothing
    signal,
    purpose,
    // A server may answer a page behind the last one so.
    ...(number > 1 && {accept: [404]}),
  });
  return answer.status === 404 ? NO_PAGE : pageOf(answer.body, purpose);
}

const NO_PAGE: Page = {records: [], total: undefined};

function takeNew(
  {idField, purpose}: Listing,
  records: readonly JsonObject[],
  {pass, passedOn}: {readonly pass: Pass; readonly passedOn: Set<string>},
): readonly JsonObject[] {
  const fresh: JsonObject[] = [];
  for (const record of records) {
    const id = idOf(record[idField]);
    if (id === undefined) throw missingId(purpose, idField);
    pass.ids.add(id);
    if (passedOn.has(id)) continue;
    passedOn.add(id);
    fresh.push(record);
  }
  return fresh;
}

function missingId(purpose: string, field: string): Failure {
  return new Failure({
    kind: 'data',
    message: `PandaDoc gave an entry without ${field} when asked to ${purpose}, so the list cannot be trusted. Run the sync again; report it if it happens again.`,
  });
}

function tooShort({workspace, purpose}: Listing): Failure {
  return new Failure({
    kind: 'transient',
    message: `PandaDoc, workspace "${workspace.settings.name}", gave fewer entries than it counts when asked to ${purpose}, ${PASSES_MAX} times: the list changes while it is read, or is cut short. Run the sync again at a quieter time.`,
  });
}
