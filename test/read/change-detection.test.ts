import fc from 'fast-check';
import {Failure} from '../../src/core/failure';
import type {JsonObject} from '../../src/core/json';
import type {Row} from '../../src/read/reader';
import {createTestKit} from '../support/test-kit';
import {createVirtualClock} from '../support/virtual-clock';
import {inPages, memorySweep, sourceOf, sweepOf, sweptStream} from './support/memory-source';
import type {ReadRecord, RecordedRead} from './support/record-read';
import {plan, recordRead} from './support/record-read';

const START_MS = Date.parse('2026-03-01T12:00:00Z');
const DAY_MS = 86_400_000;

/** Reads `users` from pages, on the given day. */
async function readUsers(
  pages: readonly (readonly Row[])[],
  more: {
    state?: JsonObject | undefined;
    day?: number;
    failsAt?: number;
    mode?: 'incremental' | 'full_refresh';
    checkpointEvery?: number;
    deletionShareMax?: number;
  } = {},
): Promise<RecordedRead> {
  const failure = new Failure({kind: 'transient', message: 'The vendor is down.'});
  const failsAt = more.failsAt === undefined ? undefined : {page: more.failsAt, failure};
  const clock = createVirtualClock(START_MS + (more.day ?? 0) * DAY_MS);
  return recordRead(
    [sourceOf('acme', sweepOf('users', pages, failsAt))],
    plan(['users'], {users: more.state}, more.mode),
    {
      kit: createTestKit({clock}),
      ...(more.checkpointEvery !== undefined && {checkpointEvery: more.checkpointEvery}),
      ...(more.deletionShareMax !== undefined && {deletionShareMax: more.deletionShareMax}),
    },
  );
}

const tenUsers = Array.from({length: 10}, (_, id) => ({id, name: `user ${id}`}));
const day = (n: number): string => new Date(START_MS + n * DAY_MS).toISOString();

