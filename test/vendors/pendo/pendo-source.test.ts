import Ajv from 'ajv';
import fc from 'fast-check';
import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import {plainRow} from '../../../src/read/columns/text-row';
import {pendoSource} from '../../../src/vendors/pendo/source';
import {plan, recordRead} from '../../read/support/record-read';
import {createTestKit} from '../../support/test-kit';
import {createVirtualClock} from '../../support/virtual-clock';
import {fakeAggregation, type FakeOptions} from '../support/fake-aggregation';
import {containing, matching} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {readCursor} from '../support/read-rows';
import {textOf} from '../support/text-of';
import {createVendorKit, type TestVendorKit} from '../support/vendor-kit';

useNockStrictly();

const now = 1_763_600_000_000;
const minute = 60_000;

function open(section: JsonObject = {}, kit: TestVendorKit = createVendorKit()) {
  return pendoSource.open(
    {integration_key: 'key-of-acme', page_size: 100, requests_per_second: 1000, ...section},
    kit,
  );
}

function visitor(id: string, lastupdated?: number): JsonObject {
  const auto = {id, ...(lastupdated !== undefined && {lastupdated})};
  return {visitorId: id, metadata: {auto, custom: {plan: 'pro'}}};
}

function visitors(count: number, lastUpdated: (index: number) => number | undefined): JsonObject[] {
  return Array.from({length: count}, (_, index) =>
    visitor(`user-${String(index).padStart(5, '0')}`, lastUpdated(index)),
  );
}

const ids = (rows: readonly Readonly<Record<string, unknown>>[]) =>
  rows.map(({visitorId}) => textOf(visitorId)).sort();
const idsOf = (records: readonly JsonObject[]) =>
  records.map(({visitorId}) => textOf(visitorId)).sort();

