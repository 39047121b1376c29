import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import {absenceIn, notAvailable, notReadable} from './absence';
import {readListPage, type ListPage} from './list-response';
import type {ResourceKind} from './resource-kinds';
import type {ScimService} from './service';

/** The largest page that Pendo gives, and the usual one elsewhere. */
const PAGE_SIZE = 100;
/** How often a list that changes while it is read is begun anew. */
const PASSES_MAX = 3;

/** A list to be read. */
export interface Listing {
  readonly service: ScimService;
  readonly kind: ResourceKind;
  readonly signal: AbortSignal;
}

/**
 * Reads a list to its end, page by page, each resource once. The next page begins behind what came:
 * `itemsPerPage` may be the `count` that was asked for instead of the number of rows (Pendo does so).
 *
 * Ends without an error only when as many different resources came as `totalResults` says. Pages are
 * places in a list, so whoever leaves while it is read moves the others up, and one may be missed: when
 * `totalResults` falls, or repeated resources leave a gap, the list is read once more. What no client
 * can see is one who left and one who joined between two pages; the next sync finds who was missed.
 */
export async function* listResources(listing: Listing): AsyncGenerator<readonly JsonObject[]> {
  const seen = new Set<string>();
  for (let pass = 1; pass <= PASSES_MAX; pass += 1) {
    const inPass = pass === 1 ? seen : new Set<string>();
    if (yield* readPass(listing, seen, inPass)) return;
  }
  throw keepsChanging(listing);
}

/** Yields what is not in `seen`; returns whether the pass is sure to have met every resource. */
async function* readPass(
  listing: Listing,
  seen: Set<string>,
  inPass: Set<string>,
): AsyncGenerator<readonly JsonObject[], boolean> {
  let start = 1;
  let highest = 0;
  while (true) {
    const {total, resources} = await readPage(listing, start);
    highest = Math.max(highest, total);
    if (resources.length === 0 && start <= total) throw endsEarly(listing, start, total);
    const before = inPass.size;
    const fresh: JsonObject[] = [];
    for (const resource of resources) {
      const id = idOf(resource, listing);
      if (inPass === seen ? !inPass.has(id) : !seen.has(id)) fresh.push(resource);
      inPass.add(id);
      seen.add(id);
    }
    if (resources.length > 0 && inPass.size === before) throw standsStill(listing, start);
    if (fresh.length > 0) yield fresh;
    start += resources.length;
    if (start > total) return total === highest && inPass.size >= total;
  }
}

async function readPage({service, kind, signal}: Listing, start: number): Promise<ListPage> {
  const {profile, account, mask} = service;
  const answer = await service.get({
    path: kind.path,
    query: {startIndex: start, count: PAGE_SIZE},
    purpose: `list ${kind.what}`,
    signal,
  });
  const absence = absenceIn(answer);
  if (absence === undefined) {
    return readListPage(answer.body, {title: profile.title, what: kind.what, mask});
  }
  throw kind.isBasic
    ? notAvailable(profile, absence)
    : notReadable(profile, `${account}_${kind.what}`, absence);
}

/** Some services write ids as numbers. */
function idOf(resource: JsonObject, {service, kind}: Listing): string {
  const {id} = resource;
  if (typeof id === 'string' && id !== '') return id;
  if (typeof id === 'number') return String(id);
  throw new Failure({
    kind: 'data',
    message: `${service.profile.title}'s SCIM service listed one of the ${kind.what} without an id, so the list cannot be trusted. Run the sync again; report it to ${service.profile.title} if it happens again.`,
  });
}

function endsEarly({service, kind}: Listing, start: number, total: number): Failure {
  const {title} = service.profile;
  return new Failure({
    kind: 'data',
    message: `${title}'s SCIM service says that it has ${total} ${kind.what} and gave only ${start - 1}, so the list would be incomplete. Run the sync again; report it to ${title} if it happens again.`,
    detail: `${kind.path} is empty at startIndex=${start}`,
  });
}

function standsStill({service, kind}: Listing, start: number): Failure {
  const {title} = service.profile;
  return new Failure({
    kind: 'data',
    message: `${title}'s SCIM service repeats a page of ${kind.what} instead of going on, so the list would be incomplete. Run the sync again; report it to ${title} if it happens again.`,
    detail: `${kind.path} gives nothing new at startIndex=${start}`,
  });
}

function keepsChanging({service, kind}: Listing): Failure {
  return new Failure({
    kind: 'transient',
    message: `The ${kind.what} of ${service.profile.title}'s SCIM service changed each time while they were listed, so some may have been missed. Run the sync again when fewer changes are made.`,
  });
}
