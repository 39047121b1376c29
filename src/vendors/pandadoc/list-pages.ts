import type {JsonObject} from '../../core/json';
import type {SentList} from '../../core/records/sent-list';
import type {HttpRequest} from '../../http/request';
import {keyTextOf} from '../../read/listing/key-of';
import {listWhole, type ListEnd} from '../../read/listing/list-whole';
import type {ListPage, ListSource} from '../../read/listing/list-source';
import {
  firstPage,
  pageBefore,
  pageBehind,
  resizedPage,
  type NumberedPage,
} from '../../read/listing/numbered-pages';
import type {Workspace} from './connect';
import {pageOf} from './results';
import type {MembersPagination} from './settings';

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
  /** Why the list cannot be empty. */
  readonly neverEmpty: string;
  /** Makes rows of the records in an answer's text, where it can; they then stand in place of records. */
  readonly list?: SentList;
  readonly signal: AbortSignal;
}

/**
 * Reads a list to its end, see `listWhole`; each id comes once. One form of request serves both
 * readings of `/members` (PandaDoc Q1): a server that knows no pages gives its whole list for each.
 */
export function listPages(listing: Listing): AsyncGenerator<readonly JsonObject[], ListEnd> {
  return listWhole(sourceOf(listing));
}

function sourceOf(listing: Listing): ListSource<NumberedPage> {
  const {workspace, purpose, pageSize, pagination, idField, neverEmpty} = listing;
  return {
    vendor: `PandaDoc, workspace "${workspace.settings.name}",`,
    purpose,
    pageSize,
    first: firstPage(pageSize),
    ask: (place, size) => askForPage(listing, place, size),
    behind: (place, rows) => (pagination === 'none' ? undefined : pageBehind(place, rows)),
    before: pageBefore,
    lengthAt: ({count}, size) => Math.min(count, size),
    resized: resizedPage,
    keyOf: (record) => keyTextOf(record[idField]),
    neverEmpty,
  };
}

async function askForPage(
  {workspace, path, query, pagination, purpose, list, signal}: Listing,
  {page, count}: NumberedPage,
  size: number,
): Promise<ListPage<NumberedPage>> {
  const answer = await workspace.client.send({
    method: 'GET',
    path,
    query: pagination === 'none' ? {...query} : {...query, page, count: Math.min(count, size)},
    repeatable: true, // a read changes nothing
    list,
    signal,
    purpose,
  });
  return pageOf(answer.body, purpose);
}
