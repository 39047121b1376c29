import {Failure} from '../../../core/failure';
import type {JsonObject} from '../../../core/json';
import {listPages} from './list-pages';
import {pagingRules, type Listing} from './read-page';

/**
 * The pages of a list that must fit below the offset cap (PagerDuty Q2); throws a `config` Failure
 * when it does not. `remedy` is what the user can do then, as the last sentence of the message.
 */
export async function* listBelowCap(
  listing: Listing,
  remedy: string,
): AsyncGenerator<readonly JsonObject[]> {
  let rows = 0;
  const pages = listPages(listing);
  let next = await pages.next();
  for (; next.done !== true; next = await pages.next()) {
    rows += next.value.length;
    yield next.value;
  }
  const {complete, total} = next.value;
  if (complete) return;
  const cap = Math.min(pagingRules.offsetCap, Math.max(rows, 1));
  throw new Failure({
    kind: 'config',
    message: `PagerDuty gives at most ${cap} entries when asked to ${listing.purpose}, and there are ${total ?? 'more'}, so the list would be incomplete. ${remedy}`,
  });
}