describe('change detection', () => {
  it('passes on everything first, with the time of the sync', async () => {
    const read = await readUsers([tenUsers]);
    expect(read.records('users')).toEqual(
      tenUsers.map((row) => ({...row, _ab_cdc_updated_at: day(0), _ab_cdc_deleted_at: null})),
    );
  });

  it('passes on nothing when nothing changed', async () => {
    const first = await readUsers([tenUsers]);
    const second = await readUsers(inPages(tenUsers, 3), {state: first.state('users'), day: 1});
    expect(second.story('users')).toEqual(['started', 'running', 'checkpoint:0', 'complete']);
    expect(second.results[0]).toMatchObject({rowsRead: 10, records: 0});
  });

  it('passes on what is new, changed or gone, exactly once', async () => {
    const first = await readUsers([tenUsers]);
    const changed = [{id: 99, name: 'new'}, {id: 3, name: 'renamed'}, ...tenUsers.slice(4)];
    const second = await readUsers([changed], {state: first.state('users'), day: 1});
    const gone = {_ab_cdc_updated_at: day(1), _ab_cdc_deleted_at: day(1)};
    const there = {_ab_cdc_updated_at: day(1), _ab_cdc_deleted_at: null};
    expect(second.records('users')).toEqual([
      {id: 99, name: 'new', ...there},
      {id: 3, name: 'renamed', ...there},
      {id: 0, ...gone},
      {id: 1, ...gone},
      {id: 2, ...gone},
    ]);
    expect(second.results[0]).toMatchObject({records: 5, tombstones: 3});
    const third = await readUsers([changed], {state: second.state('users'), day: 2});
    expect(third.records('users')).toEqual([]);
  });

  it('finds a record again that came back after its deletion', async () => {
    const first = await readUsers([tenUsers]);
    const second = await readUsers([tenUsers.slice(1)], {state: first.state('users')});
    const third = await readUsers([tenUsers], {state: second.state('users')});
    expect(third.records('users')).toMatchObject([{id: 0, name: 'user 0'}]);
  });

  it('never takes a listing that broke off for deletions', async () => {
    const first = await readUsers([tenUsers]);
    for (let failsAt = 0; failsAt <= 3; failsAt += 1) {
      const pages = [tenUsers.slice(0, 1), [{id: 50}], [{id: 51}]];
      const read = await readUsers(pages, {state: first.state('users'), failsAt});
      expect(read.results[0]).toMatchObject({tombstones: 0, failure: {kind: 'transient'}});
      const after = await readUsers([tenUsers], {
        state: read.state('users') ?? first.state('users'),
      });
      expect(after.records('users')).toHaveLength(Math.max(0, failsAt - 1));
      expect(after.results[0]?.tombstones).toBe(Math.max(0, failsAt - 1));
    }
  });

  it('never finds deletions where a missing row does not prove one, and keeps its digest', async () => {
    const streams = [sweptStream('users', {provesDeletions: false})];
    const read = async (rows: readonly Row[], state?: JsonObject): Promise<RecordedRead> =>
      recordRead(
        [sourceOf('acme', memorySweep({streams, pages: [{users: rows}]}))],
        plan(['users'], {users: state}),
      );
    const first = await read(tenUsers);
    const second = await read([{id: 3, name: 'renamed'}], first.state('users'));
    expect(second.records('users')).toMatchObject([{id: 3}]);
    const third = await read(tenUsers.slice(4), second.state('users'));
    expect(third.records('users')).toEqual([]);
  });

  it('leaves out of the digest what moves without a change, but not out of the record', async () => {
    const streams = [sweptStream('users', {digestIgnores: ['seen', 'missing']})];
    const read = async (rows: readonly Row[], state?: JsonObject): Promise<RecordedRead> =>
      recordRead(
        [sourceOf('acme', memorySweep({streams, pages: [{users: rows}]}))],
        plan(['users'], {users: state}),
      );
    const first = await read([
      {id: 1, seen: 'mon"day', name: 'a'},
      {id: 2, seen: undefined},
    ]);
    expect(first.records('users')).toMatchObject([{id: 1, name: 'a', seen: 'mon"day'}, {id: 2}]);
    const second = await read([{id: 1, seen: 'tuesday', name: 'a'}, {id: 2}], first.state('users'));
    expect(second.records('users')).toEqual([]);
    const third = await read([{id: 1, seen: 'tuesday', name: 'b'}, {id: 2}], second.state('users'));
    expect(third.records('users')).toMatchObject([{id: 1, name: 'b', seen: 'tuesday'}]);
  });

  it('keeps the times of changes ascending when the clock of the machine goes back', async () => {
    const first = await readUsers([tenUsers], {day: 2});
    const second = await readUsers([[{id: 0, name: 'x'}, ...tenUsers.slice(1)]], {
      state: first.state('users'),
      day: 1,
    });
    const [record] = second.records('users');
    expect(record?.['_ab_cdc_updated_at']).toBe(new Date(START_MS + 2 * DAY_MS + 1).toISOString());
  });
});

describe('a row that comes twice in a listing', () => {
  it('is passed on once when it is the same, with a line in the log', async () => {
    const read = await readUsers([tenUsers, tenUsers.slice(8)]);
    expect(read.records('users')).toHaveLength(10);
    expect(read.kit.logged).toEqual([
      {level: 'INFO', message: expect.stringMatching(/^users: 2 rows came twice/) as string},
    ]);
  });

  it('counts as it came last when it differs, with a warning', async () => {
    const last = {id: 9, name: 'renamed meanwhile'};
    const read = await readUsers([tenUsers, [last]]);
    expect(read.records('users').filter(({id}) => id === 9)).toHaveLength(2);
    expect(read.kit.logged).toMatchObject(
      [{level: 'WARN', message: /users: 1 rows/}].map(() => ({level: 'WARN'})),
    );
    const again = await readUsers([[...tenUsers.slice(0, 9), last]], {state: read.state('users')});
    expect(again.records('users')).toEqual([]);
  });
});

