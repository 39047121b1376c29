import omit from 'lodash/omit';
import {Failure} from '../../../src/core/failure';
import type {JsonObject} from '../../../src/core/json';
import type {ObjectWriter} from '../../../src/write/object-writer';
import type {WriteEvent, WriteSession} from '../../../src/write/session/session';
import {openWriteSession} from '../../../src/write/session/write-session';
import {createMemoryVendor, outage} from '../support/memory-vendor';
import {createBench, createRejectedMemory, inVirtualTime, mapping} from '../support/run-session';

const limits = {recordsMax: 3, bytesMax: 10_000, concurrency: 2};

async function give(
  session: WriteSession<number>,
  rows: readonly JsonObject[],
  stream = 'users',
): Promise<void> {
  let position = 0;
  for (const row of rows) await session.record({stream, position: (position += 1)}, row);
}

function rows(count: number, from = 1): readonly JsonObject[] {
  return Array.from({length: count}, (_, index) => ({id: `u${from + index}`, plan: 'pro'}));
}

function tokens(events: readonly WriteEvent<number>[]): readonly number[] {
  return events.flatMap((event) => (event.type === 'checkpoint' ? [event.token] : []));
}

/** Longer than a session waits before it sends what it has. */
const IDLE_MS = 10_000;

describe('batches', () => {
  it('sends full batches at once and the rest at the end', async () => {
    const vendor = createMemoryVendor({limits});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    await give(session, rows(7));
    const summary = await session.finish();
    expect(vendor.batches.map(({records}) => records.length)).toEqual([3, 3, 1]);
    expect(vendor.held.get('u7')).toEqual({plan: 'pro'});
    expect(summary.objects).toEqual([
      {
        object: 'visitors',
        received: 7,
        written: 7,
        created: 7,
        unchanged: 0,
        merged: 0,
        rejected: 0,
        rejectedByReason: {},
        rejections: [],
        remarks: [],
        notTried: 0,
        batches: 3,
      },
    ]);
    expect(vendor.closed).toBe(1);
    expect(bench.rejected.closed).toBe(1);
  });

  it('starts a new batch before the bytes of one exceed the limit', async () => {
    const vendor = createMemoryVendor({limits: {recordsMax: 100, bytesMax: 50, concurrency: 1}});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    await give(session, rows(5));
    await session.finish();
    expect(vendor.batches.map(({records}) => records.length)).toEqual([2, 2, 1]);
  });

  it('rejects a record that alone exceeds the bytes of a batch', async () => {
    const vendor = createMemoryVendor({limits: {recordsMax: 100, bytesMax: 50, concurrency: 1}});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    await give(session, [{id: 'a', bio: 'x'.repeat(60)}, {id: 'b'}]);
    const [visitors] = (await session.finish()).objects;
    expect(visitors?.rejectedByReason).toEqual({too_large: 1});
    expect(bench.rejected.kept[0]?.rejection.message).toMatch(/more than the 50 that fit/);
  });

  it('makes the source wait while it holds as much as it may', async () => {
    const vendor = createMemoryVendor({limits});
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const writer: ObjectWriter = {
      ...vendor.writer,
      send: async (batch, signal) => {
        await gate;
        return vendor.writer.send(batch, signal);
      },
    };
    const bench = createBench({visitors: writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    await session.record({stream: 'users', position: 1}, {id: 'u0'});
    const waits = rows(11).map((row, index) =>
      session.record({stream: 'users', position: index + 2}, row),
    );
    expect(waits.slice(0, 10).every((wait) => wait === undefined)).toBe(true);
    expect(waits[10]).toBeInstanceOf(Promise);
    open();
    await waits[10];
    await session.finish();
    expect(vendor.held.size).toBe(12);
  });

  it('keeps groups apart, and sends a partial group when the others fill the room', async () => {
    const vendor = createMemoryVendor({
      limits: {recordsMax: 4, bytesMax: 10_000, concurrency: 1},
      grouped: true,
    });
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    await give(
      session,
      Array.from({length: 40}, (_, index) => ({id: `u${index}`, group: `g${index % 9}`})),
    );
    await session.finish();
    expect(vendor.batches.every(({groups}) => groups.length === 1)).toBe(true);
    expect(vendor.held.size).toBe(40);
  });
});

describe('records of one key', () => {
  it('merges records that were not sent yet: the last value of each field wins', async () => {
    const vendor = createMemoryVendor({limits: {...limits, recordsMax: 10}});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    await give(session, [
      {id: 'a', plan: 'free', seats: 1},
      {id: 'b', plan: 'free'},
      {id: 'a', plan: 'pro'},
    ]);
    await session.checkpoint({name: 'users'}, 1);
    const [visitors] = (await session.finish()).objects;
    expect(vendor.held.get('a')).toEqual({plan: 'pro', seats: 1});
    expect(vendor.batches.flatMap(({records}) => records.map(({key}) => key))).toEqual(['a', 'b']);
    expect(visitors).toMatchObject({received: 3, written: 2, merged: 1, rejected: 0});
    expect(bench.events).toContainEqual({
      type: 'checkpoint',
      token: 1,
      stats: {recordCount: 3, rejectedRecordCount: 0},
    });
  });

  it('rejects and keeps every record that a rejected one was merged from', async () => {
    const vendor = createMemoryVendor({limits: {...limits, recordsMax: 10}});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    await give(session, [
      {id: 'a', seats: 1, bad: 'no'},
      {id: 'a', plan: 'pro', bad: 'send'},
      {id: 'b'},
    ]);
    const [visitors] = (await session.finish()).objects;
    expect(visitors).toMatchObject({received: 3, written: 1, merged: 0, rejected: 2});
    expect(bench.rejected.kept.map(({record}) => record.source)).toEqual([
      {id: 'a', seats: 1, bad: 'no'},
      {id: 'a', plan: 'pro', bad: 'send'},
    ]);
  });

  it('sends one after the other when both give an object for a field', async () => {
    const vendor = createMemoryVendor({limits: {...limits, recordsMax: 10}});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    await give(session, [
      {id: 'a', company: {id: 1, name: 'Acme'}},
      {id: 'a', company: {id: 2}},
      {id: 'a', company: {id: 3}},
    ]);
    const [visitors] = (await session.finish()).objects;
    expect(vendor.batches.map(({records}) => records.map(({fields}) => fields['company']))).toEqual(
      [[{id: 1, name: 'Acme'}], [{id: 2}], [{id: 3}]],
    );
    expect(visitors).toMatchObject({written: 3, merged: 0, batches: 3});
  });

  it('does not merge what would no longer fit, or no longer pass', async () => {
    const vendor = createMemoryVendor({limits: {recordsMax: 10, bytesMax: 45, concurrency: 1}});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    await give(session, [
      {id: 'a', first: 'x'.repeat(20)},
      {id: 'a', second: 'y'.repeat(20)},
    ]);
    const [visitors] = (await session.finish()).objects;
    expect(visitors).toMatchObject({written: 2, merged: 0, rejected: 0, batches: 2});
  });

  it('does not merge what would make its batch too large', async () => {
    const vendor = createMemoryVendor({limits: {recordsMax: 10, bytesMax: 80, concurrency: 1}});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    await give(session, [
      {id: 'a', first: 'x'.repeat(10)},
      {id: 'b', first: 'x'.repeat(10)},
      {id: 'a', second: 'y'.repeat(20)},
    ]);
    await session.finish();
    expect(vendor.batches.map(({records}) => records.map(({key}) => key))).toEqual([
      ['a', 'b'],
      ['a'],
    ]);
  });

  it('does not merge records that wait for one under way when they would no longer fit', async () => {
    const bench = createBench({}, []);
    const vendor = createMemoryVendor({
      limits: {recordsMax: 1, bytesMax: 45, concurrency: 2},
      clock: bench.clock,
      latencyMs: () => 10,
    });
    const session = openWriteSession<number>({
      ...bench.options,
      mappings: [mapping('users', 'visitors')],
      openWriter: async () => vendor.writer,
    });
    await give(session, [
      {id: 'a'},
      {id: 'a', first: 'x'.repeat(20)},
      {id: 'a', second: 'y'.repeat(20)},
    ]);
    await inVirtualTime(bench.clock, session.finish());
    expect(vendor.batches.map(({bytes}) => bytes)).toEqual([8, 38, 39]);
  });

  it('does not merge equal texts that stand in different key fields', async () => {
    const vendor = createMemoryVendor({limits: {...limits, recordsMax: 10}});
    const bench = createBench({visitors: vendor.writer}, [
      mapping('users', 'visitors'),
      mapping('people', 'visitors', {keyField: 'email'}),
    ]);
    const session = openWriteSession(bench.options);
    await give(session, [{id: 'a', plan: 'pro'}]);
    await give(session, [{id: 'a', plan: 'free'}], 'people');
    await session.finish();
    expect(vendor.batches.flatMap(({records}) => records.map(({keyField}) => keyField))).toEqual([
      'id',
      'email',
    ]);
  });

  it('does not merge operations that differ', async () => {
    const vendor = createMemoryVendor({limits: {...limits, recordsMax: 10}});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')], {
      objects: [{name: 'visitors', keys: ['id'], operations: ['update', 'soft_delete']}],
    });
    const session = openWriteSession(bench.options);
    await give(session, [
      {id: 'a', plan: 'pro'},
      {id: 'a', _ab_cdc_deleted_at: '2026-01-01T00:00:00Z'},
      {id: 'a', plan: 'free'},
    ]);
    await session.finish();
    expect(
      vendor.batches.flatMap(({records}) => records.map((record) => record.operation)),
    ).toEqual(['update', 'soft_delete', 'update']);
  });
});

