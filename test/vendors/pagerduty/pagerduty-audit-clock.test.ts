import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import {plan, recordRead, type RecordedRead} from '../../read/support/record-read';
import {createTestKit} from '../../support/test-kit';
import {createVirtualClock} from '../../support/virtual-clock';
import {pagerdutySource} from '../../../src/vendors/pagerduty/source';
import {useNockStrictly} from '../../support/nock-rules';
import {textOf} from '../support/text-of';
import {createVendorKit} from '../support/vendor-kit';

useNockStrictly();

const STREAM = 'pagerduty_audit_records';
const NOW_MS = Date.parse('2026-03-01T12:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A trail with a clock of its own, which it tells in `Date` or keeps to itself. */
interface Trail {
  records: JsonObject[];
  nowMs: number;
  requests: number;
}

function serveTrail(tells: boolean): Trail {
  const trail: Trail = {records: [], nowMs: NOW_MS, requests: 0};
  nock('https://api.pagerduty.com')
    .persist()
    .get('/audit/records')
    .query(true)
    .reply((uri) => {
      trail.requests += 1;
      const query = new URL(uri, 'https://api.pagerduty.com').searchParams;
      const [since, until] = ['since', 'until'].map((name) => Date.parse(query.get(name) ?? ''));
      const records = trail.records.filter((record) => {
        const at = Date.parse(textOf(record['execution_time']));
        return at >= (since ?? 0) && at <= (until ?? 0) && at <= trail.nowMs;
      });
      const headers = tells ? {date: new Date(trail.nowMs).toUTCString()} : {};
      return [200, {records: records.reverse(), next_cursor: null, limit: 100}, headers];
    });
  return trail;
}

const recordAt = (id: string, atMs: number): JsonObject => ({
  id,
  execution_time: new Date(atMs).toISOString(),
  action: 'update',
});

/** A sync by a clock that is `skewMs` ahead of PagerDuty's. */
async function sync(trail: Trail, skewMs: number, state?: JsonObject): Promise<RecordedRead> {
  const clock = createVirtualClock(trail.nowMs + skewMs);
  const section = {credentials: {auth_type: 'api_key', api_key: 'key-of-acme-0123'}};
  const source = pagerdutySource.open(section, {...createVendorKit(), clock});
  return recordRead([source], plan([STREAM], {[STREAM]: state}), {kit: createTestKit({clock})});
}

const idsOf = (read: RecordedRead) => read.records(STREAM).map(({id}) => id);

const skews = [-2 * DAY_MS, -HOUR_MS, -30_000, 0, 30_000, HOUR_MS, 2 * DAY_MS];

describe('The audit trail with a clock that is off', () => {
  it.each(skews)(
    'by %i ms loses and repeats nothing, for PagerDuty tells its time',
    async (skew) => {
      const trail = serveTrail(true);
      const made: string[] = [];
      const got: unknown[] = [];
      const add = (atMs: number) => {
        made.push(`r${made.length}`);
        trail.records.push(recordAt(`r${made.length - 1}`, atMs));
      };
      // Also the oldest that is kept, and what is as new as can be.
      add(trail.nowMs - 365 * DAY_MS + HOUR_MS);
      add(trail.nowMs - DAY_MS);
      add(trail.nowMs - 2_000);
      let state: JsonObject | undefined;
      for (let round = 0; round < 4; round += 1) {
        const read = await sync(trail, skew, state);
        expect(read.kit.logged).toEqual([]);
        got.push(...idsOf(read));
        expect(got).toEqual(made);
        state = read.state(STREAM);
        add(trail.nowMs + MINUTE_MS);
        add(trail.nowMs + 20 * MINUTE_MS);
        trail.nowMs += 30 * MINUTE_MS;
      }
    },
  );

  it.each(skews)('by %i ms holds nothing back that came right after a sync', async (skew) => {
    const trail = serveTrail(true);
    trail.records.push(recordAt('before', trail.nowMs - HOUR_MS));
    const first = await sync(trail, skew);
    trail.nowMs += 3_000;
    trail.records.push(recordAt('after', trail.nowMs - 2_500));
    const second = await sync(trail, skew, first.state(STREAM));
    expect([first, second].map(idsOf)).toEqual([['before'], ['after']]);
  });

  it('that changes from sync to sync loses and repeats nothing', async () => {
    const trail = serveTrail(true);
    const got: unknown[] = [];
    let state: JsonObject | undefined;
    for (const [round, skew] of [...skews, ...skews.toReversed()].entries()) {
      trail.records.push(recordAt(`r${round}`, trail.nowMs - 2_000));
      const read = await sync(trail, skew, state);
      got.push(...idsOf(read));
      expect(got).toHaveLength(round + 1);
      state = read.state(STREAM);
      trail.nowMs += 10 * MINUTE_MS;
    }
  });

  it.each([0, HOUR_MS, 2 * DAY_MS])(
    'by %i ms loses nothing either when PagerDuty does not tell its time',
    async (skew) => {
      const trail = serveTrail(false);
      trail.records.push(recordAt('first', trail.nowMs - HOUR_MS));
      const first = await sync(trail, skew);
      trail.records.push(recordAt('second', trail.nowMs + MINUTE_MS));
      trail.nowMs += 2 * MINUTE_MS;
      const second = await sync(trail, skew, first.state(STREAM));
      const third = await sync(trail, skew, second.state(STREAM));
      expect([first, second, third].map(idsOf)).toEqual([['first'], ['second'], []]);
    },
  );
});

describe('A saved position of the audit trail', () => {
  const places = {
    tomorrow: new Date(NOW_MS + DAY_MS).toISOString(),
    'next year': new Date(NOW_MS + 365 * DAY_MS).toISOString(),
    'the year 9999': '9999-12-31T23:59:59.999Z',
    'the last moment of a clock': '+275760-09-13T00:00:00.000Z',
    'no time': 'NaN',
    nothing: null,
    'a number': 8.64e15,
  };

  it.each(Object.entries(places))('of %s starts over, with a warning', async (_, through) => {
    const trail = serveTrail(true);
    trail.records.push(recordAt('old', trail.nowMs - 100 * DAY_MS));
    trail.records.push(recordAt('new', trail.nowMs - HOUR_MS));
    const state = {version: 1, kind: 'position', position: {through, recent_ids: ['new']}};
    const read = await sync(trail, 0, state);
    expect(idsOf(read)).toEqual(['old', 'new']);
    expect(read.kit.logged).toMatchObject([
      {level: 'WARN', message: expect.stringContaining('is not used') as string},
    ]);
    const again = await sync(trail, 0, read.state(STREAM));
    expect(idsOf(again)).toEqual([]);
    expect(again.kit.logged).toEqual([]);
  });

  it('moves on behind records without an id, which are set aside', async () => {
    const trail = serveTrail(true);
    const good = recordAt('good', trail.nowMs - HOUR_MS);
    trail.records.push(good, {...good, id: ''}, {...good, id: null}, {...good, id: {a: 1}});
    const read = await sync(trail, 0);
    expect(idsOf(read)).toEqual(['good']);
    expect(read.kit.logged).toMatchObject([
      {
        level: 'WARN',
        message: expect.stringContaining('3 rows came without a usable key') as string,
      },
    ]);
    expect(idsOf(await sync(trail, 0, read.state(STREAM)))).toEqual([]);
  });
});

describe('An audit trail of odd answers', () => {
  /** `count` records, one in `everyMs`, and the page that a server makes of those in the window. */
  function serveOddly(
    count: number,
    pageOf: (found: readonly JsonObject[], cursor: number) => JsonObject,
    everyMs = HOUR_MS,
  ): readonly unknown[] {
    const records = Array.from({length: count}, (_, n) =>
      recordAt(`r${n}`, NOW_MS - HOUR_MS - n * everyMs),
    );
    nock('https://api.pagerduty.com')
      .persist()
      .get('/audit/records')
      .query(true)
      .reply((uri) => {
        const query = new URL(uri, 'https://api.pagerduty.com').searchParams;
        const [since, until] = ['since', 'until'].map((name) => Date.parse(query.get(name) ?? ''));
        const found = records.filter((record) => {
          const at = Date.parse(textOf(record['execution_time']));
          return at >= (since ?? 0) && at <= (until ?? 0);
        });
        const headers = {date: new Date(NOW_MS).toUTCString()};
        return [200, pageOf(found, Number(query.get('cursor') ?? 0)), headers];
      });
    return records.map(({id}) => id).reverse();
  }

  const trailNow = (): Trail => ({records: [], nowMs: NOW_MS, requests: 0});
  const pieces = (size: number) => (found: readonly JsonObject[], at: number) => ({
    records: found.slice(at, at + size),
    next_cursor: at + size < found.length ? String(at + size) : null,
  });

  it.each([
    ['full pages without a cursor', 250, (found) => ({records: found.slice(0, 100)})],
    ['pages of 25 without a cursor', 130, (found) => ({records: found.slice(0, 25)})],
    [
      'pages of 25 that say that nothing follows',
      130,
      (found) => ({records: found.slice(0, 25), next_cursor: null}),
    ],
    ['its newest record last', 150, (found, at) => pieces(40)(found.toReversed(), at)],
    ['its records in no order', 150, (found, at) => pieces(40)(shuffledBy(7)(found), at)],
    [
      'an empty page in the middle',
      150,
      (found, at) =>
        at === 40 ? {records: [], next_cursor: '41'} : pieces(40)(found, at > 40 ? at - 1 : at),
    ],
  ] satisfies [string, number, (found: readonly JsonObject[], at: number) => JsonObject][])(
    'with %s is read whole, oldest first',
    async (_, count, pageOf) => {
      const ids = serveOddly(count, pageOf);
      const read = await sync(trailNow(), 0);
      expect(read.results[0]?.failure).toBeUndefined();
      expect(idsOf(read)).toEqual(ids);
      expect(idsOf(await sync(trailNow(), 0, read.state(STREAM)))).toEqual([]);
    },
  );

  it.each([
    [
      'the same cursor for ever',
      (found: readonly JsonObject[]) => ({records: found.slice(0, 40), next_cursor: '40'}),
    ],
    [
      'more records in a minute than a page without a cursor holds',
      (found: readonly JsonObject[]) => ({records: found.slice(0, 100)}),
    ],
  ])('with %s fails and keeps no position behind what it lacks', async (_, pageOf) => {
    serveOddly(150, pageOf, 10);
    const read = await sync(trailNow(), 0);
    expect(read.results[0]?.failure).toMatchObject({kind: 'data'});
    expect(read.story(STREAM).at(-1)).toBe('failed');
    nock.cleanAll();
    const ids = serveOddly(150, pieces(100), 10);
    const again = await sync(trailNow(), 0, read.state(STREAM));
    expect(new Set([...idsOf(read), ...idsOf(again)])).toEqual(new Set(ids));
  });
});

function shuffledBy(step: number): (list: readonly JsonObject[]) => readonly JsonObject[] {
  return (list) =>
    Array.from({length: step}, (_, rest) => list.filter((_each, n) => n % step === rest)).flat();
}
