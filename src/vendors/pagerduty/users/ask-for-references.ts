import {isJsonObject, type JsonObject} from '../../../core/json';
import type {SentList} from '../../../core/records/sent-list';
import {readPage} from '../lists/read-page';

/** A user's lists of what belongs to it, of which a user's row holds references only. */
export const REFERENCE_LISTS = ['contact_methods', 'notification_rules', 'teams'];

/**
 * Reads pages of users whose lists are wanted as references. PagerDuty fills them unasked, with
 * references; other servers leave them empty unless `include[]` asks for whole objects (PagerDuty Q8), which are
 * half of the answer. The first page shows which: it is read again only where all lists of all its
 * users are empty. Once that is known, `list` makes rows of users without parsing them.
 */
export function createReferenceReader(list: SentList): typeof readPage {
  let style: 'unknown' | 'unasked' | 'included' = 'unknown';
  return async (listing, place, size) => {
    const query = {...listing.query, 'include[]': REFERENCE_LISTS};
    const included = {...listing, query, list};
    if (style === 'included') return readPage(included, place, size);
    if (style === 'unasked') return readPage({...listing, list}, place, size);
    const page = await readPage(listing, place, size);
    if (page.items.length === 0) return page;
    style = page.items.some(hasReferences) ? 'unasked' : 'included';
    return style === 'unasked' ? page : readPage(included, place, size);
  };
}

function hasReferences(user: JsonObject): boolean {
  return REFERENCE_LISTS.some((name) => {
    const list = user[name];
    return Array.isArray(list) && list.some((item) => isJsonObject(item));
  });
}
