import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {Log} from '../../core/log';
import type {HttpClient, HttpRequest} from '../../http/request';
import {learnLetters, rarestFirst, type LetterCounts} from './letters';
import {listPages, OFFSET_CAP, ownId, type Listing} from './list-pages';

/** What a list of all users is read with. */
export interface AllUsers {
  readonly client: HttpClient;
  readonly query: NonNullable<HttpRequest['query']>;
  readonly onOffsetCap: 'split_by_team' | 'fail';
  readonly log: Log | undefined;
  readonly signal: AbortSignal;
}

/** Longest text that is searched for; longer ones than this tell hardly more users apart. */
const SEARCH_LENGTH_MAX = 3;
/** From so many users on, letters are learned from what comes: the cap may be reached. */
const LEARN_FROM = OFFSET_CAP / 2;

interface Progress {
  readonly all: AllUsers;
  readonly listing: Listing;
  readonly seen: Set<string>;
  readonly letters: LetterCounts;
  /** As PagerDuty counted last. */
  total: number;
}

/**
 * Lists every user once, page by page. Beyond offset + limit = 10,000 (PagerDuty Q2) it goes on team
 * by team, then with searches for letters and pairs of letters, and ends as soon as it has seen as
 * many different users as PagerDuty counts. Where that cannot be reached it throws a `config`
 * Failure: it never ends short.
 */
export async function* listAllUsers(all: AllUsers): AsyncGenerator<readonly JsonObject[]> {
  const {client, query, signal} = all;
  const seen = new Set<string>();
  const listing: Listing = {
    client,
    path: '/users',
    itemsAt: 'users',
    query,
    purpose: 'list users',
    idOf: ownId,
    leavesLong: all.onOffsetCap === 'fail',
    signal,
  };
  const progress: Progress = {all, listing, seen, letters: new Map(), total: 0};
  const end = yield* learning(progress, listPages(listing, seen));
  if (end.complete) return;
  if (all.onOffsetCap === 'fail') throw capReached(end.total);
  yield* beyondTheCap(progress);
}

async function* beyondTheCap(progress: Progress): AsyncGenerator<readonly JsonObject[]> {
  const {all, seen} = progress;
  progress.total = await countUsers(progress);
  all.log?.(
    'INFO',
    `PagerDuty counts ${progress.total} users and lists ${OFFSET_CAP} at once: the others are looked for team by team, then by name.`,
  );
  for await (const teamIds of teamIdPages(progress)) {
    for (const teamId of teamIds) {
      yield* shard(progress, {'team_ids[]': teamId});
      if (await isProven(progress)) return;
    }
  }
  if (yield* search(progress)) return;
  progress.total = await countUsers(progress);
  if (seen.size < progress.total) throw incomplete(progress);
}

/** Searches by rising length; a text that too many users match is made longer. */
async function* search(progress: Progress): AsyncGenerator<readonly JsonObject[], boolean> {
  const letters = rarestFirst(progress.letters);
  let texts: readonly string[] = letters;
  for (let length = 1; length <= SEARCH_LENGTH_MAX; length += 1) {
    const tooMany: string[] = [];
    for (const text of texts) {
      const end = yield* shard(progress, {query: text});
      if (!end.complete) tooMany.push(text);
      if (await isProven(progress)) return true;
    }
    // A server that does not narrow the list will not do so for longer texts.
    if (tooMany.length === texts.length) return false;
    texts = tooMany.flatMap((text) => letters.map((letter) => text + letter));
  }
  return false;
}

function shard(
  progress: Progress,
  query: NonNullable<HttpRequest['query']>,
): ReturnType<typeof listPages> {
  const {listing, seen} = progress;
  const narrowed = {...listing, query: {...listing.query, ...query}, leavesLong: true};
  return learning(progress, listPages(narrowed, seen));
}

async function* learning(
  {seen, letters}: Progress,
  pages: ReturnType<typeof listPages>,
): ReturnType<typeof listPages> {
  for (;;) {
    const next = await pages.next();
    if (next.done === true) return next.value;
    if (seen.size > LEARN_FROM) learnLetters(letters, next.value);
    if (next.value.length > 0) yield next.value;
  }
}

/** PagerDuty is asked again before it is believed: users may have joined meanwhile. */
async function isProven(progress: Progress): Promise<boolean> {
  if (progress.seen.size < progress.total) return false;
  progress.total = await countUsers(progress);
  return progress.seen.size >= progress.total;
}

async function countUsers({listing: {client, signal}}: Progress): Promise<number> {
  const answer = await client.send({
    method: 'GET',
    path: '/users',
    query: {limit: 1, offset: 0, total: true},
    repeatable: true, // a read changes nothing
    signal,
    purpose: 'count users',
  });
  // Absent, null or of another type: there is no count then.
  const total = (answer.body as JsonObject | null | undefined)?.['total'];
  if (typeof total === 'number') return total;
  throw new Failure({
    kind: 'config',
    message: `PagerDuty lists at most ${OFFSET_CAP} users and does not say how many there are, so a longer list cannot be proven complete. Check pagerduty.base_url; read the users through SCIM if it is right.`,
  });
}

/** No teams, or no right to see them: the searches must do. */
async function* teamIdPages({listing, all}: Progress): AsyncGenerator<readonly string[]> {
  const teams: Listing = {
    ...listing,
    path: '/teams',
    itemsAt: 'teams',
    query: {},
    purpose: 'list teams',
    leavesLong: false,
  };
  try {
    for await (const page of listPages(teams, new Set())) {
      yield page.flatMap((team) => ownId(team) ?? []);
    }
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'auth' || error.status === 401) throw error;
    all.log?.('WARN', `Teams cannot be used to list all users. ${error.message}`);
  }
}

function capReached(total: number | undefined): Failure {
  return new Failure({
    kind: 'config',
    message: `PagerDuty lists at most ${OFFSET_CAP} users, and the account has ${total ?? 'more'}. Set pagerduty.on_offset_cap to split_by_team.`,
  });
}

function incomplete({seen, total}: Progress): Failure {
  return new Failure({
    kind: 'config',
    message: `PagerDuty counts ${total} users but lists at most ${OFFSET_CAP} at once; going on team by team and by name, ${seen.size} were found and ${total - seen.size} are missing, so the list is not taken for complete. Put the users who are in no team into teams of at most ${OFFSET_CAP} members, or read the users through SCIM; then run the sync again.`,
  });
}