describe('checkpoints', () => {
  it('pass at once, in order, for streams without records and for unknown streams', async () => {
    const vendor = createMemoryVendor({limits});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    await session.checkpoint({name: 'users'}, 1);
    await session.checkpoint({name: '__noop__', namespace: 'x'}, 2);
    await session.checkpoint({name: 'users'}, 3);
    expect(tokens(bench.events)).toEqual([1, 2, 3]);
    await session.finish();
  });

  it('wait for the records before them, but not for those of other streams', async () => {
    const vendor = createMemoryVendor({limits});
    const bench = createBench({visitors: vendor.writer}, [
      mapping('users', 'visitors'),
      mapping('people', 'visitors'),
    ]);
    const session = openWriteSession(bench.options);
    await give(session, rows(1));
    await session.checkpoint({name: 'users'}, 1);
    await session.checkpoint({name: 'people'}, 2);
    expect(tokens(bench.events)).toEqual([2]);
    await session.finish();
    expect(tokens(bench.events)).toEqual([2, 1]);
  });

  it('are all handed over before finish resolves, however slow the listener is', async () => {
    const vendor = createMemoryVendor({limits});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession<number>({
      ...bench.options,
      emitOutcomes: false,
      emit: async (event) => {
        await bench.clock.sleep(50);
        bench.events.push(event);
      },
    });
    await give(session, rows(2));
    await session.checkpoint({name: 'users'}, 1);
    const atTheEnd = session.finish().then(() => tokens(bench.events));
    expect(await inVirtualTime(bench.clock, atTheEnd)).toEqual([1]);
  });

  it('tell streams of one name in different namespaces apart', async () => {
    const vendor = createMemoryVendor({limits});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    await session.record({stream: 'users', namespace: 'eu', position: 1}, {id: 'a'});
    await session.checkpoint({name: 'users', namespace: 'us'}, 1);
    await session.checkpoint({name: 'users', namespace: 'eu'}, 2);
    expect(tokens(bench.events)).toEqual([1]);
    await session.finish();
  });

  it('pass after two seconds without input, although the batch is not full', async () => {
    const vendor = createMemoryVendor({limits: {...limits, recordsMax: 500}});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    await give(session, rows(2));
    await session.checkpoint({name: 'users'}, 1);
    await bench.clock.advance(1_999);
    expect(vendor.sends).toBe(0);
    await bench.clock.advance(1);
    expect(tokens(bench.events)).toEqual([1]);
    await session.finish();
    expect(vendor.sends).toBe(1);
  });

  it('pass within ten seconds when a source trickles without ever pausing', async () => {
    const vendor = createMemoryVendor({limits: {...limits, recordsMax: 500}});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    for (let second = 1; second <= 24; second += 1) {
      await session.record({stream: 'users', position: second}, {id: `u${second}`});
      await session.checkpoint({name: 'users'}, second);
      await bench.clock.advance(1_000);
      expect(second - (tokens(bench.events).at(-1) ?? 0)).toBeLessThanOrEqual(10);
    }
    await session.finish();
    expect(vendor.sends).toBeLessThanOrEqual(4);
  });

  it('wait until rejected records are on the disk', async () => {
    const vendor = createMemoryVendor({limits});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const rejected = createRejectedMemory(bench.clock, 500);
    const session = openWriteSession<number>({...bench.options, rejected});
    await give(session, [{id: 'a'}]);
    await session.checkpoint({name: 'users'}, 1);
    await bench.clock.advance(IDLE_MS);
    expect(tokens(bench.events)).toEqual([1]);
    await give(session, [{plan: 'no key'}]);
    await session.checkpoint({name: 'users'}, 2);
    await bench.clock.advance(499);
    expect(tokens(bench.events)).toEqual([1]);
    await bench.clock.advance(1);
    expect(bench.events.at(-1)).toEqual({
      type: 'checkpoint',
      token: 2,
      stats: {recordCount: 0, rejectedRecordCount: 1},
    });
    await session.finish();
  });

  it('do not pass while the session would fail for its rejections, and pass when it would not', async () => {
    const vendor = createMemoryVendor({limits});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession<number>({...bench.options, rejectedPercentMax: 50});
    await give(session, [{plan: 'no key'}]);
    await session.checkpoint({name: 'users'}, 1);
    await bench.clock.advance(IDLE_MS);
    expect(tokens(bench.events)).toEqual([]);
    await give(session, [{id: 'a'}, {id: 'b'}]);
    await session.checkpoint({name: 'users'}, 2);
    await bench.clock.advance(IDLE_MS);
    expect(tokens(bench.events)).toEqual([1, 2]);
    await session.finish();
  });

  it('of a stream pass although another stream has all of its records rejected', async () => {
    const visitors = createMemoryVendor({limits});
    const accounts = createMemoryVendor({limits});
    const bench = createBench({visitors: visitors.writer, accounts: accounts.writer}, [
      mapping('users', 'visitors'),
      mapping('companies', 'accounts'),
    ]);
    const session = openWriteSession<number>(bench.options);
    await session.record({stream: 'users', position: 1}, {plan: 'no key'});
    await session.checkpoint({name: 'users'}, 1);
    await session.record({stream: 'companies', position: 2}, {id: 'a'});
    await session.checkpoint({name: 'companies'}, 2);
    await bench.clock.advance(IDLE_MS);
    await expect(session.finish()).rejects.toThrow(/The only record for visitors was rejected/);
    expect(tokens(bench.events)).toEqual([2]);
  });

  it('never pass in a session that ends because all was rejected, or the next try would find nothing', async () => {
    const vendor = createMemoryVendor({limits});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession<number>(bench.options);
    await give(session, [{plan: 'no key'}]);
    await session.checkpoint({name: 'users'}, 1);
    await bench.clock.advance(IDLE_MS);
    await expect(session.finish()).rejects.toThrow(/The only record for visitors was rejected/);
    expect(tokens(bench.events)).toEqual([]);
  });

  it('count a record once although it goes to two objects, as rejected when one of them rejects', async () => {
    const visitors = createMemoryVendor({limits});
    const accounts = createMemoryVendor({limits});
    const bench = createBench({visitors: visitors.writer, accounts: accounts.writer}, [
      mapping('users', 'visitors'),
      mapping('users', 'accounts', {keyColumn: 'account'}),
    ]);
    const session = openWriteSession(bench.options);
    await give(session, [
      {id: 'a', account: 'x'},
      {id: 'b', account: null},
    ]);
    await session.checkpoint({name: 'users'}, 1);
    await session.finish();
    expect(bench.events.at(-1)).toEqual({
      type: 'checkpoint',
      token: 1,
      stats: {recordCount: 1, rejectedRecordCount: 1},
    });
    expect(visitors.held.size).toBe(2);
    expect(accounts.held.size).toBe(1);
  });
});

