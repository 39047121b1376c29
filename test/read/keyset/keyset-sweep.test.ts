import fc from 'fast-check';
import {Failure} from '../../../src/core/failure';
import type {JsonObject} from '../../../src/core/json';
import type {KeysetOptions} from '../../../src/read/keyset/keyset-sweep';
import {createTestKit} from '../../support/test-kit';
import {createVirtualClock} from '../../support/virtual-clock';
import type {KeysetServer, ServerManners, ServerRow} from '../support/keyset-server';
import {createKeysetServer, keysetReader} from '../support/keyset-server';
import {sourceOf} from '../support/memory-source';
import type {RecordedRead} from '../support/record-read';
import {plan, recordRead} from '../support/record-read';

const NOW_MS = Date.parse('2026-03-01T12:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

interface ReadAt {
  readonly state?: JsonObject | undefined;
  /** After `NOW_MS`. */
  readonly laterMs?: number;
  readonly options?: Partial<KeysetOptions>;
  readonly checkpointEvery?: number;
}

async function read(server: KeysetServer, at: ReadAt = {}): Promise<RecordedRead> {
  const clock = createVirtualClock(NOW_MS + (at.laterMs ?? 0));
  return recordRead(
    [sourceOf('acme', keysetReader(server, at.options))],
    plan(['visitors'], {visitors: at.state}),
    {kit: createTestKit({clock}), checkpointEvery: at.checkpointEvery ?? 1},
  );
}

const keysOf = (result: RecordedRead): unknown[] => result.records('visitors').map(({key}) => key);

/** `count` rows, a minute apart, the last one a minute before now. */
function manyRows(count: number): ServerRow[] {
  return Array.from({length: count}, (_, n) => ({
    key: `v${String(n).padStart(5, '0')}`,
    at: NOW_MS - (count - n) * MINUTE_MS,
  }));
}

describe('the first read of a keyset', () => {
  it('lists everything by key, one request a page, and what proves the end', async () => {
    const server = createKeysetServer(manyRows(25));
    const first = await read(server);
    expect(keysOf(first)).toEqual(manyRows(25).map(({key}) => key));
    const pages = ['listing', 'listing', 'listing', 'listing'];
    expect(server.requests).toEqual([...pages, 'listing', 'last']);
    expect(first.results[0]).toMatchObject({rowsRead: 25, records: 25});
  });

  it('passes on keys of any text as they are', async () => {
    const keys = ['"', '\\', '""\\"', ' ', 'ü', '\u{1F600}', '\uffff', 'a b', 'a,b', 'a%20b', '=1'];
    const rows = keys.map((key) => ({key, at: NOW_MS - MINUTE_MS}));
    const server = createKeysetServer(rows);
    const first = await read(server, {options: {pageSize: 3}});
    expect(new Set(keysOf(first))).toEqual(new Set(keys));
    const second = await read(server, {state: first.state('visitors'), options: {pageSize: 3}});
    expect(keysOf(second)).toEqual([]);
  });

  it('continues behind the last key after a failure at any page, from its own start time', async () => {
    const rows = manyRows(45);
    for (let failsAt = 1; failsAt <= 5; failsAt += 1) {
      const server = createKeysetServer(rows);
      server.before = (request) => {
        if (request === failsAt) throw new Failure({kind: 'transient', message: 'Down.'});
      };
      const broken = await read(server);
      expect(broken.records('visitors')).toHaveLength((failsAt - 1) * 10);
      server.before = () => undefined;
      // What a page that is done had changes while nobody reads.
      server.rows = rows.map((row, n) => (n === 0 ? {...row, at: NOW_MS + MINUTE_MS} : row));
      const resumed = await read(server, {state: broken.state('visitors'), laterMs: 3 * DAY_MS});
      const expected = failsAt === 1 ? 45 : 45 - (failsAt - 1) * 10;
      expect(resumed.records('visitors')).toHaveLength(expected);
      const next = await read(server, {state: resumed.state('visitors'), laterMs: 3 * DAY_MS});
      expect(keysOf(next)).toEqual(failsAt === 1 ? [] : ['v00000']);
    }
  });

  it('loses nothing that changes while it runs', async () => {
    const rows = manyRows(30);
    const server = createKeysetServer(rows);
    server.before = (request) => {
      // After the first page was read, its first row changes and a row before it appears.
      if (request !== 2) return;
      server.rows = [
        {key: 'a-new', at: NOW_MS + 5},
        {key: 'v00000', at: NOW_MS + 6, name: 'changed'},
        ...rows.slice(1),
      ];
    };
    const first = await read(server);
    server.before = () => undefined;
    const second = await read(server, {state: first.state('visitors'), laterMs: HOUR_MS});
    expect([...keysOf(first).slice(30), ...keysOf(second)]).toEqual(['a-new', 'v00000']);
  });
});

describe('a later read of a keyset', () => {
  it('passes on nothing when nothing changed, with one request', async () => {
    const server = createKeysetServer(manyRows(25));
    const first = await read(server);
    server.requests.length = 0;
    const second = await read(server, {state: first.state('visitors'), laterMs: MINUTE_MS});
    expect(keysOf(second)).toEqual([]);
    expect(server.requests.every((kind) => kind === 'window')).toBe(true);
    expect(second.story('visitors').at(-1)).toBe('complete');
  });

  it('finds a row that became visible late, within the lookback', async () => {
    const server = createKeysetServer(manyRows(25));
    const first = await read(server);
    server.rows = [...server.rows, {key: 'late', at: NOW_MS - 9 * MINUTE_MS}];
    const second = await read(server, {state: first.state('visitors'), laterMs: HOUR_MS});
    expect(keysOf(second)).toEqual(['late']);
  });

  it('finds what a vendor whose clock is hours behind stamped before our last read', async () => {
    const behind = manyRows(25).map((row) => ({
      ...row,
      at: row.at === null ? null : row.at - 5 * HOUR_MS,
    }));
    const server = createKeysetServer(behind);
    const first = await read(server);
    server.rows = [...behind, {key: 'skewed', at: NOW_MS - 4 * HOUR_MS}];
    const second = await read(server, {state: first.state('visitors'), laterMs: HOUR_MS});
    expect(keysOf(second)).toEqual(['skewed']);
  });

  it('pages through a large window with about one request a page', async () => {
    const server = createKeysetServer(manyRows(5));
    const first = await read(server);
    const fresh = Array.from({length: 90}, (_, n) => ({key: `n${n}`, at: NOW_MS + n * MINUTE_MS}));
    server.rows = [...server.rows, ...fresh];
    server.requests.length = 0;
    const second = await read(server, {state: first.state('visitors'), laterMs: DAY_MS});
    expect(keysOf(second)).toEqual(fresh.map(({key}) => key));
    expect(server.requests.length).toBeLessThanOrEqual(12);
    expect(server.requests).not.toContain('tie');
  });

  it('remembers only the keys within the lookback, however long its window is', async () => {
    const server = createKeysetServer(manyRows(5));
    const first = await read(server);
    const fresh = Array.from({length: 900}, (_, n) => ({key: `n${n}`, at: NOW_MS + n * MINUTE_MS}));
    server.rows = [...server.rows, ...fresh];
    const second = await read(server, {
      state: first.state('visitors'),
      laterMs: DAY_MS,
      options: {recentKeysMax: 25},
    });
    expect(keysOf(second)).toHaveLength(900);
    expect(second.kit.logged).toEqual([]);
    const sizes = second.events.map((event) => JSON.stringify(event).length);
    expect(Math.max(...sizes)).toBeLessThan(2_000);
  });

  it('reads a time that more rows share than fit on a page by key', async () => {
    const server = createKeysetServer(manyRows(3));
    const first = await read(server);
    const tied = Array.from({length: 57}, (_, n) => ({key: `t"${n}\\`, at: NOW_MS + MINUTE_MS}));
    server.rows = [...server.rows, ...tied, {key: 'after', at: NOW_MS + MINUTE_MS + 1}];
    const second = await read(server, {state: first.state('visitors'), laterMs: HOUR_MS});
    expect(new Set(keysOf(second))).toEqual(new Set([...tied.map(({key}) => key), 'after']));
    expect(second.records('visitors')).toHaveLength(58);
    expect(server.requests).toContain('tie');
  });

  it('ends its window at the start of the sync and leaves the rest to the next one', async () => {
    const server = createKeysetServer(manyRows(3));
    const first = await read(server);
    server.rows = [...server.rows, {key: 'soon', at: NOW_MS + 2 * HOUR_MS}];
    const second = await read(server, {state: first.state('visitors'), laterMs: HOUR_MS});
    expect(keysOf(second)).toEqual([]);
    const third = await read(server, {state: second.state('visitors'), laterMs: 2 * HOUR_MS});
    expect(keysOf(third)).toEqual(['soon']);
  });

  const aheadByMs = [2 * HOUR_MS, 2 * DAY_MS, 365 * DAY_MS, 8.64e15, 9e15, Number.MAX_SAFE_INTEGER];

  it.each(aheadByMs.flatMap((ms) => [true, false].map((told) => ({ms, told}))))(
    'with a position %o ahead of the clock starts over, with a warning',
    async ({ms, told}) => {
      const server = createKeysetServer(manyRows(15));
      const first = await read(server);
      const state = first.state('visitors') as {position: {since: number}} & JsonObject;
      const since = Math.min(NOW_MS + ms, Number.MAX_SAFE_INTEGER);
      const future = {...state, position: {...state.position, since}};
      if (told) server.vendorMs = NOW_MS;
      const second = await read(server, {state: future});
      expect(keysOf(second)).toHaveLength(15);
      expect(second.kit.logged).toMatchObject([
        {level: 'WARN', message: expect.stringContaining('is in the future') as string},
      ]);
      const third = await read(server, {state: second.state('visitors'), laterMs: HOUR_MS});
      expect(keysOf(third)).toEqual([]);
      expect(third.kit.logged).toEqual([]);
    },
  );

  it('loses and repeats nothing, however far our clock is off the one of the vendor', async () => {
    const skews = fc.integer({min: -2 * DAY_MS, max: 2 * DAY_MS});
    const syncs = fc.array(fc.record({skew: skews, rows: fc.integer({min: 0, max: 12})}), {
      minLength: 2,
      maxLength: 5,
    });
    const property = fc.asyncProperty(syncs, fc.boolean(), async (steps, isQuietLong) => {
      const start = isQuietLong ? [{key: 'old', at: NOW_MS - 40 * DAY_MS}] : manyRows(12);
      const server = createKeysetServer(start);
      const seen = new Map<unknown, number>(start.map(({key}) => [key, 0]));
      let state: JsonObject | undefined;
      let vendorMs = NOW_MS;
      for (const [index, {skew, rows}] of [...steps, {skew: 0, rows: 0}].entries()) {
        server.rows = [
          ...server.rows,
          ...Array.from({length: rows}, (_, n) => ({
            key: `s${index}-${n}`,
            at: vendorMs - n * 1_000,
          })),
        ];
        for (const {key} of server.rows) seen.set(key, seen.get(key) ?? 0);
        vendorMs += 1_000;
        server.vendorMs = vendorMs;
        const done = await read(server, {state, laterMs: vendorMs - NOW_MS + skew});
        for (const key of keysOf(done)) seen.set(key, (seen.get(key) ?? 0) + 1);
        expect(done.kit.logged).toEqual([]);
        expect([...seen].filter(([, times]) => times !== 1)).toEqual([]);
        state = done.state('visitors');
        vendorMs += HOUR_MS;
      }
    });
    await fc.assert(property, {numRuns: 60});
  });

  it('does not let a stream that is quiet for long grow its window for ever', async () => {
    const old = manyRows(500).map((row) => ({...row, at: NOW_MS - 40 * DAY_MS}));
    const server = createKeysetServer(old);
    const options = {recentKeysMax: 20};
    const first = await read(server, {options});
    const second = await read(server, {state: first.state('visitors'), options});
    expect(keysOf(second)).toEqual([]);
    expect(second.kit.logged).toEqual([]);
  });
});

describe('rows that all share one time', () => {
  const tied = manyRows(83).map((row) => ({...row, at: NOW_MS - MINUTE_MS}));

  it('are read once, and not again while nothing changes', async () => {
    const server = createKeysetServer(tied);
    const first = await read(server);
    expect(first.records('visitors')).toHaveLength(83);
    const second = await read(server, {state: first.state('visitors'), laterMs: HOUR_MS});
    expect(keysOf(second)).toEqual([]);
  });

  it('are repeated rather than lost when they are too many to remember, with a line in the log', async () => {
    const server = createKeysetServer(tied);
    const options = {recentKeysMax: 30};
    const first = await read(server, {options});
    expect(first.records('visitors')).toHaveLength(83);
    expect(first.kit.logged).toMatchObject([{level: 'INFO'}]);
    const second = await read(server, {state: first.state('visitors'), options});
    const repeated = second.records('visitors').length;
    expect(repeated).toBeGreaterThan(0);
    expect(repeated).toBeLessThanOrEqual(83);
  });

  it('make progress over failures even when they are too many to remember', async () => {
    const server = createKeysetServer(manyRows(1));
    const options = {recentKeysMax: 10};
    let state = (await read(server, {options})).state('visitors');
    server.rows = [...server.rows, ...tied.map((row) => ({...row, at: NOW_MS + MINUTE_MS}))];
    const found = new Set<unknown>();
    let attempts = 0;
    for (let failed = true; failed && attempts < 40; attempts += 1) {
      const until = server.requests.length + 4;
      server.before = (request) => {
        if (request > until) throw new Failure({kind: 'transient', message: 'Down.'});
      };
      const result = await read(server, {state, options, laterMs: HOUR_MS});
      for (const record of result.covered('visitors')) found.add(record['key']);
      state = result.state('visitors') ?? state;
      failed = result.results[0]?.failure !== undefined;
    }
    expect(attempts).toBeLessThan(12);
    expect(found.size).toBe(83);
  });
});

describe('rows without a cursor', () => {
  const undated = [
    {key: 'do-not-process', at: null, name: 'a'},
    {key: 'imported', at: null, name: 'b'},
  ];

  it('are found by the next full listing when they are new or changed, and only then', async () => {
    const server = createKeysetServer([...manyRows(25), ...undated]);
    const first = await read(server);
    expect(first.records('visitors')).toHaveLength(27);
    server.rows = [
      ...manyRows(25),
      {key: 'do-not-process', at: null, name: 'changed'},
      {key: 'imported', at: null, name: 'b'},
      {key: 'imported later', at: null},
    ];
    const second = await read(server, {state: first.state('visitors'), laterMs: DAY_MS});
    expect(keysOf(second)).toEqual([]);
    const third = await read(server, {state: second.state('visitors'), laterMs: 8 * DAY_MS});
    expect(keysOf(third)).toEqual(['do-not-process', 'imported later']);
    const fourth = await read(server, {state: third.state('visitors'), laterMs: 16 * DAY_MS});
    expect(keysOf(fourth)).toEqual([]);
    server.requests.length = 0;
    await read(server, {state: fourth.state('visitors'), laterMs: 17 * DAY_MS});
    expect(server.requests).not.toContain('listing');
  });

  it('are forgotten when a whole listing no longer has them, and found again when they return', async () => {
    const server = createKeysetServer([...manyRows(5), ...undated]);
    const first = await read(server);
    server.rows = manyRows(5);
    const second = await read(server, {state: first.state('visitors'), laterMs: 8 * DAY_MS});
    server.rows = [...manyRows(5), ...undated];
    const third = await read(server, {state: second.state('visitors'), laterMs: 16 * DAY_MS});
    expect(keysOf(third)).toEqual(['do-not-process', 'imported']);
  });

  it('are not forgotten by a listing that broke off and was gone on with', async () => {
    const early = undated.map((row) => ({...row, key: `a ${row.key}`}));
    const server = createKeysetServer([...manyRows(25), ...early]);
    const first = await read(server);
    server.requests.length = 0;
    server.before = (request) => {
      if (request === 2) throw new Failure({kind: 'transient', message: 'Down.'});
    };
    const broken = await read(server, {state: first.state('visitors'), laterMs: 8 * DAY_MS});
    server.before = () => undefined;
    const resumed = await read(server, {state: broken.state('visitors'), laterMs: 8 * DAY_MS});
    const next = await read(server, {state: resumed.state('visitors'), laterMs: 16 * DAY_MS});
    expect([broken, resumed, next].map(keysOf)).toEqual([[], [], []]);
    expect(server.requests.filter((kind) => kind === 'listing').length).toBeGreaterThan(4);
  });

  it('do not hide dated changes that a full listing meets', async () => {
    const server = createKeysetServer([...manyRows(25), ...undated]);
    const first = await read(server);
    const changed = {key: 'v00003', at: NOW_MS + DAY_MS, name: 'changed'};
    server.rows = [...manyRows(25).filter(({key}) => key !== 'v00003'), changed, ...undated];
    const second = await read(server, {state: first.state('visitors'), laterMs: 8 * DAY_MS});
    expect(keysOf(second)).toEqual(['v00003']);
    const third = await read(server, {state: second.state('visitors'), laterMs: 8 * DAY_MS + 1});
    expect(keysOf(third)).toEqual([]);
  });
});

/** Every seventh row, then every seventh of the rest: an order that has nothing to do with keys. */
const mixed = (rows: readonly ServerRow[]): ServerRow[] =>
  [6, 2, 0, 5, 1, 4, 3].flatMap((rest) => rows.filter((_row, n) => n % 7 === rest));

describe('a server that does not heed the question', () => {
  const shuffled = [...manyRows(37)].sort((a, b) =>
    (a.key.at(-1) ?? '').localeCompare(b.key.at(-1) ?? ''),
  );
  const plain = shuffled.map(({key}) => ({key, at: null, name: key}));
  const nothing: ServerManners = {filters: false, sorts: false, limits: false};

  it.each([
    ['more rows than a page', plain, 10, nothing],
    ['fewer rows than a page', plain, 100, nothing],
    ['exactly a page of rows', plain, 37, nothing],
    ['exactly a page of rows in order', manyRows(37), 37, {...nothing, sorts: true}],
    ['a round number of rows', plain.slice(0, 10), 100, nothing],
    ['rows with times', shuffled, 10, nothing],
    ['rows with times, a full page', shuffled, 37, nothing],
    ['a limit but nothing else', shuffled, 10, {...nothing, limits: true}],
    ['a limit and an order but no filter', shuffled, 10, {filters: false}],
    ['filters and a limit, but no order', shuffled, 10, {sorts: false}],
    ['filters but no limit', shuffled, 10, {limits: false}],
  ] as const)(
    'with %s is read completely, then only for changes',
    async (_, rows, pageSize, manners) => {
      const server = createKeysetServer(rows, manners);
      const options = {pageSize};
      const first = await read(server, {options});
      expect(first.results[0]?.failure).toBeUndefined();
      expect(keysOf(first).sort()).toEqual(rows.map(({key}) => key).sort());
      const again = await read(server, {
        state: first.state('visitors'),
        options,
        laterMs: MINUTE_MS,
      });
      expect(again.results[0]?.failure).toBeUndefined();
      expect(keysOf(again)).toEqual([]);
      const dated = rows[0]?.at !== null;
      const fresh = [7, 3, 9, 1, 8, 2, 6, 4, 5, 0, 11, 12].map((n) => ({
        key: `z${n}`,
        at: dated ? NOW_MS + n * MINUTE_MS : null,
      }));
      server.rows = [...rows, ...fresh];
      const third = await read(server, {state: again.state('visitors'), options, laterMs: HOUR_MS});
      expect(keysOf(third).sort()).toEqual(fresh.map(({key}) => key).sort());
    },
  );

  it.each([
    ['filters, but neither sorts nor heeds the limit', {sorts: false, limits: false}],
    ['filters and heeds the limit, but does not sort', {sorts: false}],
    ['sorts and filters, but gives more than it is asked for', {limits: false}],
  ])('%s and caps its answers is read whole', async (_, manners) => {
    for (const [cap, count] of [
      [10, 10],
      [40, 300],
      [40, 41],
      [37, 74],
    ] as const) {
      const rows = mixed(manyRows(count));
      for (const pageSize of [5, 5_000]) {
        const server = createKeysetServer(rows, {...manners, cap});
        const first = await read(server, {options: {pageSize}});
        expect(first.results[0]?.failure).toBeUndefined();
        // A row may come again where the first pages looked as if they were in order.
        expect(new Set(keysOf(first))).toEqual(new Set(rows.map(({key}) => key)));
        const fresh = rows.map(({key, at}) => ({key: `z${key}`, at: (at ?? 0) + DAY_MS}));
        server.rows = [...rows, ...fresh];
        const state = first.state('visitors');
        const second = await read(server, {state, laterMs: 2 * DAY_MS, options: {pageSize}});
        expect(new Set(keysOf(second))).toEqual(new Set(fresh.map(({key}) => key)));
      }
    }
  });

  const nearly = manyRows(300);
  const swapped = [
    ...nearly.slice(0, 119),
    ...nearly.slice(119, 121).reverse(),
    ...nearly.slice(121),
  ];
  const lateInside = [...nearly.slice(0, 4), ...nearly.slice(5), ...nearly.slice(4, 5)];
  const aBeforeB = (a: string, b: string): number => a.localeCompare(b, 'en');
  const capitals = ['a', 'b', 'C', 'd', 'E', 'f', 'g'].map((key) => ({key, at: NOW_MS - HOUR_MS}));

  it.each([
    ['cuts its list before it sorts it', mixed(nearly), {cap: 40, sortsLast: true}, 5_000],
    ['cuts it at the size that is asked for', mixed(nearly), {sortsLast: true}, 40],
    [
      'cuts it so early that nothing follows',
      [...nearly].reverse(),
      {cap: 40, sortsLast: true},
      90,
    ],
    ['does not sort, with two rows that are swapped', swapped, {cap: 40, sorts: false}, 5_000],
    ['does not sort, with one row at the end', lateInside, {cap: 40, sorts: false}, 5_000],
    ['does the same at the size that is asked for', lateInside, {sorts: false}, 40],
    [
      'cannot sort the other way round',
      mixed(nearly),
      {cap: 40, sortsLast: true, noReverse: true},
      90,
    ],
    ['sorts otherwise than it filters', capitals, {sortsBy: aBeforeB, cap: 2}, 2],
  ] as const)('and %s is read whole', async (_, rows, manners, pageSize) => {
    const server = createKeysetServer(rows, manners);
    const first = await read(server, {options: {pageSize}});
    expect(first.results[0]?.failure).toBeUndefined();
    expect(keysOf(first).sort()).toEqual(rows.map(({key}) => key).sort());
  });

  it('and steps over rows that it does not give for a range either fails', async () => {
    const server = createKeysetServer(mixed(nearly), {cap: 40, sortsLast: true});
    const fetch: KeysetOptions['fetch'] = {
      ...server.fetch,
      listing: async ({afterKey, limit, signal}) => server.fetch.listing({afterKey, limit, signal}),
    };
    const first = await read(server, {options: {pageSize: 5_000, fetch}});
    const {failure, records} = first.results[0] ?? {};
    if (failure === undefined) expect(records).toBe(300);
    else expect(failure.message).toMatch(/cannot be read completely/);
  });

  it('filters nothing and sends a round number of rows is not taken for complete', async () => {
    for (const manners of [{filters: false}, {filters: false, sorts: false}]) {
      const server = createKeysetServer(manyRows(300), {...manners, cap: 40});
      const first = await read(server, {options: {pageSize: 5_000}});
      expect(first.results[0]?.failure?.message).toMatch(/visitors cannot be read completely/);
      expect(first.story('visitors').at(-1)).toBe('failed');
    }
  });

  it('and cuts its list where no limit reaches fails instead of losing rows', async () => {
    const server = createKeysetServer(shuffled, {filters: false, sorts: false});
    server.rows = Array.from({length: 120_000}, (_, n) => ({
      key: `k${(n * 7919) % 120_000}`,
      at: null,
    }));
    const first = await read(server, {options: {pageSize: 5_000}});
    expect(first.results[0]?.failure).toMatchObject({kind: 'data'});
    expect(first.results[0]?.failure?.message).toMatch(/visitors cannot be read completely/);
  });

  it.each([2, 37, 40, 200])('and caps its pages at %i is read on to the end', async (cap) => {
    const server = createKeysetServer(manyRows(730), {cap});
    const first = await read(server, {options: {pageSize: 5_000}});
    expect(first.records('visitors')).toHaveLength(730);
    server.rows = [
      ...server.rows,
      ...manyRows(650).map((row) => ({key: `n${row.key}`, at: (row.at ?? 0) + DAY_MS})),
    ];
    const second = await read(server, {
      state: first.state('visitors'),
      laterMs: 2 * DAY_MS,
      options: {pageSize: 5_000},
    });
    expect(second.records('visitors')).toHaveLength(650);
  });

  it.each([2, 37, 100])('and caps its pages at %i is read on within one time', async (cap) => {
    const server = createKeysetServer(manyRows(5), {cap});
    const first = await read(server, {options: {pageSize: 5_000}});
    const at = NOW_MS + HOUR_MS;
    server.rows = Array.from({length: 250}, (_, n) => ({
      key: `t${String(n).padStart(3, '0')}`,
      at,
    }));
    const second = await read(server, {
      state: first.state('visitors'),
      laterMs: DAY_MS,
      options: {pageSize: 5_000},
    });
    expect(second.records('visitors')).toHaveLength(250);
  });

  it('asks a quiet vendor once for a window without rows, and twice for one with few', async () => {
    const server = createKeysetServer(manyRows(5));
    const first = await read(server);
    server.requests.length = 0;
    const second = await read(server, {state: first.state('visitors'), laterMs: DAY_MS});
    expect([keysOf(second), server.requests]).toEqual([[], ['window', 'window']]);
  });

  it.each([
    ['bytes', (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))],
    ['small and capital letters alike', (a: string, b: string) => a.localeCompare(b, 'en')],
  ])('but keeps an order by %s is followed', async (_, compare) => {
    const keys = [
      'B',
      'a',
      'C',
      'b',
      '\u{1F600}',
      '\uffee',
      'Zoe',
      'zack',
      'é',
      'e',
      'f',
      'ab',
      'Ab2',
    ];
    const rows = keys.map((key) => ({key, at: NOW_MS - HOUR_MS}));
    const server = createKeysetServer(rows, {compare});
    const first = await read(server, {options: {pageSize: 3}});
    expect(first.results[0]?.failure).toBeUndefined();
    expect(keysOf(first).sort()).toEqual([...keys].sort());
    expect(first.kit.logged).toEqual([]);
  });

  it('and repeats a page of keys that differ by case alone does not keep us for ever', async () => {
    const rows = ['ab', 'AB', 'aB', 'Ab'].map((key) => ({key, at: null}));
    const server = createKeysetServer(rows, {filters: false, sorts: false});
    server.before = (request) => {
      if (request > 20) throw new Error('asked too often');
    };
    const first = await read(server, {options: {pageSize: 4}});
    expect(first.results[0]?.failure).toBeUndefined();
    expect(keysOf(first)).toEqual(['ab', 'AB', 'aB', 'Ab']);
  });

  it('in an order of its own is followed when that order is given', async () => {
    const compare = (a: string, b: string): number => Number(a.slice(1)) - Number(b.slice(1));
    const rows = Array.from({length: 40}, (_, n) => ({key: `k${n}`, at: NOW_MS - HOUR_MS}));
    const server = createKeysetServer(rows, {compare});
    const first = await read(server, {options: {compareKeys: compare}});
    expect(keysOf(first)).toEqual(rows.map(({key}) => key));
    expect(server.requests).toHaveLength(7);
  });
});