describe('the brake on deletions', () => {
  it('refuses more than half of a stream, says how many, and forgets nothing', async () => {
    const first = await readUsers([tenUsers]);
    const half = await readUsers([[...tenUsers.slice(6), {id: 70}]], {state: first.state('users')});
    expect(half.story('users').slice(2)).toEqual(['records:1', 'checkpoint:1', 'failed']);
    expect(half.results[0]).toMatchObject({tombstones: 0, failure: {kind: 'data'}});
    expect(half.results[0]?.failure?.message).toMatch(/6 of 10 .*users.*deletion_share_max/s);
    const back = await readUsers([[...tenUsers, {id: 70}]], {state: half.state('users')});
    expect(back.records('users')).toEqual([]);
  });

  it('lets half of a stream go', async () => {
    const first = await readUsers([tenUsers]);
    const read = await readUsers([tenUsers.slice(5)], {state: first.state('users')});
    expect(read.results[0]).toMatchObject({tombstones: 5});
    expect(read.results[0]?.failure).toBeUndefined();
  });

  it('lets everything go when the configuration says so', async () => {
    const first = await readUsers([tenUsers]);
    const read = await readUsers([], {state: first.state('users'), deletionShareMax: 1});
    expect(read.results[0]).toMatchObject({tombstones: 10});
  });

  it('refuses every deletion when the configuration allows none', async () => {
    const first = await readUsers([tenUsers]);
    const options = {state: first.state('users'), deletionShareMax: 0};
    const read = await readUsers([tenUsers.slice(1)], options);
    expect(read.results[0]).toMatchObject({tombstones: 0, failure: {kind: 'data'}});
  });

  it.each([
    [4, 1, 3, false],
    [2, 1, 1, false],
    [4, 0, 4, true],
    [1, 0, 1, true],
  ])(
    'of %i records with %i left: %i are missing, refused: %s',
    async (known, left, missing, refused) => {
      const first = await readUsers([tenUsers.slice(0, known)]);
      const read = await readUsers([tenUsers.slice(0, left)], {state: first.state('users')});
      expect(read.results[0]?.tombstones).toBe(refused ? 0 : missing);
      expect(read.results[0]?.failure?.kind).toBe(refused ? 'data' : undefined);
    },
  );
});

describe('a full refresh', () => {
  it('passes on everything again, no deletions, and an incremental read goes on from it', async () => {
    const first = await readUsers([tenUsers]);
    const rows = tenUsers.slice(2);
    const full = await readUsers([rows], {state: first.state('users'), mode: 'full_refresh'});
    expect(full.records('users')).toHaveLength(8);
    expect(full.results[0]?.tombstones).toBe(0);
    const next = await readUsers([rows.slice(1)], {state: full.state('users')});
    expect(next.records('users')).toMatchObject([{id: 2, _ab_cdc_deleted_at: day(0)}]);
  });

  it('that broke off goes on where it was, and finds what was deleted meanwhile later', async () => {
    const pages = inPages(tenUsers, 4);
    const broken = await readUsers(pages, {failsAt: 1, mode: 'full_refresh'});
    const resumed = await readUsers(inPages(tenUsers.slice(1), 4), {
      state: broken.state('users'),
      mode: 'full_refresh',
    });
    expect(resumed.records('users').map(({id}) => id)).toEqual([4, 5, 6, 7, 8, 9]);
    const next = await readUsers([tenUsers.slice(1)], {state: resumed.state('users')});
    expect(next.records('users')).toMatchObject([{id: 0, _ab_cdc_deleted_at: day(0)}]);
  });
});

