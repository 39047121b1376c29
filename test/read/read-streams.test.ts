import {Failure} from '../../src/core/failure';
import type {JsonObject} from '../../src/core/json';
import type {ReadEvent} from '../../src/read/events';
import {createRateLimitRelay} from '../../src/read/rate-limit-relay';
import {readStreams} from '../../src/read/read-streams';
import type {CursorPage, CursorReader, ReadContext, SweepPage} from '../../src/read/reader';
import {createTestKit} from '../support/test-kit';
import {createVirtualClock} from '../support/virtual-clock';
import {memorySweep, schema, sourceOf, sweepOf, sweptStream} from './support/memory-source';
import {plan, recorded, recordRead, type RecordedRead} from './support/record-read';

const down = new Failure({kind: 'transient', message: 'The vendor is down.'});

function cursorReader(name: string, pages: readonly CursorPage[], error?: Error): CursorReader {
  return {
    kind: 'cursor',
    stream: {name, schema, primaryKey: ['id'], cursorField: 'at'},
    async *pages(position): AsyncGenerator<CursorPage> {
      yield* pages.slice(typeof position?.['page'] === 'number' ? position['page'] : 0);
      if (error) throw error;
    },
  };
}

describe('the story of a stream', () => {
  it('goes from started over running, records and checkpoints to complete', async () => {
    const sweep = sweepOf('users', [[{id: 1}, {id: 2}], [{id: 3}]]);
    const read = await recordRead([sourceOf('acme', sweep)], plan(['users']), {checkpointEvery: 2});
    expect(read.story('users')).toEqual([
      'started',
      'running',
      'records:2',
      'checkpoint:2',
      'records:1',
      'checkpoint:1',
      'complete',
    ]);
    expect(read.results).toEqual([{stream: 'users', rowsRead: 3, records: 3, tombstones: 0}]);
  });

  it.each(['incremental', 'full_refresh'] as const)(
    'has a checkpoint even when the stream is empty and read in mode %s',
    async (mode) => {
      const source = sourceOf('acme', sweepOf('users', []), cursorReader('events', []));
      const read = await recordRead([source], plan(['users', 'events'], {}, mode));
      const story = ['started', 'running', 'checkpoint:0', 'complete'];
      expect(read.story('users')).toEqual(story);
      expect(read.story('events')).toEqual(story);
    },
  );

  it('saves what was passed on before it says that a sweep failed', async () => {
    const sweep = sweepOf('users', [[{id: 1}], [{id: 2}]], {page: 1, failure: down});
    const read = await recordRead([sourceOf('acme', sweep)], plan(['users']));
    expect(read.story('users')).toEqual([
      'started',
      'running',
      'records:1',
      'checkpoint:1',
      'failed',
    ]);
    expect(read.results[0]?.failure).toBe(down);
  });

  it('saves the last known position of a cursor stream that failed, and nothing without one', async () => {
    const rows = [{id: 1, at: 1}];
    const known = cursorReader('known', [{rows, position: {page: 1}}], down);
    const unknown = cursorReader('unknown', [{rows}], down);
    const read = await recordRead([sourceOf('acme', known, unknown)], plan(['known', 'unknown']));
    expect(read.story('known')).toEqual([
      'started',
      'running',
      'records:1',
      'checkpoint:1',
      'failed',
    ]);
    expect(read.story('unknown')).toEqual(['started', 'running', 'records:1', 'failed']);
  });

  it('passes on the records of a cursor stream as the reader gave them', async () => {
    const rows = [{id: 1, at: 5, name: 'Ünï"\\'}];
    const reader = cursorReader('events', [{rows, position: {page: 1}, rowsRead: 7}]);
    const read = await recordRead([sourceOf('acme', reader)], plan(['events']));
    expect(read.records('events')).toEqual(rows);
    expect(read.results[0]).toMatchObject({rowsRead: 7, records: 1});
    expect(read.state('events')).toEqual({version: 1, kind: 'position', position: {page: 1}});
  });

  it('counts the deletions that a cursor stream finds itself', async () => {
    const reader = cursorReader('events', [
      {
        rows: [
          {id: 1, at: 1},
          {id: 2, at: 2, _ab_cdc_deleted_at: '2026-01-01T00:00:00.000Z'},
        ],
      },
    ]);
    const marking = {...reader, stream: {...reader.stream, marksDeletions: true}};
    const read = await recordRead([sourceOf('acme', marking)], plan(['events']));
    expect(read.records('events')[0]).toEqual({id: 1, at: 1, _ab_cdc_deleted_at: null});
    expect(read.results[0]).toMatchObject({records: 2, tombstones: 1});
  });
});

