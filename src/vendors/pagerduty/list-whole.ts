import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import {listPages} from './list-pages';
import {pagingRules, type Listing} from './read-page';

/**
 * The pages of a list that must fit below the offset cap (PagerDuty Q2); throws a `config` Failure
 * when it does not. `remedy` is what the user can do then, as the last sentence of the message.
 */
export async function* listWhole(
  listing: Listing,
  remedy: string,
): AsyncGenerator<readonly JsonObject[]> {
  const end = yield* listPages(listing, new Set());
  if (end.complete) return;
  throw new Failure({
    kind: 'config',
    message: `PagerDuty gives at most ${pagingRules.offsetCap} entries when asked to ${listing.purpose}, and there are ${end.total ?? 'more'}, so the list would be incomplete. ${remedy}`,
  });
}