describe('namespaces', () => {
  const mappings = [
    mapping('users', 'visitors', {nulls: 'clear'}),
    mapping('users', 'visitors', {namespace: 'eu', keyColumn: 'mail'}),
    mapping('users', 'accounts', {namespace: 'us'}),
  ];

  it.each([
    ['first', mappings],
    ['last', mappings.toReversed()],
  ])(
    'choose the mapping: the one of the namespace itself, else the one of any, which comes %s',
    async (_, ordered) => {
      const visitors = createMemoryVendor({limits});
      const accounts = createMemoryVendor({limits});
      const bench = createBench({visitors: visitors.writer, accounts: accounts.writer}, ordered);
      const session = openWriteSession(bench.options);
      const row = {id: 'a', mail: 'a@x.org', plan: null};
      await session.record({stream: 'users', namespace: 'eu', position: 1}, row);
      await session.record({stream: 'users', namespace: 'apac', position: 2}, row);
      await session.finish();
      expect([...visitors.held]).toEqual([
        ['a@x.org', {}],
        ['a', {mail: 'a@x.org', plan: null}],
      ]);
      expect(accounts.held.size).toBe(0);
    },
  );
});

describe('failures', () => {
  it('end the session: nothing more is sent, later calls throw, later checkpoints do not pass', async () => {
    const vendor = createMemoryVendor({
      limits: {...limits, concurrency: 1},
      failAt: (send) => (send === 2 ? 'before' : undefined),
    });
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    await give(session, rows(3));
    await session.checkpoint({name: 'users'}, 1);
    await give(session, rows(3, 4));
    await session.checkpoint({name: 'users'}, 2).catch(() => undefined);
    await expect(
      (async () => {
        for (;;) await give(session, rows(3, 7));
      })(),
    ).rejects.toThrow('The vendor is away');
    await expect(session.checkpoint({name: 'users'}, 3)).rejects.toThrow('The vendor is away');
    await expect(session.finish()).rejects.toThrow('The vendor is away');
    expect(tokens(bench.events)).toEqual([1]);
    expect(vendor.sends).toBe(2);
    expect(vendor.closed).toBe(0);
    expect(bench.rejected.closed).toBe(1);
    const [visitors] = session.summary().objects;
    expect(visitors?.written).toBe(3);
    expect(visitors?.notTried).toBe((visitors?.received ?? 0) - 3);
  });

  it('let batches under way end, count them, and pass checkpoints that they complete', async () => {
    const bench = createBench({}, []);
    const vendor = createMemoryVendor({
      limits,
      clock: bench.clock,
      latencyMs: (send) => (send === 1 ? 100 : 10),
      failAt: (send) => (send === 2 ? 'after' : undefined),
    });
    const session = openWriteSession<number>({
      ...bench.options,
      mappings: [mapping('users', 'visitors')],
      openWriter: async () => vendor.writer,
    });
    await give(session, rows(3));
    await session.checkpoint({name: 'users'}, 1);
    await give(session, rows(3, 4));
    await session.checkpoint({name: 'users'}, 2);
    const atTheEnd = session.finish().catch(() => session.summary().objects[0]);
    expect(await inVirtualTime(bench.clock, atTheEnd)).toMatchObject({
      received: 6,
      written: 3,
      notTried: 3,
    });
    await expect(session.finish()).rejects.toThrow(/is away/);
    expect(tokens(bench.events)).toEqual([1]);
  });

  it('also stop records that wait for an earlier one of their key', async () => {
    const bench = createBench({}, []);
    const vendor = createMemoryVendor({
      limits: {recordsMax: 1, bytesMax: 1_000, concurrency: 2},
      clock: bench.clock,
      latencyMs: (send) => (send === 1 ? 100 : 10),
      failAt: (send) => (send === 2 ? 'before' : undefined),
    });
    const session = openWriteSession<number>({
      ...bench.options,
      mappings: [mapping('users', 'visitors')],
      openWriter: async () => vendor.writer,
    });
    await give(session, [{id: 'a', n: {x: 1}}, {id: 'b'}, {id: 'a', n: {x: 2}}]);
    await expect(inVirtualTime(bench.clock, session.finish())).rejects.toThrow(/is away/);
    expect(vendor.sends).toBe(2);
    expect(session.summary().objects[0]).toMatchObject({received: 3, written: 1, notTried: 2});
  });

  it('are noticed when a writer answers for too few or too many records', async () => {
    for (const answers of [2, 4]) {
      const vendor = createMemoryVendor({limits});
      const writer: ObjectWriter = {
        ...vendor.writer,
        send: async () => Array.from({length: answers}, () => ({status: 'unchanged'}) as const),
      };
      const bench = createBench({visitors: writer}, [mapping('users', 'visitors')]);
      const session = openWriteSession(bench.options);
      await give(session, rows(3));
      await session.checkpoint({name: 'users'}, 1).catch(() => undefined);
      await expect(session.finish()).rejects.toMatchObject({kind: 'system'});
      expect(session.summary().objects[0]).toMatchObject({unchanged: 0, notTried: 3});
      expect(tokens(bench.events)).toEqual([]);
    }
  });

  it('come from a writer that cannot be opened, before any record is counted', async () => {
    const bench = createBench({}, [mapping('users', 'visitors')], {
      openWriter: () => Promise.reject(outage()),
    });
    const session = openWriteSession(bench.options);
    await expect(give(session, rows(1))).rejects.toThrow(/is away/);
    await expect(session.finish()).rejects.toThrow(/is away/);
  });

  it('come from a stream that no mapping names, with its position and the streams there are', async () => {
    const vendor = createMemoryVendor({limits});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    expect(() => session.record({stream: 'deals', position: 7}, {id: 1})).toThrow(
      'Record 7 belongs to stream "deals", which is not mapped to any object; add it to "mappings" or remove it from the connection. Mapped streams: users.',
    );
    await expect(session.finish()).rejects.toMatchObject({kind: 'config'});
  });

  it('come from the listener: what it did not take is not settled', async () => {
    const vendor = createMemoryVendor({limits});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')], {
      emit: () => Promise.reject(new Error('pipe closed')),
    });
    const session = openWriteSession(bench.options);
    await give(session, rows(3));
    await session.checkpoint({name: 'users'}, 1).catch(() => undefined);
    await expect(session.finish()).rejects.toThrow(/pipe closed/);
  });

  it('come from rejected records that cannot be kept: they count as not tried', async () => {
    const vendor = createMemoryVendor({limits});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const rejected = createRejectedMemory(bench.clock, 0, 1);
    const session = openWriteSession<number>({...bench.options, rejected});
    await give(session, [{id: 'a'}, {id: 'b', bad: 'send'}]);
    await session.checkpoint({name: 'users'}, 1);
    await expect(session.finish()).rejects.toThrow(/disk full/);
    expect(session.summary().objects[0]).toMatchObject({written: 1, rejected: 0, notTried: 1});
    expect(tokens(bench.events)).toEqual([]);
  });

  it('come from the signal, also while the source waits for room', async () => {
    const controller = new AbortController();
    const vendor = createMemoryVendor({limits: {...limits, recordsMax: 1, concurrency: 1}});
    const writer: ObjectWriter = {
      ...vendor.writer,
      send: (_batch, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(outage()), {once: true});
        }),
    };
    const bench = createBench(
      {visitors: writer},
      [mapping('users', 'visitors')],
      {},
      {
        signal: controller.signal,
      },
    );
    const session = openWriteSession(bench.options);
    const given = give(session, rows(10));
    setImmediate(() => controller.abort());
    await expect(given).rejects.toThrow(
      'Writing was stopped before its end; run again to send the rest.',
    );
    await expect(session.finish()).rejects.toMatchObject({kind: 'transient'});
    expect(session.summary().objects[0]).toMatchObject({received: 3, notTried: 3});
  });

  it('wake a waiting source at once, although the vendor has not answered yet', async () => {
    const controller = new AbortController();
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const vendor = createMemoryVendor({limits: {...limits, recordsMax: 1, concurrency: 1}});
    const writer: ObjectWriter = {
      ...vendor.writer,
      send: async (batch, signal) => {
        await answered;
        return vendor.writer.send(batch, signal);
      },
    };
    const bench = createBench(
      {visitors: writer},
      [mapping('users', 'visitors')],
      {},
      {signal: controller.signal},
    );
    const session = openWriteSession(bench.options);
    const given = give(session, rows(10));
    setImmediate(() => controller.abort());
    await expect(given).rejects.toThrow(/stopped before its end/);
    answer();
    await expect(session.finish()).rejects.toThrow(/stopped before its end/);
    expect(session.summary().objects[0]).toMatchObject({received: 3, written: 1, notTried: 2});
  });

  it('come from closing a writer, after all is written', async () => {
    const vendor = createMemoryVendor({limits});
    const writer: ObjectWriter = {...vendor.writer, close: () => Promise.reject(outage())};
    const bench = createBench({visitors: writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    await give(session, rows(2));
    await expect(session.finish()).rejects.toThrow(/is away/);
    expect(session.summary().objects[0]).toMatchObject({written: 2, notTried: 0});
    expect(bench.rejected.closed).toBe(1);
  });
});