describe('a sweep of several streams', () => {
  it('goes on with the others when one of them fails alone', async () => {
    const streams = [sweptStream('users'), sweptStream('rules')];
    const pages = [
      {users: [{id: 1}], rules: [{id: 10}]},
      {users: [{id: 2}], rules: down},
      {users: [{id: 3}], rules: [{id: 30}]},
    ];
    const source = sourceOf('acme', memorySweep({streams, pages}));
    const read = await recordRead([source], plan(['users', 'rules']));
    expect(read.records('users').map(({id}) => id)).toEqual([1, 2, 3]);
    expect(read.story('users').at(-1)).toBe('complete');
    expect(read.records('rules').map(({id}) => id)).toEqual([10]);
    expect(read.story('rules').slice(-2)).toEqual(['checkpoint:1', 'failed']);
  });
});

describe('a full refresh of a cursor stream', () => {
  const pages = [1, 2, 3].map((id) => ({rows: [{id, at: id}], position: {page: id}}));

  it('goes on where a full refresh broke off', async () => {
    const broken = sourceOf('acme', cursorReader('events', pages.slice(0, 2), down));
    const first = await recordRead([broken], plan(['events'], {}, 'full_refresh'));
    const source = sourceOf('acme', cursorReader('events', pages));
    const states = {events: first.state('events')};
    const second = await recordRead([source], plan(['events'], states, 'full_refresh'));
    expect(second.records('events')).toEqual([{id: 3, at: 3}]);
  });

  it('starts over after one that came to its end', async () => {
    const source = sourceOf('acme', cursorReader('events', pages));
    const first = await recordRead([source], plan(['events'], {}, 'full_refresh'));
    const states = {events: first.state('events')};
    const again = await recordRead([source], plan(['events'], states, 'full_refresh'));
    expect(again.records('events')).toHaveLength(3);
    const incremental = await recordRead([source], plan(['events'], states));
    expect(incremental.records('events')).toHaveLength(0);
  });
});

describe('a state of digests', () => {
  const source = sourceOf('acme', sweepOf('users', [[{id: 1}, {id: 2}]]));
  const now = createTestKit().clock.now();

  async function readFrom(times: JsonObject): Promise<RecordedRead> {
    const first = await recordRead([source], plan(['users']));
    const state = {...first.state('users'), ...times};
    return recordRead([source], plan(['users'], {users: state}));
  }

  it.each([now + 2 * 86_400_000, 253_402_300_799_999, 8.64e15, 9e15, 1e300])(
    'with the stamp %d starts over, says so, and stamps with true times',
    async (stampMs) => {
      const read = await readFrom({stampMs});
      expect(read.records('users')).toMatchObject([
        {id: 1, _ab_cdc_updated_at: new Date(now).toISOString()},
        {id: 2},
      ]);
      expect(read.kit.logged).toMatchObject([
        {
          level: 'WARN',
          message: expect.stringContaining('contains a time in the future') as string,
        },
      ]);
      expect(read.story('users').at(-1)).toBe('complete');
    },
  );

  it.each(['NaN', null, true, 0.5, -1])(
    'with the stamp %j starts over, and says so',
    async (stampMs) => {
      const read = await readFrom({stampMs});
      expect(read.records('users')).toHaveLength(2);
      expect(read.kit.logged).toMatchObject([{level: 'WARN'}]);
    },
  );

  it('of a clock that was hours ahead is used: only what changed is passed on', async () => {
    const read = await readFrom({stampMs: now + 20 * 3_600_000});
    expect(read.records('users')).toEqual([]);
    expect(read.kit.logged).toEqual([]);
  });

  it.each([now + 60_000, 8.64e15, 9e15])('complete at %d asks for everything again', async (ms) => {
    const asked: unknown[] = [];
    const sweep = sweepOf('users', [[{id: 1}, {id: 2}]]);
    const listening = {
      ...sweep,
      pages: (selected: ReadonlySet<string>, context: ReadContext) => {
        asked.push(context.changedSinceMs);
        return sweep.pages(selected, context);
      },
    };
    const first = await recordRead([source], plan(['users']));
    const state = {...first.state('users'), completeMs: ms};
    await recordRead([sourceOf('acme', listening)], plan(['users'], {users: state}));
    expect(asked).toEqual([undefined]);
  });
});