describe('keys', () => {
  const wild = fc.oneof(
    fc.string({unit: 'binary', minLength: 1}),
    fc.string({
      minLength: 1,
      unit: fc.constantFrom('%', ',', '=', ' ', '"', '\\', '\u{1f600}', '\n', 'é', '2', '0'),
    }),
  );

  it('of any text come back in tombstones as they were', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(wild, {minLength: 1, maxLength: 20}), async (keys) => {
        const streams = [sweptStream('users', {primaryKey: ['key', 'id']})];
        const rows = keys.flatMap((key, id) => [
          {key, id},
          {key, id: -id - 1},
        ]);
        const read = async (listed: readonly Row[], state?: JsonObject): Promise<RecordedRead> =>
          recordRead(
            [sourceOf('acme', memorySweep({streams, pages: [{users: listed}]}))],
            plan(['users'], {users: state}),
            {deletionShareMax: 1},
          );
        const first = await read(rows);
        expect(first.records('users')).toHaveLength(rows.length);
        const same = await read(rows, first.state('users'));
        expect(same.records('users')).toEqual([]);
        const second = await read([], same.state('users'));
        expect(second.records('users')).toMatchObject(rows);
      }),
      {numRuns: 60},
    );
  });

  it('keep the type that a value really has when it is not the one that the schema declares', async () => {
    const rows = [{id: '7'}, {id: 7}, {id: '=7'}];
    const first = await readUsers([rows]);
    expect(first.records('users')).toHaveLength(3);
    const second = await readUsers([], {state: first.state('users'), deletionShareMax: 1});
    expect(second.records('users')).toMatchObject(rows);
  });

  describe.each([null, undefined, '', true, 1.5, {}, []])('that are %p', (id) => {
    it('set their row aside with a warning that counts it, and keep nobody else', async () => {
      const read = await readUsers([[{id: 1}, {id}, {id: 3}, {id}]]);
      expect(read.records('users')).toMatchObject([{id: 1}, {id: 3}]);
      expect(read.results).toMatchObject([{rowsRead: 4, records: 2}]);
      expect(read.results[0]?.failure).toBeUndefined();
      expect(read.kit.logged).toMatchObject([{level: 'WARN'}]);
      expect(read.kit.logged[0]?.message).toMatch(/^users: 2 rows .* usable key \(id\)/);
    });

    it('make no tombstone in that sync, and none is lost in the next', async () => {
      const first = await readUsers([[{id: 1}, {id: 2}]]);
      const second = await readUsers([[{id: 1}, {id}]], {state: first.state('users')});
      expect(second.results).toMatchObject([{records: 0, tombstones: 0}]);
      const third = await readUsers([[{id: 1}]], {state: second.state('users')});
      expect(third.records('users')).toMatchObject([{id: 2, _ab_cdc_deleted_at: day(0)}]);
    });
  });
});