describe('the share of rejected records', () => {
  async function run(bad: number, all: number, rejectedPercentMax: number | undefined) {
    const vendor = createMemoryVendor({limits: {...limits, recordsMax: 10}});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession<number>({
      ...omit(bench.options, 'rejectedPercentMax'),
      ...(rejectedPercentMax !== undefined && {rejectedPercentMax}),
    });
    const input = rows(all).map((row, index) => (index < bad ? {...row, bad: 'send'} : row));
    const given = give(session, input).catch((error: unknown) => error);
    const early = await given;
    const end = await session.finish().catch((error: unknown) => error);
    return {early, end, sends: vendor.sends};
  }

  it.each([
    ['one early bad record of many', 1, 50, 10],
    ['exactly the share that is allowed', 10, 100, 10],
    ['any share but all when 100 percent are allowed', 199, 200, 100],
    ['everything when the caller judges', 5, 5, undefined],
  ])('lets %s pass', async (_, bad, all, percent) => {
    const {early, end} = await run(bad, all, percent);
    expect(early).toBeUndefined();
    expect(end).not.toBeInstanceOf(Failure);
  });

  it.each([
    ['more than allowed', 6, 50, 10],
    ['one record where none is allowed', 1, 50, 0],
    ['all records even when 100 percent are allowed', 5, 5, 100],
  ])('fails at the end for %s', async (_, bad, all, percent) => {
    const {early, end} = await run(bad, all, percent);
    expect(early).toBeUndefined();
    expect(end).toMatchObject({kind: 'data'});
  });

  it('fails early once a hundred records have an outcome, naming share, reasons and file', async () => {
    const {early, end, sends} = await run(1_000, 2_000, 50);
    expect(early).toBeInstanceOf(Failure);
    expect(String(early)).toMatch(
      /^Failure: All \d+ records for visitors were rejected \(refused_by_vendor \d+\)\. The vendor refused it\. Fix the cause, which \/tmp\/rejected\.jsonl has/,
    );
    expect(end).toBe(early);
    expect(sends).toBeLessThan(20);
  });

  it('leaves out deletes that the object cannot do', async () => {
    const vendor = createMemoryVendor({limits});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')], {
      rejectedPercentMax: 0,
    });
    const session = openWriteSession(bench.options);
    await give(session, [{id: 'a', _ab_cdc_deleted_at: '2026-01-01T00:00:00Z'}]);
    const [visitors] = (await session.finish()).objects;
    expect(visitors).toMatchObject({rejected: 1, rejectedByReason: {unsupported_operation: 1}});
  });
});