describe('a plan', () => {
  it('fails the stream that nobody offers, with the names that there are, and reads the others', async () => {
    const source = sourceOf('acme', sweepOf('users', [[{id: 1}]]));
    const read = await recordRead([source], plan(['ghosts', 'users']));
    expect(read.story('ghosts')).toEqual(['started', 'failed']);
    expect(read.story('users').at(-1)).toBe('complete');
    expect(read.results.map(({stream}) => stream)).toEqual(['ghosts', 'users']);
    expect(read.results[0]?.failure).toMatchObject({
      kind: 'config',
      message: expect.stringMatching(/"ghosts".*The streams are users\./) as string,
    });
  });

  it('fails the stream that it names twice, once, and reads the others', async () => {
    const source = sourceOf('acme', sweepOf('users', []), sweepOf('teams', [[{id: 1}]]));
    const read = await recordRead([source], plan(['users', 'teams', 'users']));
    expect(read.story('users')).toEqual(['started', 'failed']);
    expect(read.story('teams').at(-1)).toBe('complete');
    expect(read.results[0]?.failure?.message).toContain('"users" twice');
  });

  it('decides which streams of a sweep are read', async () => {
    const seen: string[][] = [];
    const sweep = memorySweep({
      streams: [sweptStream('users'), sweptStream('teams')],
      pages: [{users: [{id: 1}], teams: [{id: 2}]}],
    });
    const spied = {
      ...sweep,
      pages: (selected: ReadonlySet<string>, context: Parameters<typeof sweep.pages>[1]) => {
        seen.push([...selected]);
        return sweep.pages(selected, context);
      },
    };
    const read = await recordRead([sourceOf('acme', spied)], plan(['teams']));
    expect(seen).toEqual([['teams']]);
    expect(read.events.some(({stream}) => stream === 'users')).toBe(false);
    expect(read.records('teams')).toMatchObject([{id: 2}]);
  });
});

describe('a failure', () => {
  it('of one reader leaves the others alone', async () => {
    const source = sourceOf(
      'acme',
      sweepOf('users', [], {page: 0, failure: down}),
      sweepOf('teams', [[{id: 1}]]),
    );
    const read = await recordRead([source], plan(['users', 'teams']));
    expect(read.story('users').at(-1)).toBe('failed');
    expect(read.story('teams').at(-1)).toBe('complete');
  });

  it('is none where a row of a sweep has no key: the row is set aside and told, all others come', async () => {
    const sweep = memorySweep({
      streams: [sweptStream('users'), sweptStream('rules')],
      pages: [
        {users: [{id: 1}], rules: [{id: 1}, {name: 'no id'}, {id: 3}]},
        {users: [{id: 2}], rules: [{id: 4}]},
      ],
    });
    const read = await recordRead([sourceOf('acme', sweep)], plan(['users', 'rules']));
    expect(read.results).toMatchObject([
      {rowsRead: 2, records: 2},
      {rowsRead: 4, records: 3},
    ]);
    expect(read.story('rules').at(-1)).toBe('complete');
    expect(read.kit.logged).toMatchObject([{level: 'WARN'}]);
    expect(read.kit.logged[0]?.message).toMatch(/^rules: 1 row .*usable key \(id\)/);
  });

  it.each([
    ['a refused credential', {kind: 'auth', status: 401}],
    ['wrong settings', {kind: 'config'}],
    ['a used-up quota', {kind: 'limited', status: 429, resetAtMs: 5}],
  ] as const)('by %s ends the readers of the vendor that are still to come', async (_, more) => {
    const failure = new Failure({message: 'It is refused; look here.', ...more});
    const refused = sourceOf(
      'acme',
      sweepOf('users', [], {page: 0, failure}),
      sweepOf('teams', [[{id: 1}]]),
    );
    const other = sourceOf('other', sweepOf('people', [[{id: 1}]]));
    const read = await recordRead([refused, other], plan(['users', 'teams', 'people']));
    expect(read.story('teams')).toEqual(['started', 'failed']);
    expect(read.results[1]?.failure).toMatchObject(more);
    expect(read.results[1]?.failure?.message).toMatch(/acme had to stop: It is refused; look here/);
    expect(read.story('people').at(-1)).toBe('complete');
  });

  it('by a right that one endpoint lacks does not end the other readers', async () => {
    const failure = new Failure({kind: 'auth', status: 403, message: 'No right to list roles.'});
    const source = sourceOf(
      'acme',
      sweepOf('roles', [], {page: 0, failure}),
      sweepOf('users', [[{id: 1}]]),
    );
    const read = await recordRead([source], plan(['roles', 'users']));
    expect(read.story('users').at(-1)).toBe('complete');
  });

  it('is not made of cursor rows without their key: they are set aside, counted and named once', async () => {
    const reader = cursorReader('events', [
      {rows: [{id: 1}, {}], position: {page: 1}},
      {rows: [{id: 2}, {id: null}, {id: {a: 1}}, {id: 1.5}], position: {page: 2}},
    ]);
    const read = await recordRead([sourceOf('acme', reader)], plan(['events']));
    expect(read.records('events')).toEqual([{id: 1}, {id: 2}]);
    expect(read.state('events')).toMatchObject({position: {page: 2}});
    expect(read.story('events').at(-1)).toBe('complete');
    expect(read.kit.logged).toMatchObject([
      {
        level: 'WARN',
        message: expect.stringMatching(/^events: 4 rows came without a usable key/) as string,
      },
    ]);
  });

  it('tells what was set aside also when the stream fails later', async () => {
    const reader = cursorReader('events', [{rows: [{id: 1}, {}], position: {page: 1}}], down);
    const read = await recordRead([sourceOf('acme', reader)], plan(['events']));
    expect(read.story('events').at(-1)).toBe('failed');
    expect(read.kit.logged).toMatchObject([
      {
        level: 'WARN',
        message: expect.stringMatching(/^events: 1 row came without a usable key/) as string,
      },
    ]);
  });

  it('ends a first read in which no row at all has its key', async () => {
    const reader = cursorReader('events', [{rows: [{}, {id: null}], position: {page: 1}}]);
    const read = await recordRead([sourceOf('acme', reader)], plan(['events']));
    expect(read.story('events')).toEqual(['started', 'failed']);
    expect(read.results[0]?.failure?.message).toContain('None of the 2 rows of events');
  });

  it('that is not ours is reported as unexpected, with the stream still ended', async () => {
    const sweep = memorySweep({
      streams: [sweptStream('users')],
      pages: [],
      failsAt: {page: 0, failure: new TypeError('x is undefined')},
    });
    const read = await recordRead([sourceOf('acme', sweep)], plan(['users']));
    expect(read.results[0]?.failure).toMatchObject({kind: 'system'});
  });
});

