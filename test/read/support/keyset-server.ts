import type {KeysetAnswer, KeysetFetch, KeysetOptions} from '../../../src/read/keyset/keyset-sweep';
import {createKeysetReader} from '../../../src/read/keyset/keyset-sweep';
import type {CursorReader} from '../../../src/read/reader';
import {schema} from './memory-source';

/** A row of the simulated server; `at` is null where it has no cursor. */
export interface ServerRow {
  readonly key: string;
  readonly at: number | null;
  readonly name?: string;
}

/** What of a question the server heeds. */
export interface ServerManners {
  readonly filters?: boolean;
  readonly sorts?: boolean;
  readonly limits?: boolean;
  /** Never more rows than this, whatever was asked for. */
  readonly cap?: number;
  readonly compare?: (a: string, b: string) => number;
  /** Cuts the list before it sorts it. */
  readonly sortsLast?: boolean;
  /** The order of keys by which it sorts, where that is not the one by which it filters. */
  readonly sortsBy?: (a: string, b: string) => number;
  /** Cannot sort the other way round. */
  readonly noReverse?: boolean;
}

/** A server that can filter by key and by cursor, and a count of what it was asked. */
export interface KeysetServer {
  rows: readonly ServerRow[];
  readonly fetch: KeysetFetch;
  readonly requests: string[];
  /** The server's own time, where it tells it. */
  vendorMs?: number;
  /** Called before each answer; may change `rows` or throw. */
  before: (request: number) => void;
}

const swap =
  <T>(order: (a: T, b: T) => number) =>
  (a: T, b: T): number =>
    order(b, a);

const codeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Creates a server; by default it heeds everything, ordering keys by code units. */
export function createKeysetServer(
  rows: readonly ServerRow[],
  manners: ServerManners = {},
): KeysetServer {
  const {filters = true, sorts = true, limits = true, cap, compare = codeUnits} = manners;
  const {sortsBy = compare} = manners;
  const answer = (
    kind: string,
    limit: number,
    select: (row: ServerRow) => boolean,
  ): Promise<KeysetAnswer> => {
    server.requests.push(kind);
    server.before(server.requests.length);
    const found = filters ? server.rows.filter(select) : [...server.rows];
    const byKey = (a: ServerRow, b: ServerRow): number => sortsBy(a.key, b.key);
    const byTime = (a: ServerRow, b: ServerRow): number => (a.at ?? 0) - (b.at ?? 0) || byKey(a, b);
    const order = kind === 'window' ? byTime : kind === 'last' ? swap(byKey) : byKey;
    if (sorts && manners.sortsLast !== true) found.sort(order);
    const most = Math.min(
      limits ? limit : Number.POSITIVE_INFINITY,
      cap ?? Number.POSITIVE_INFINITY,
    );
    const cut = found.slice(0, most);
    if (sorts && manners.sortsLast === true) cut.sort(order);
    return Promise.resolve({
      rows: cut.map((row) => ({...row})),
      vendorMs: server.vendorMs,
    });
  };
  const server: KeysetServer = {
    rows,
    requests: [],
    before: () => undefined,
    fetch: {
      listing: async ({afterKey, throughKey, limit}) =>
        answer(
          'listing',
          limit,
          ({key}) =>
            (afterKey === null || compare(key, afterKey) > 0) &&
            (throughKey === undefined || compare(key, throughKey) <= 0),
        ),
      window: async ({from, to, limit}) =>
        answer('window', limit, ({at}) => at !== null && at >= from && at <= to),
      ...(manners.noReverse !== true && {
        last: async ({limit}) => answer('last', limit, () => true),
      }),
      tie: async ({at: time, afterKey, limit}) =>
        answer('tie', limit, ({key, at}) => at === time && compare(key, afterKey) > 0),
    },
  };
  return server;
}

/** A reader of the stream `visitors` from that server. */
export function keysetReader(
  server: KeysetServer,
  options: Partial<KeysetOptions> = {},
): CursorReader {
  return createKeysetReader({
    stream: {name: 'visitors', schema, primaryKey: ['key'], cursorField: 'at'},
    pageSize: 10,
    keyOf: (row) => String(row['key']),
    cursorOf: ({at}) => (typeof at === 'number' ? at : undefined),
    fetch: server.fetch,
    lookbackMs: 600_000,
    fullListingEveryMs: 7 * 86_400_000,
    ...options,
  });
}
