import type {JsonObject} from '../../../src/core/json';
import {
  firstPage,
  pageBefore,
  pageBehind,
  type NumberedPage,
} from '../../../src/read/listing/numbered-pages';
import type {ListPage, ListSource} from '../../../src/read/listing/list-source';

/** Something that happens to the list between two requests. */
export type ListEvent =
  | {readonly type: 'move'; readonly from: number; readonly to: number}
  | {readonly type: 'leave'; readonly at: number}
  | {readonly type: 'join'; readonly at: number; readonly id: string};

/** What a server tells, and how it lies. */
export interface ListServerOptions {
  readonly ids: readonly string[];
  readonly paging: 'offset' | 'page' | 'cursor' | 'ignored' | 'size_ignored';
  readonly pageSize: number;
  /** The server's own cap of a page, by the number of the request; used again from the first on. */
  readonly caps: readonly number[];
  /** Requests answered without any row although there are some, by number. */
  readonly hiddenPages?: readonly number[];
  readonly signs: ReadonlySet<'more' | 'total'>;
  readonly lie?:
    | {readonly sign: 'total'; readonly says: number | 'rows of this answer' | 'rows so far'}
    | {readonly sign: 'more'; readonly atRequest: number};
  /** By the number of the request before which they happen. */
  readonly events?: ReadonlyMap<number, readonly ListEvent[]>;
  readonly neverEmpty?: string;
}

type Place = number | string | NumberedPage;

/** A list of rows `{id}` behind the interface that vendors implement. */
export interface ListServer {
  readonly source: ListSource<Place>;
  /** Ids that are on the list now. */
  now(): readonly string[];
  requests(): number;
}

/** Creates the server. */
export function createListServer(options: ListServerOptions): ListServer {
  const list = [...options.ids];
  const {paging, pageSize, signs, lie} = options;
  let requests = 0;

  const ask = (place: Place, size: number): ListPage<Place> => {
    for (const event of options.events?.get(requests) ?? []) happen(list, event);
    const cap = options.caps[requests % options.caps.length] ?? size;
    const isHidden = options.hiddenPages?.includes(requests) === true;
    const isLying = lie?.sign === 'more' && lie.atRequest === requests;
    requests += 1;
    // Pages that are named by their number are all of one size.
    const numbered = Math.min(size, countOf(place), options.caps[0] ?? size);
    const start = typeof place === 'object' ? (place.page - 1) * numbered : Number(place);
    const rows = isHidden ? [] : rowsAt(start, paging === 'page' ? numbered : Math.min(size, cap));
    const end = paging === 'ignored' ? list.length : start + rows.length;
    const more = end < list.length;
    return {
      items: rows.map((id): JsonObject => ({id})),
      ...(signs.has('total') && {total: total(rows.length, end)}),
      ...(signs.has('more') && {more: isLying ? !more : more}),
      ...(paging === 'cursor' && more && !isLying && {next: String(end)}),
    };
  };
  const rowsAt = (start: number, count: number): readonly string[] => {
    if (paging === 'ignored') return list;
    return list.slice(start, start + (paging === 'size_ignored' ? pageSize : count));
  };
  const total = (rows: number, end: number): number => {
    if (lie?.sign !== 'total') return list.length;
    if (lie.says === 'rows of this answer') return rows;
    return lie.says === 'rows so far' ? end : lie.says;
  };
  const first: Place = paging === 'page' ? firstPage(pageSize) : paging === 'cursor' ? '0' : 0;
  return {
    now: () => list,
    requests: () => requests,
    source: {
      vendor: 'Example',
      purpose: 'list people',
      pageSize,
      first,
      ask: (place, size) => Promise.resolve(ask(place, size)),
      behind: (place, rows) => {
        if (paging === 'cursor') return undefined;
        return typeof place === 'object' ? pageBehind(place, rows) : Number(place) + rows;
      },
      ...(paging !== 'cursor' && {before: earlier}),
      lengthAt: (place, size) => Math.min(countOf(place), size),
      keyOf: ({id}) => (typeof id === 'string' ? id : undefined),
      ...(options.neverEmpty !== undefined && {neverEmpty: options.neverEmpty}),
    },
  };
}

function countOf(place: Place): number {
  return typeof place === 'object' ? place.count : Infinity;
}

function earlier(place: Place, rows: number): {place: Place; rows: number} | undefined {
  if (typeof place === 'object') return pageBefore(place, rows);
  const first = Math.max(0, Number(place) - rows);
  return {place: first, rows: Number(place) - first};
}

function happen(list: string[], event: ListEvent): void {
  if (event.type === 'join') {
    list.splice(event.at % (list.length + 1), 0, event.id);
    return;
  }
  if (list.length === 0) return;
  if (event.type === 'leave') {
    list.splice(event.at % list.length, 1);
    return;
  }
  const [moved = ''] = list.splice(event.from % list.length, 1);
  list.splice(event.to % (list.length + 1), 0, moved);
}