/** A sweep whose pages come when the test says so; it does not listen to any signal. */
function gatedSweep(name: string): {
  sweep: ReturnType<typeof sweepOf>;
  give(page: SweepPage): void;
  end(): void;
} {
  const waiting: ((page: SweepPage | undefined) => void)[] = [];
  const ready: (SweepPage | undefined)[] = [];
  const push = (page: SweepPage | undefined): void => {
    const waiter = waiting.shift();
    if (waiter) waiter(page);
    else ready.push(page);
  };
  const next = (): Promise<SweepPage | undefined> =>
    new Promise((resolve) => {
      if (ready.length > 0) resolve(ready.shift());
      else waiting.push(resolve);
    });
  return {
    sweep: {
      kind: 'sweep',
      streams: [sweptStream(name)],
      async *pages(): AsyncGenerator<SweepPage> {
        for (let page = await next(); page; page = await next()) yield page;
      },
    },
    give: (page) => push(page),
    end: () => push(undefined),
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('stopping', () => {
  it('ends everything when the listener hangs up, even readers that do not listen', async () => {
    const stuck = gatedSweep('stuck');
    const asked: string[] = [];
    const gone = new Error('EPIPE');
    const later = sweepOf('later', [[{id: 1}]]);
    const read = readStreams({
      sources: [
        sourceOf('acme', stuck.sweep, later),
        sourceOf('other', sweepOf('users', [[{id: 1}], [{id: 2}], [{id: 3}]])),
      ],
      streams: plan(['stuck', 'users', 'later']),
      emit: async (event) => {
        asked.push(`${event.type} ${event.stream}`);
        if (event.type === 'records') throw gone;
      },
      kit: createTestKit(),
    });
    await expect(read).rejects.toBe(gone);
    expect(asked.filter((event) => event === 'records users')).toHaveLength(1);
    expect(asked).not.toContain('started later');
  });

  it('by the program saves what was passed on and says how to go on', async () => {
    const program = new AbortController();
    const gated = gatedSweep('users');
    const events: ReadEvent[] = [];
    const kit = createTestKit({signal: program.signal});
    const done = readStreams({
      sources: [sourceOf('acme', gated.sweep, sweepOf('teams', [[{id: 1}]]))],
      streams: plan(['users', 'teams']),
      emit: async (event) => void events.push(event),
      kit,
    });
    gated.give(new Map([['users', [{id: 1}]]]));
    await turn();
    program.abort(new Error('SIGTERM'));
    const read = recorded(events, await done, kit);
    expect(read.story('users').slice(2)).toEqual(['records:1', 'checkpoint:1', 'failed']);
    expect(read.results.map(({failure}) => failure?.kind)).toEqual(['transient', 'transient']);
    expect(read.results[0]?.failure?.message).toMatch(/Run it again/);
  });
});

describe('a reader whose rows cannot be written', () => {
  it('is told to stop, and the request that is under way is not waited for', async () => {
    let stopped = false;
    const sweep = {
      ...sweepOf('users', []),
      async *pages(_: unknown, {signal}: {signal: AbortSignal}): AsyncGenerator<SweepPage> {
        yield new Map([['users', [{id: 1, count: 10n}]]]);
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
        stopped = true;
      },
    };
    const read = await recordRead([sourceOf('acme', sweep)], plan(['users']));
    await turn();
    expect(read.results[0]?.failure?.kind).toBe('system');
    expect(stopped).toBe(true);
  });
});

describe('back-pressure', () => {
  it('keeps the reader at most two pages ahead of the listener', async () => {
    let fetched = 0;
    const reader: CursorReader = {
      ...cursorReader('events', []),
      async *pages(): AsyncGenerator<CursorPage> {
        for (; fetched < 50;) yield {rows: [{id: (fetched += 1)}]};
      },
    };
    let ahead = 0;
    let passedOn = 0;
    await recordRead([sourceOf('acme', reader)], plan(['events']), {
      emit: async (event) => {
        if (event.type !== 'records') return;
        for (let turns = 0; turns < 5; turns += 1) await turn();
        passedOn += event.records.length;
        ahead = Math.max(ahead, fetched - passedOn);
      },
    });
    expect(fetched).toBe(50);
    expect(ahead).toBeLessThanOrEqual(2);
  });
});

describe('keeping alive', () => {
  it('repeats the state of a silent stream, fresh when records came since, and stops at the end', async () => {
    const clock = createVirtualClock();
    const kit = createTestKit({clock});
    const gated = gatedSweep('users');
    const events: ReadEvent[] = [];
    const done = readStreams({
      sources: [sourceOf('acme', gated.sweep)],
      streams: plan(['users']),
      emit: async (event) => void events.push(event),
      kit,
      keepAliveMs: 60_000,
    });
    const story = (): readonly string[] => recorded(events, [], kit).story('users');
    await clock.advance(59_999);
    expect(story()).toEqual(['started']);
    await clock.advance(1);
    expect(story()).toEqual(['started', 'running', 'checkpoint:0']);
    gated.give(new Map([['users', [{id: 1}]]]));
    await turn();
    await clock.advance(60_000);
    expect(story().slice(3)).toEqual(['records:1', 'checkpoint:1']);
    await clock.advance(60_000);
    await clock.advance(60_000);
    expect(story().slice(5)).toEqual(['checkpoint:0', 'checkpoint:0']);
    gated.end();
    await done;
    await clock.advance(600_000);
    expect(story().slice(7)).toEqual(['checkpoint:0', 'complete']);
  });

  it('repeats the incoming state before anything was read', async () => {
    const first = await recordRead(
      [sourceOf('acme', sweepOf('users', [[{id: 1}]]))],
      plan(['users']),
    );
    const clock = createVirtualClock();
    const kit = createTestKit({clock});
    const gated = gatedSweep('users');
    const events: ReadEvent[] = [];
    const done = readStreams({
      sources: [sourceOf('acme', gated.sweep)],
      streams: plan(['users'], {users: first.state('users')}),
      emit: async (event) => void events.push(event),
      kit,
    });
    await turn();
    await clock.advance(5 * 60_000);
    const {digests} = first.state('users') ?? {};
    expect(recorded(events, [], kit).state('users')).toMatchObject({digests});
    gated.give(new Map([['users', [{id: 1}]]]));
    gated.end();
    await done;
  });
});

describe('waiting for a vendor', () => {
  it('is told for the streams of that vendor that are being read, once per reset', async () => {
    const relay = createRateLimitRelay();
    const gated = gatedSweep('users');
    const other = gatedSweep('people');
    const events: ReadEvent[] = [];
    const done = readStreams({
      sources: [
        sourceOf('acme', gated.sweep, sweepOf('teams', [])),
        sourceOf('other', other.sweep),
      ],
      streams: plan(['users', 'teams', 'people']),
      emit: async (event) => void events.push(event),
      kit: createTestKit(),
      rateLimits: relay,
    });
    await turn();
    relay.of('acme')(5_000);
    relay.of('acme')(5_000);
    relay.of('acme')(9_000);
    gated.end();
    other.end();
    await done;
    relay.of('acme')(99_000);
    expect(events.filter(({type}) => type === 'rate_limited')).toEqual([
      {type: 'rate_limited', stream: 'users', resetAtMs: 5_000},
      {type: 'rate_limited', stream: 'users', resetAtMs: 9_000},
    ]);
  });
});