describe('a dry run', () => {
  it('plans every record, sends nothing and passes no checkpoint', async () => {
    const vendor = createMemoryVendor({limits});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')], {
      dryRun: true,
    });
    const session = openWriteSession(bench.options);
    await give(session, [{id: 'a', plan: 'pro'}, {id: 'b', bad: 'send'}, {plan: 'no key'}]);
    await session.checkpoint({name: 'users'}, 1);
    const [visitors] = (await session.finish()).objects;
    expect(vendor.sends).toBe(0);
    expect(visitors).toMatchObject({received: 3, written: 1, created: 1, rejected: 2, notTried: 0});
    expect(
      bench.events.flatMap((event) =>
        event.type === 'plans'
          ? event.plans.map(({record, planned}) => [record.key, planned.status])
          : [event.type],
      ),
    ).toEqual([
      ['', 'rejected'],
      ['a', 'create'],
      ['b', 'rejected'],
    ]);
  });

  it('fails as the run would where all would be rejected, and says that nothing was sent', async () => {
    const vendor = createMemoryVendor({limits});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')], {
      dryRun: true,
    });
    const session = openWriteSession(bench.options);
    await give(session, [{plan: 'no key'}]);
    await expect(session.finish()).rejects.toThrow(/would be rejected.*The run would fail/);
    expect(session.summary()).toMatchObject({objects: [{rejected: 1}]});
  });
});