describe('reading Pendo visitors', () => {
  it('lists everything by id first, then only what changed', async () => {
    const fake = fakeAggregation(visitors(250, (index) => now - 1_000_000 + index));
    const source = open();
    const first = await readCursor(source, 'pendo_visitors', {syncStartMs: now});
    expect(ids(first.rows)).toEqual(idsOf(fake.records));
    expect(fake.asked.map(({filter}) => filter)).toEqual([
      'visitorId > ""',
      'visitorId > "user-00099"',
      'visitorId > "user-00199"',
      // A server may give fewer rows than it is asked for: the end is where nothing comes.
      'visitorId > "user-00249"',
    ]);

    fake.records = [
      ...fake.records.slice(1),
      visitor('user-00000', now + 5),
      visitor('zoe', now + 6),
    ];
    const {position} = first;
    const second = await readCursor(source, 'pendo_visitors', {
      position,
      syncStartMs: now + minute,
    });
    expect(ids(second.rows)).toEqual(['user-00000', 'zoe']);
    expect(fake.asked.at(-1)?.filter).toMatch(
      /^metadata\.auto\.lastupdated >= \d+ && metadata\.auto\.lastupdated <= 1763600060000$/,
    );
  });

  it('leaves anonymous visitors out, unless they are asked for (Q16)', async () => {
    const fake = fakeAggregation([visitor('a', 1)]);
    await readCursor(open(), 'pendo_visitors', {syncStartMs: now});
    await readCursor(open({include_anonymous: true}), 'pendo_visitors', {syncStartMs: now});
    expect(fake.asked.map(({source}) => source)).toEqual([
      {visitors: {identified: true}},
      {visitors: {identified: true}},
      {visitors: null},
      {visitors: null},
    ]);
  });

  it('passes on whole pages that share one time, and records without a time (Q9, Q10)', async () => {
    const fake = fakeAggregation([]);
    const source = open();
    const first = await readCursor(source, 'pendo_visitors', {syncStartMs: now});
    fake.records = visitors(350, () => now + minute);
    const {position} = first;
    const second = await readCursor(source, 'pendo_visitors', {
      position,
      syncStartMs: now + 2 * minute,
    });
    expect(ids(second.rows)).toEqual(idsOf(fake.records));
    expect(fake.asked.some(({filter}) => filter.includes(' == '))).toBe(true);

    fake.records = [...fake.records, visitor('undated')];
    const days = (count: number) => now + count * 86_400_000;
    const later = await readCursor(source, 'pendo_visitors', {
      position: second.position,
      syncStartMs: days(8),
    });
    expect(ids(later.rows)).toContain('undated');
  });

  it.each([
    ['a listing', false],
    ['a window', true],
  ])(
    'halves its pages in %s when Pendo runs out of time (Q14), and loses nothing',
    async (_what, window) => {
      const kit = createVendorKit();
      const fake = fakeAggregation(window ? [] : visitors(2_300, (index) => now - 5_000 + index), {
        limitMax: 300,
      });
      const source = open({page_size: 1000}, kit);
      const first = await readCursor(source, 'pendo_visitors', {syncStartMs: now});
      expect(ids(first.rows)).toEqual(idsOf(fake.records));
      if (window) {
        fake.records = visitors(2_300, (index) => now + 1 + Math.floor(index / 130));
        const {position} = first;
        const second = await readCursor(source, 'pendo_visitors', {
          position,
          syncStartMs: now + minute,
        });
        expect(ids(second.rows)).toEqual(idsOf(fake.records));
      }
      const sizes = fake.asked.map(({limit}) => limit);
      expect(sizes.slice(0, 3)).toEqual([1000, 500, 250]);
      expect(Math.max(...sizes.slice(2))).toBe(250);
      expect(kit.logged.map(({message}) => message)).toContain(
        'Pendo did not answer in time for 1000 visitors; the next request asks for 500.',
      );
    },
  );

  it('gives up when Pendo runs out of time even for the smallest page', async () => {
    fakeAggregation(
      visitors(10, () => now),
      {limitMax: 99},
    );
    await expect(readCursor(open(), 'pendo_visitors', {syncStartMs: now})).rejects.toMatchObject({
      kind: 'transient',
      message: containing('in time'),
    });
  });

  it.each([7, 100, 250])(
    'takes what a server that ignores the pipeline sends as the whole list (%i rows)',
    async (count) => {
      const rows = Array.from({length: count}, (_, index) => ({
        visitorId: `user-${index}`,
        accountId: 'acct-456',
      }));
      fakeAggregation(rows, {ignoresPipeline: true});
      const source = open();
      const first = await readCursor(source, 'pendo_visitors', {syncStartMs: now});
      expect(ids(first.rows)).toEqual(idsOf(rows));
      const {position} = first;
      const second = await readCursor(source, 'pendo_visitors', {
        position,
        syncStartMs: now + minute,
      });
      expect(second.rows).toEqual([]);
    },
  );

  it('finds every visitor, whatever ids and times there are, in as many pages as it takes', async () => {
    const id = fc.oneof(
      fc.string({minLength: 1, unit: 'grapheme'}),
      fc.constantFrom('a/b', 'a b', 'say "hi"', 'back\\slash', '\\"', 'é', '😀'),
    );
    const data = fc.uniqueArray(fc.tuple(id, fc.option(fc.integer({min: 1, max: 4}))), {
      selector: ([key]) => key,
      maxLength: 400,
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(
        data,
        fc.option(fc.integer({min: 100, max: 200})),
        async (entries, limitMax) => {
          nock.cleanAll();
          const records = entries.map(([key, at]) =>
            visitor(key, at === null ? undefined : now + at),
          );
          const options: FakeOptions = limitMax === null ? {} : {limitMax};
          const fake = fakeAggregation(records, options);
          const source = open();
          const listed = await readCursor(source, 'pendo_visitors', {syncStartMs: now});
          expect(ids(listed.rows)).toEqual(idsOf(records));

          fake.records = [];
          const empty = await readCursor(open(), 'pendo_visitors', {syncStartMs: now});
          fake.records = records;
          const changed = await readCursor(source, 'pendo_visitors', {
            position: empty.position,
            syncStartMs: now + minute,
          });
          expect(ids(changed.rows)).toEqual(
            idsOf(records.filter((_, index) => entries[index]?.[1] != null)),
          );
        },
      ),
      {numRuns: 25},
    );
  });

  it.each([{}, {results: null}, {results: [1]}, []])(
    'fails on an answer without rows: %j',
    async (body) => {
      nock('https://app.pendo.io/api/v1').post('/aggregation').reply(200, body);
      await expect(readCursor(open(), 'pendo_visitors', {syncStartMs: now})).rejects.toMatchObject({
        kind: 'data',
        message: containing('list visitors'),
      });
    },
  );

  it('waits half a minute after a 429 without Retry-After, then longer', async () => {
    const kit = createVendorKit();
    const api = nock('https://app.pendo.io/api/v1');
    api.post('/aggregation').times(2).reply(429, 'slow down');
    api.post('/aggregation').reply(200, {results: []});
    await readCursor(open({}, kit), 'pendo_visitors', {syncStartMs: now});
    const waited = kit.waits.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThanOrEqual(90_000);
    expect(kit.rateLimitedUntil.length).toBeGreaterThan(0);
  });

  it('keeps to the pace of the configuration', async () => {
    const kit = createVendorKit();
    fakeAggregation(visitors(450, () => now));
    await readCursor(open({requests_per_second: 2}, kit), 'pendo_visitors', {syncStartMs: now});
    // Five pages: four waits of half a second.
    expect(kit.waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(1_990);
  });
});

describe('the rows of Pendo streams', () => {
  const ajv = new Ajv({strict: false});

  async function rowOf(stream: 'pendo_visitors' | 'pendo_accounts', sent: JsonObject) {
    const kind = stream === 'pendo_visitors' ? 'visitor' : 'account';
    fakeAggregation([sent], {kind, ignoresPipeline: true});
    const source = open();
    const {rows} = await readCursor(source, stream, {syncStartMs: now});
    const schema = source.readers
      .filter((reader) => reader.kind === 'cursor')
      .find((reader) => reader.stream.name === stream)?.stream.schema;
    const declared = Object.keys((schema?.['properties'] ?? {}) as JsonObject);
    const row = plainRow(rows[0] ?? {});
    expect(Object.keys(row).filter((name) => !declared.includes(name))).toEqual([]);
    expect(ajv.validate(schema ?? false, row) || ajv.errorsText()).toBe(true);
    return row;
  }

  const metadata = {
    agent: {email: 'ada@example.com', language: 'en_US'},
    auto: {
      accountid: 'acct-456',
      accountids: ['acct-456', 'acct-789'],
      firstvisit: 1_746_000_000_123,
      id: 'user-123',
      lastupdated: 1_763_500_000_456,
      lastvisit: 1_763_300_000_789,
    },
    auto__100001: {firstvisit: 1_746_000_000_123},
    custom: {plan: 'pro', seats: 3, renewaldate: null},
    pendo: {donotprocess: false},
  };

  it('lift columns from the metadata and keep all groups (Q7, Q11, Q12)', async () => {
    expect(await rowOf('pendo_visitors', {visitorId: 'user-123', metadata})).toEqual({
      visitorId: 'user-123',
      accountId: 'acct-456',
      accountIds: ['acct-456', 'acct-789'],
      lastUpdatedAt: 1_763_500_000_456,
      lastVisit: 1_763_300_000_789,
      firstVisit: 1_746_000_000_123,
      email: 'ada@example.com',
      metadata,
      other_fields: null,
    });
  });

  it('take a visitor of nothing but ids', async () => {
    expect(await rowOf('pendo_visitors', {visitorId: 'user-123', accountId: 'acct-456'})).toEqual({
      visitorId: 'user-123',
      accountId: 'acct-456',
      accountIds: ['acct-456'],
      lastUpdatedAt: null,
      lastVisit: null,
      firstVisit: null,
      email: null,
      metadata: null,
      other_fields: null,
    });
  });

  it('find the e-mail address in auto or custom as well', async () => {
    const auto = {
      visitorId: 'a',
      metadata: {auto: {email: 'a@example.com'}, custom: {email: 'c@example.com'}},
    };
    expect(await rowOf('pendo_visitors', auto)).toMatchObject({email: 'a@example.com'});
    nock.cleanAll();
    const custom = {visitorId: 'a', metadata: {custom: {email: 'c@example.com'}}};
    expect(await rowOf('pendo_visitors', custom)).toMatchObject({email: 'c@example.com'});
  });

  it('find an id by its other names (Q19)', async () => {
    expect(await rowOf('pendo_visitors', {id: 'user-1'})).toMatchObject({
      visitorId: 'user-1',
      other_fields: {id: 'user-1'},
    });
    nock.cleanAll();
    expect(await rowOf('pendo_visitors', {metadata: {auto: {id: 'user-2'}}})).toMatchObject({
      visitorId: 'user-2',
    });
  });

  it.each([
    ['agent', {agent: {name: 'Acme'}, auto: {name: 'Other'}}],
    ['auto', {auto: {name: 'Acme'}}],
    ['custom', {custom: {name: 'Acme'}}],
  ])('take the name of an account from %s (Q8)', async (_group, groups) => {
    const row = await rowOf('pendo_accounts', {accountId: 'acct-456', metadata: groups});
    expect(row).toMatchObject({accountId: 'acct-456', name: 'Acme', metadata: groups});
  });

  it('keep unknown fields, and metadata that are no object', async () => {
    const row = await rowOf('pendo_accounts', {accountId: 'a', metadata: 'none', score: 1});
    expect(row).toMatchObject({metadata: null, other_fields: {metadata: 'none', score: 1}});
  });

  it.each<[string, unknown]>([
    ['an empty id', visitor('')],
    ['no id', {metadata: {auto: {lastupdated: now - 10}}}],
    ['null for an id', {visitorId: null, metadata: {}}],
    ['an object for an id', {visitorId: {a: 1}, metadata: {auto: {lastupdated: now - 10}}}],
    ['null for a record', null],
  ])('with %s are set aside; the others arrive, now and later', async (_, bad) => {
    const good = visitors(250, (index) => now - 1_000_000 + index);
    let rows: unknown[] = [bad, ...good.slice(0, 99)];
    const served = (page: unknown[]) => [200, {results: page}] as const;
    nock('https://app.pendo.io/api/v1')
      .persist()
      .post('/aggregation')
      .reply((_uri, body) => {
        const text = JSON.stringify(body);
        if (text.includes('lastupdated >=')) return served([bad, ...rows.slice(-1)]);
        const after = /visitorId > \\?\\"([^\\]*)/.exec(text)?.[1] ?? '';
        const behind = good.filter((each) => textOf(each['visitorId']) > after);
        return served(after === '' ? rows : [bad, ...behind.slice(0, 99)]);
      });
    const read = (state?: JsonObject) => {
      const clock = createVirtualClock(now + (state ? minute : 0));
      const planned = plan(['pendo_visitors'], {pendo_visitors: state});
      return recordRead([open()], planned, {kit: createTestKit({clock})});
    };
    const first = await read();
    expect(first.records('pendo_visitors').map(({visitorId}) => visitorId)).toEqual(idsOf(good));
    const warned = first.kit.logged.filter(({level}) => level === 'WARN');
    expect(warned).toMatchObject([
      {level: 'WARN', message: containing('pendo_visitors: 1 row came without a usable key')},
    ]);
    rows = [visitor('zoe', now + 10)];
    const second = await read(first.state('pendo_visitors'));
    expect(second.records('pendo_visitors').map(({visitorId}) => visitorId)).toEqual(['zoe']);
    expect(second.story('pendo_visitors').at(-1)).toBe('complete');
  });
});

describe('the check of Pendo as a source', () => {
  const api = () => nock('https://app.pendo.io/api/v1');

  it('tries the key and reads a visitor and an account', async () => {
    api().get('/token/verify').reply(200, {});
    const bodies: unknown[] = [];
    api()
      .post('/aggregation')
      .times(2)
      .reply(200, (_uri: string, body: unknown) => {
        bodies.push(body);
        return {results: []};
      });
    expect(await open().check()).toEqual([]);
    expect(JSON.stringify(bodies)).toContain('{"limit":1}');
  });

  it('continues where the key test is not offered', async () => {
    api().get('/token/verify').reply(404);
    api().post('/aggregation').times(2).reply(200, {results: []});
    expect(await open().check()).toEqual([]);
  });

  it('names key, right and region when aggregation is refused (Q3, Q4)', async () => {
    api().get('/token/verify').reply(200, {});
    api().post('/aggregation').reply(403, 'forbidden');
    const failures = await open({region: 'us'}).check();
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({
      kind: 'auth',
      message: matching(/aggregation.*Allow Write Access.*pendo\.region \(now us\)/s),
    });
  });
});
