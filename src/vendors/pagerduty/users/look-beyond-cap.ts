import {Failure} from '../../../core/failure';
import type {JsonObject} from '../../../core/json';
import type {Log} from '../../../core/log';
import type {LetterLearner} from './letters';
import {listPages} from '../lists/list-pages';
import {listTail, type TailEnd} from './list-tail';
import {ownId, type Listing, type PagingRules} from '../lists/read-page';
import type {UserCount} from './user-count';

/** A list of all users that has come to the offset cap. */
interface CutList {
  readonly listing: Listing;
  readonly rules: PagingRules;
  readonly seen: Set<string>;
  readonly letters: LetterLearner;
  readonly count: UserCount;
  readonly log: Log | undefined;
}

interface Search extends CutList {
  /** Parts of the list that fit below the cap and were not read whole. */
  readonly partial: Listing[];
}

/** Pages of users; true when all of them were seen. */
type Pages = AsyncGenerator<readonly JsonObject[], boolean>;

/** Longest text that is searched for; longer ones than this tell hardly more users apart. */
const SEARCH_LENGTH_MAX = 3;
/** After so many teams that seem to hold everybody, the server is taken to ignore `team_ids[]`. */
const WIDE_TEAMS_MAX = 3;

/**
 * The users behind the offset cap (PagerDuty Q2): of each team, then of each letter, those at the
 * end of the list; then, should any be missing yet, all of these lists whole. Ends as soon as the
 * count is reached, and throws the count's Failure when it cannot be.
 */
export async function* lookBeyondTheCap(list: CutList): AsyncGenerator<readonly JsonObject[]> {
  const {count, log, rules} = list;
  if (await count.isReached()) return;
  log?.(
    'INFO',
    `PagerDuty counts ${count.latest()} users and lists ${rules.offsetCap} at once: the others are searched for team by team, then by name.`,
  );
  const search: Search = {...list, partial: []};
  if (yield* teamByTeam(search)) return;
  if (yield* letterByLetter(search)) return;
  if (yield* partByPart(search)) return;
  if (await count.isReached()) return;
  throw count.failure();
}

async function* teamByTeam(search: Search): Pages {
  const {count} = search;
  let wide = 0;
  for await (const teamIds of teamIdPages(search)) {
    for (const teamId of teamIds) {
      const {total = 0} = yield* tail(search, {'team_ids[]': teamId});
      if (await count.isProven()) return true;
      wide = total >= count.latest() ? wide + 1 : 0;
      if (wide === WIDE_TEAMS_MAX) return false;
    }
  }
  return false;
}

/** A text that too many users match is made longer. */
async function* letterByLetter(search: Search): Pages {
  const {count, rules} = search;
  const letters = search.letters.inOrder(rules.offsetCap / count.latest());
  let texts: readonly string[] = letters;
  for (let length = 1; length <= SEARCH_LENGTH_MAX; length += 1) {
    const tooLong: string[] = [];
    for (const text of texts) {
      const {reach} = yield* tail(search, {query: text});
      if (reach === 'too_long') tooLong.push(text);
      if (await count.isProven()) return true;
    }
    // A server that does not narrow the list will not do so for longer texts.
    if (tooLong.length === texts.length) return false;
    texts = tooLong.flatMap((text) => letters.map((letter) => text + letter));
  }
  return false;
}

/** Whole: somebody may be missing who is not at the end, because others left meanwhile. */
async function* partByPart({partial, seen, count}: Search): Pages {
  for (const listing of partial) {
    yield* listPages(listing, seen);
    if (await count.isProven()) return true;
  }
  return false;
}

async function* tail(
  {listing, seen, partial, count, rules}: Search,
  query: NonNullable<Listing['query']>,
): AsyncGenerator<readonly JsonObject[], TailEnd> {
  const part = {...listing, query: {...listing.query, ...query}, leavesLong: true};
  const end = yield* listTail(part, {seen, share: 1 - rules.offsetCap / count.latest()});
  if (end.reach === 'partial') partial.push(part);
  return end;
}

/** No teams, or no right to see them: the letters must do. */
async function* teamIdPages({listing, log}: Search): AsyncGenerator<readonly string[]> {
  const teams = {...listing, path: '/teams', itemsAt: 'teams', query: {}, purpose: 'list teams'};
  try {
    for await (const page of listPages(teams, new Set())) {
      yield page.flatMap((team) => ownId(team) ?? []);
    }
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'auth' || error.status === 401) throw error;
    log?.('WARN', `Teams cannot be used to list all users. ${error.message}`);
  }
}