describe('a saved position that is not valid', () => {
  it.each([
    {},
    {version: 2},
    {version: 1, since: 'x', recent: '', undated: ''},
    {version: 1, since: null, listing: null, recent: '', undated: ''},
    {version: 1, since: 1, recent: 'no', undated: ''},
    {version: 1, since: 1, recent: '', undated: 'short'},
    {version: 1, since: 1, recent: '', undated: '', tie: {at: 1}},
    {version: 1, since: 1, recent: '', undated: '', listing: {afterKey: 5, startedAtMs: 1}},
  ])('%j is named in a warning and the stream starts over', async (position) => {
    const server = createKeysetServer(manyRows(5));
    const result = await read(server, {state: {version: 1, kind: 'position', position}});
    expect(result.records('visitors')).toHaveLength(5);
    expect(result.kit.logged).toMatchObject([{level: 'WARN'}]);
    expect(result.kit.logged[0]?.message).toMatch(/visitors/);
  });
});

describe('any history of a keyset', () => {
  const step = fc.record({
    /** Which rows are touched, by key number, and by how many minutes time moves on before. */
    touched: fc.uniqueArray(fc.nat({max: 40}), {maxLength: 25}),
    undated: fc.uniqueArray(fc.integer({min: 50, max: 60}), {maxLength: 3}),
    minutes: fc.integer({min: 1, max: 40}),
    sameTime: fc.boolean(),
    failsAfter: fc.oneof(fc.nat({max: 5}), fc.constant(1_000)),
    changesDuring: fc.uniqueArray(fc.nat({max: 40}), {maxLength: 4}),
  });

  it('brings every row in its last version, and nothing twice that did not fail in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, {minLength: 1, maxLength: 6}),
        fc.integer({min: 1, max: 9}),
        fc.integer({min: 1, max: 20}),
        async (steps, pageSize, checkpointEvery) => {
          const world = new Map<string, ServerRow>();
          const server = createKeysetServer([]);
          const options = {pageSize, fullListingEveryMs: 5 * DAY_MS};
          const warehouse = new Map<string, unknown>();
          let state: JsonObject | undefined;
          let elapsedMs = 0;
          let version = 0;
          const touch = (numbers: readonly number[], at: () => number | null): void => {
            for (const n of numbers) {
              const key = `k"${n}\\`;
              world.set(key, {key, at: at(), name: `v${(version += 1)}`});
            }
            server.rows = [...world.values()];
          };
          const sync = async (
            failsAfter: number,
            during: readonly number[],
          ): Promise<RecordedRead> => {
            server.requests.length = 0;
            server.before = (request) => {
              if (request > failsAfter) throw new Failure({kind: 'transient', message: 'Down.'});
              if (request === 2) touch(during, () => NOW_MS + elapsedMs + 1);
            };
            const result = await read(server, {
              state,
              laterMs: elapsedMs,
              options,
              checkpointEvery,
            });
            for (const {key, name} of result.covered('visitors')) warehouse.set(String(key), name);
            state = result.state('visitors') ?? state;
            return result;
          };
          for (const {touched, undated, minutes, sameTime, failsAfter, changesDuring} of steps) {
            const before = elapsedMs;
            elapsedMs += minutes * MINUTE_MS;
            touch(touched, () =>
              sameTime
                ? NOW_MS + before + 1
                : NOW_MS + before + 1 + (version % minutes) * MINUTE_MS,
            );
            touch(undated, () => null);
            await sync(failsAfter, changesDuring);
          }
          elapsedMs += HOUR_MS;
          await sync(1_000, []);
          elapsedMs += 6 * DAY_MS;
          await sync(1_000, []);
          expect(warehouse).toEqual(new Map([...world.values()].map(({key, name}) => [key, name])));
          const again = await sync(1_000, []);
          expect(again.records('visitors')).toEqual([]);
          elapsedMs += 6 * DAY_MS;
          const listed = await sync(1_000, []);
          expect(listed.records('visitors')).toEqual([]);
        },
      ),
      {numRuns: 100},
    );
  });
});
