import {Failure} from '../../../core/failure';
import type {JsonObject} from '../../../core/json';
import type {Log} from '../../../core/log';
import type {HttpClient, HttpRequest} from '../../../http/request';
import {createLetterLearner} from './letters';
import {listPages} from '../lists/list-pages';
import {lookBeyondTheCap} from './look-beyond-cap';
import {ownId, pagingRules, type Listing, type PagingRules} from '../lists/read-page';
import {createUserCount} from './user-count';

/** What a list of all users is read with. */
export interface AllUsers {
  readonly client: HttpClient;
  readonly query: NonNullable<HttpRequest['query']>;
  /** Reads a page, in place of the ordinary way. */
  readonly read?: Listing['read'];
  readonly onOffsetCap: 'split_by_team' | 'fail';
  /** See `Listing`; default: they do. */
  readonly pagesOverlap?: boolean;
  /** PagerDuty's own unless given. */
  readonly rules?: PagingRules;
  readonly log: Log | undefined;
  readonly signal: AbortSignal;
}

/**
 * Lists every user once, page by page. Beyond offset + limit = 10,000 (PagerDuty Q2) it goes on team
 * by team, then with searches for letters, and ends as soon as it has seen as many different users
 * as PagerDuty has counted. Where that cannot be reached it throws a Failure, `config` or, when users
 * left meanwhile, `transient`: it never ends short.
 */
export async function* listAllUsers(all: AllUsers): AsyncGenerator<readonly JsonObject[]> {
  const {client, query, read, onOffsetCap, log, signal, rules = pagingRules} = all;
  const {pagesOverlap = true} = all;
  const seen = new Set<string>();
  const letters = createLetterLearner();
  const listing: Listing = {
    client,
    path: '/users',
    itemsAt: 'users',
    query,
    purpose: 'list users',
    idOf: ownId,
    leavesLong: onOffsetCap === 'fail',
    pagesOverlap,
    rules,
    ...(read && {read}),
    signal,
  };
  // Only the whole list: a team or a search may be without users, and an account without teams.
  const neverEmpty = "the account's owner is one of them";
  const pages = listPages({...listing, neverEmpty}, seen);
  let next = await pages.next();
  for (; next.done !== true; next = await pages.next()) {
    // A server's own cap may come at any place, and then the letters are needed.
    letters.learn(next.value);
    yield next.value;
  }
  const {complete, total} = next.value;
  if (complete) return;
  // A server's own cap may be lower than the documented one.
  const isLower = total === undefined || total <= rules.offsetCap;
  if (onOffsetCap === 'fail') throw capReached(total, isLower ? seen.size : rules.offsetCap);
  const reached = {...rules, offsetCap: Math.min(rules.offsetCap, seen.size)};
  const count = createUserCount({client, signal, rules: reached, seen, total});
  yield* lookBeyondTheCap({
    listing: {...listing, rules: reached},
    rules: reached,
    seen,
    letters,
    count,
    log,
  });
}

function capReached(total: number | undefined, offsetCap: number): Failure {
  return new Failure({
    kind: 'config',
    message: `PagerDuty lists at most ${offsetCap} users, and the account has ${total ?? 'more'}. Set pagerduty.on_offset_cap to split_by_team.`,
  });
}