describe('a saved state', () => {
  it.each([
    ['of a later version', {version: 2, kind: 'digests'}, /later version \(2/],
    ['of another kind', {version: 1, kind: 'position', position: {}}, /of another kind/],
    ['of another connector', {cutoff: 5}, /not written by this connector/],
    [
      'for another key',
      {version: 1, kind: 'digests', primaryKey: ['key'], stampMs: 1, digests: ''},
      /another primary key/,
    ],
    [
      'with a torn entry',
      {version: 1, kind: 'digests', primaryKey: ['id'], stampMs: 1, digests: 'AAAAAAAA1 AAA'},
      /damaged/,
    ],
    [
      'with a repeated key',
      {version: 1, kind: 'digests', primaryKey: ['id'], stampMs: 1, digests: 'AAAAAAAA1 BBBBBBBB1'},
      /damaged/,
    ],
    ['without a time', {version: 1, kind: 'digests', primaryKey: ['id'], digests: ''}, /damaged/],
  ])('%s is named in a warning and the stream starts over', async (_, state, warning) => {
    const read = await readUsers([tenUsers], {state});
    expect(read.records('users')).toHaveLength(10);
    expect(read.kit.logged).toHaveLength(1);
    expect(read.kit.logged[0]).toMatchObject({level: 'WARN'});
    expect(read.kit.logged[0]?.message).toMatch(warning);
    expect(read.kit.logged[0]?.message).toMatch(/users/);
  });

  it('that is empty is no state, without a word', async () => {
    const read = await readUsers([tenUsers], {state: {}});
    expect(read.records('users')).toHaveLength(10);
    expect(read.kit.logged).toEqual([]);
  });

  it('takes less than 48 bytes a record with UUIDs as keys', async () => {
    const rows = Array.from({length: 10_000}, (_, n) => ({
      key: `0f8fad5b-d9cb-469f-a165-${n.toString(16).padStart(12, '0')}`,
    }));
    const streams = [sweptStream('users', {primaryKey: ['key']})];
    const read = await recordRead(
      [sourceOf('acme', memorySweep({streams, pages: [{users: rows}]}))],
      plan(['users']),
    );
    const bytes = Buffer.byteLength(JSON.stringify(read.state('users')));
    expect(bytes / rows.length).toBeLessThan(48);
  });

  it('is written seldom enough that all states together stay small', async () => {
    const rows = Array.from({length: 5_000}, (_, id) => ({id, name: 'x'.repeat(100)}));
    const read = await readUsers(inPages(rows, 10), {checkpointEvery: 10});
    const states = read.events.filter(({type}) => type === 'checkpoint');
    const sizes = states.map((event) => JSON.stringify(event).length);
    expect(states.length).toBeGreaterThan(5);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(6 * (sizes.at(-1) ?? 0));
  });
});

/** What a warehouse holds after these records were merged into it by id. */
function merge(table: Map<unknown, ReadRecord>, records: readonly ReadRecord[]): void {
  for (const record of records) {
    if (record['_ab_cdc_deleted_at'] !== null) table.delete(record['id']);
    else table.set(record['id'], record);
  }
}

describe('any history of a listing', () => {
  const listing = fc
    .uniqueArray(fc.record({id: fc.nat({max: 30}), name: fc.constantFrom('a', 'b', 'c')}), {
      selector: ({id}) => id,
      maxLength: 30,
    })
    .chain((rows) => fc.shuffledSubarray(rows, {minLength: rows.length}));

  const attempt = fc.record({
    rows: listing,
    pageSize: fc.integer({min: 1, max: 7}),
    checkpointEvery: fc.integer({min: 1, max: 12}),
    /** Pages before a failure; large: none. */
    failsAt: fc.oneof(fc.nat({max: 6}), fc.constant(1_000)),
  });

  it('ends with the warehouse equal to the last complete listing, whatever failed in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(attempt, {minLength: 1, maxLength: 5}),
        listing,
        async (attempts, last) => {
          const warehouse = new Map<unknown, ReadRecord>();
          let state: JsonObject | undefined;
          const final = {rows: last, pageSize: 5, checkpointEvery: 5, failsAt: 1_000};
          for (const {rows, pageSize, checkpointEvery, failsAt} of [...attempts, final]) {
            const pages = inPages(rows, pageSize);
            const read = await readUsers(pages, {
              state,
              checkpointEvery,
              deletionShareMax: 1,
              ...(failsAt <= pages.length && {failsAt}),
            });
            // A platform that dies here has kept only what the last checkpoint covers.
            merge(warehouse, read.covered('users'));
            expect(read.covered('users')).toEqual(read.records('users'));
            state = read.state('users') ?? state;
          }
          const names = [...warehouse].map(([id, record]) => [id, record['name']]);
          expect(new Map(names as [unknown, unknown][])).toEqual(
            new Map(last.map(({id, name}) => [id, name])),
          );
          const again = await readUsers([last], {state, deletionShareMax: 1});
          expect(again.records('users')).toEqual([]);
        },
      ),
      {numRuns: 150},
    );
  });

  it('repeats nothing after a failure at any page, but what came after the last checkpoint kept', async () => {
    const rows = Array.from({length: 23}, (_, id) => ({id, name: `n${id}`}));
    const pages = inPages(rows, 4);
    for (let failsAt = 0; failsAt <= pages.length; failsAt += 1) {
      const broken = await readUsers(pages, {failsAt, checkpointEvery: 3});
      const checkpoints = broken.events.filter(({type}) => type === 'checkpoint');
      // The platform may have kept any of the checkpoints when everything else was lost.
      for (const [index, kept] of [undefined, ...checkpoints].entries()) {
        const upTo = kept ? broken.events.indexOf(kept) : 0;
        const before = broken.events
          .slice(0, upTo)
          .flatMap((event) => (event.type === 'records' ? event.records : []));
        const state = kept?.type === 'checkpoint' ? kept.state : undefined;
        const resumed = await readUsers(pages, {state});
        expect(before.length + resumed.records('users').length).toBe(rows.length);
        expect(index).toBeLessThanOrEqual(failsAt);
      }
    }
  });
});