describe('the log', () => {
  it('names rejected records by position and reason, never by content, and counts them at the end', async () => {
    const vendor = createMemoryVendor({limits: {...limits, recordsMax: 50}});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')]);
    const session = openWriteSession(bench.options);
    await give(session, [
      ...rows(1),
      ...Array.from({length: 30}, (_, index) => ({id: null, mail: `private${index}@example.com`})),
    ]);
    await session.finish();
    const messages = bench.logged.map(({message}) => message);
    expect(messages).toHaveLength(3);
    expect(messages[0]).toBe(
      'Record 2 of stream users was rejected for visitors (missing_key): Key column "id" is null; visitors needs id in every record.',
    );
    expect(messages[1]).toBe(
      '30 records were rejected for visitors for the same reason (missing_key): Key column "id" is null; visitors needs id in every record. Records 2, 3, 4 and 27 more.',
    );
    expect(messages[2]).toBe(
      '30 of 31 records for visitors were rejected: missing_key 30. They are kept in /tmp/rejected.jsonl, with the complete answers of the vendor.',
    );
    expect(messages.join()).not.toContain('private');
  });
});

describe('what the vendor says of a rejection', () => {
  it('stands in message, log and summary, grouped, without what records hold', async () => {
    const vendor = createMemoryVendor({limits});
    const writer: ObjectWriter = {
      ...vendor.writer,
      remarks: () => ['The vendor is tired.'],
      send: (batch) =>
        Promise.resolve(
          batch.map(({record}) => ({
            status: 'rejected',
            reason: 'refused_by_vendor',
            message: 'The vendor refused it.',
            answer: 'whole',
            words: `plan "${JSON.stringify(record.fields['plan']).slice(1, -1)}" of ${record.key} is locked`,
          })),
        ),
    };
    const bench = createBench({visitors: writer}, [mapping('users', 'visitors')], {
      rejectedPercentMax: 100,
    });
    const session = openWriteSession(bench.options);
    await give(
      session,
      ['gold', 'silver', 'brass'].map((plan, index) => ({id: `user-${index}`, plan})),
    );
    const end = session.finish();
    const message = 'The vendor refused it. It says: "plan "…" of … is locked".';
    await expect(end).rejects.toThrow(
      `All 3 records for visitors were rejected (refused_by_vendor 3). ${message} Fix`,
    );
    expect(session.summary().objects).toMatchObject([
      {
        rejections: [
          {
            reason: 'refused_by_vendor',
            message,
            count: 3,
            keys: ['user-0', 'user-1', 'user-2'],
            positions: [1, 2, 3],
          },
        ],
        remarks: ['The vendor is tired.'],
      },
    ]);
    const log = bench.logged.map((line) => line.message).join('\n');
    expect(log).toContain('3 records were rejected for visitors for the same reason');
    expect(log).toContain('The vendor is tired.');
    expect(log).not.toMatch(/gold|silver|brass|user-0/);
  });
});

describe('a rejected-records file that is gone', () => {
  it('fails the session before a later checkpoint is confirmed', async () => {
    const vendor = createMemoryVendor({limits});
    const bench = createBench({visitors: vendor.writer}, [mapping('users', 'visitors')], {
      rejectedPercentMax: 100,
    });
    const gone = new Failure({kind: 'system', message: 'The file is gone.'});
    const rejected = {...bench.options.rejected, check: () => Promise.reject(gone)};
    const session = openWriteSession({...bench.options, rejected});
    await give(session, [...rows(1), {plan: 'no key'}]);
    await session.checkpoint({name: 'users'}, 1).catch(() => undefined);
    await expect(session.finish()).rejects.toBe(gone);
    expect(bench.events.filter(({type}) => type === 'checkpoint')).toEqual([]);
  });
});
