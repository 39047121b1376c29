import type {JsonObject} from '../../../src/core/json';
import type {Sandbox} from '../../../src/sandbox/sandbox';
import {startSandbox} from '../../../src/sandbox/start-sandbox';
import {pendoSource} from '../../../src/vendors/pendo/source';
import {plan, recordRead} from '../../read/support/record-read';
import {createTestKit} from '../../support/test-kit';
import {createVirtualClock} from '../../support/virtual-clock';
import {followTable, type StreamTable} from '../support/follow-table';
import {createVendorKit} from '../support/vendor-kit';

type Settings = Readonly<Record<string, unknown>>;
type Rows = readonly Readonly<Record<string, unknown>>[];

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-03-01T12:00:00Z');

const keys: Readonly<Record<string, readonly string[]>> = {
  pendo_visitors: ['visitorId'],
  pendo_accounts: ['accountId'],
  pendo_users: ['id'],
  pendo_metadata_fields: ['kind', 'group', 'name'],
};
const cursorStreams = ['pendo_visitors', 'pendo_accounts'];

/** A sandbox whose clock, and the readers' too, is what `time.nowMs` says. */
interface Scene {
  readonly sandbox: Sandbox;
  readonly time: {nowMs: number};
  readonly read: (
    streams: readonly string[],
    options?: ReadOptions,
  ) => ReturnType<typeof recordRead>;
}

interface ReadOptions {
  readonly states?: Readonly<Record<string, JsonObject | undefined>>;
  readonly section?: JsonObject;
}

async function withScene(pendo: Settings, work: (scene: Scene) => Promise<void>): Promise<void> {
  const time = {nowMs: START_MS};
  const sandbox = await startSandbox({vendors: {pendo}, limits: false, now: () => time.nowMs});
  const read: Scene['read'] = (streams, {states, section} = {}) => {
    const given = sandbox.vendors['pendo']?.sourceConfig as JsonObject;
    const source = pendoSource.open(
      {...given, page_size: 100, requests_per_second: 1000, ...section},
      createVendorKit(),
    );
    const kit = createTestKit({clock: createVirtualClock(time.nowMs)});
    return recordRead([source], plan(streams, states), {kit});
  };
  try {
    await work({sandbox, time, read});
  } finally {
    await sandbox.close();
  }
}

const byKey = (rows: Rows, key: readonly string[]): StreamTable =>
  new Map(rows.map((row) => [JSON.stringify(key.map((column) => row[column])), row]));

const ids = (rows: Rows): readonly string[] => rows.map(({visitorId}) => String(visitorId)).sort();

function failuresOf({results}: Awaited<ReturnType<typeof recordRead>>) {
  return results.flatMap(({failure}) => failure ?? []);
}

describe('Pendo visitors and accounts against the sandbox', () => {
  it('have all groups of all apps, and ids with quotes, backslashes, slashes and unicode (Q5, Q12)', async () => {
    await withScene({visitors: 900, accounts: 130, anonymous: 0}, async ({sandbox, read}) => {
      const all = await read(cursorStreams, {section: {all_apps: true}});
      expect(failuresOf(all)).toEqual([]);
      const {visitors = [], accounts = []} = sandbox.dump('pendo');
      const got = byKey(all.records('pendo_visitors'), ['visitorId']);
      expect(got.size).toBe(all.records('pendo_visitors').length);
      expect(got.size).toBe(visitors.length);
      for (const held of visitors) {
        const row = got.get(JSON.stringify([held['visitorId']]));
        expect(row?.['metadata']).toEqual(held['metadata']);
      }
      const groups = JSON.stringify(all.records('pendo_visitors'));
      expect(groups).toContain('"auto__100001"');
      expect([...got.keys()].join()).toMatch(/Brien.*the boss/);
      expect(ids(all.records('pendo_visitors'))).toEqual(
        expect.arrayContaining(['back\\slash\\', 'team/lead/7', '名前-42', 'tab\there']),
      );
      const companies = byKey(all.records('pendo_accounts'), ['accountId']);
      expect([...companies.keys()].sort()).toEqual(
        [...byKey(accounts, ['accountId']).keys()].sort(),
      );
    });
  });

  it('with odd ids can each be gone on from, in a listing and among equal times, and come only once', async () => {
    await withScene({visitors: 40, anonymous: 0}, async ({sandbox, time, read}) => {
      // With one row a page, every id is put into a filter once.
      const section = {page_size: 1};
      const first = await read(['pendo_visitors'], {section});
      expect(ids(first.records('pendo_visitors'))).toEqual(
        ids(sandbox.dump('pendo')['visitors'] ?? []),
      );
      time.nowMs += 60 * MINUTE_MS;
      sandbox.change('pendo', {kind: 'visitors', changed: 40});
      time.nowMs += 60 * MINUTE_MS;
      const states = {pendo_visitors: first.state('pendo_visitors')};
      const second = await read(['pendo_visitors'], {states, section});
      expect(ids(second.records('pendo_visitors'))).toEqual(
        ids(sandbox.dump('pendo')['visitors'] ?? []),
      );
      const later = {pendo_visitors: second.state('pendo_visitors')};
      const third = await read(['pendo_visitors'], {states: later, section});
      expect(third.records('pendo_visitors')).toEqual([]);
    });
  });

  it('share one time over many pages, and are all found in a window (Q9)', async () => {
    await withScene({visitors: 750, anonymous: 0}, async ({sandbox, time, read}) => {
      const first = await read(['pendo_visitors']);
      time.nowMs += 60 * MINUTE_MS;
      // The clock stands: all these changes have the same lastupdated.
      const done = sandbox.change('pendo', {kind: 'visitors', changed: 640, joined: 20});
      time.nowMs += 60 * MINUTE_MS;
      const states = {pendo_visitors: first.state('pendo_visitors')};
      const second = await read(['pendo_visitors'], {states});
      const expected = [...done.changed, ...done.joined].map(String).sort();
      expect(expected).toHaveLength(660);
      expect(ids(second.records('pendo_visitors'))).toEqual(expected);
      const at = new Set(second.records('pendo_visitors').map((row) => row['lastUpdatedAt']));
      expect(at.size).toBe(1);
    });
  });

  it('without lastupdated are read in the first listing, and not again in the next full one (Q10)', async () => {
    const settings = {visitors: 300, anonymous: 0, one_in_without_lastupdated: 3};
    await withScene(settings, async ({sandbox, time, read}) => {
      const first = await read(['pendo_visitors']);
      const undated = first
        .records('pendo_visitors')
        .filter(({lastUpdatedAt}) => lastUpdatedAt === null);
      expect(undated.length).toBeGreaterThan(50);
      expect(first.records('pendo_visitors')).toHaveLength(
        (sandbox.dump('pendo')['visitors'] ?? []).length,
      );
      time.nowMs += 8 * DAY_MS;
      const states = {pendo_visitors: first.state('pendo_visitors')};
      const listing = await read(['pendo_visitors'], {states});
      // Everything was listed, and nothing had changed.
      expect(listing.results[0]).toMatchObject({rowsRead: 300, records: 0});
    });
  });

  it.each([
    [10, true],
    [3, false],
  ])(
    'that show up late are found within the lookback (%i minutes: %s)',
    async (lookback, isFound) => {
      const settings = {visitors: 200, anonymous: 0, one_in_without_lastupdated: 0};
      await withScene(settings, async ({sandbox, time, read}) => {
        const section = {lookback_minutes: lookback};
        const first = await read(['pendo_visitors'], {section});
        time.nowMs += 60 * MINUTE_MS;
        sandbox.change('pendo', {kind: 'visitors', changed: 3});
        const second = await read(['pendo_visitors'], {
          section,
          states: {pendo_visitors: first.state('pendo_visitors')},
        });
        expect(second.records('pendo_visitors')).toHaveLength(3);
        // A change five minutes before the newest one that was seen becomes visible only now.
        time.nowMs -= 5 * MINUTE_MS;
        const [late] = sandbox.change('pendo', {kind: 'visitors', joined: 1}).joined;
        time.nowMs += 65 * MINUTE_MS;
        const third = await read(['pendo_visitors'], {
          section,
          states: {pendo_visitors: second.state('pendo_visitors')},
        });
        expect(ids(third.records('pendo_visitors'))).toEqual(isFound ? [String(late)] : []);
      });
    },
  );
});

describe('all Pendo streams against the sandbox', () => {
  const all = Object.keys(keys);
  const both = {profile: 'both', visitors: 430, accounts: 120, anonymous: 0};

  it("equal what it holds, Pendo's own users and metadata fields included", async () => {
    await withScene(both, async ({sandbox, read}) => {
      const got = await read(all);
      expect(failuresOf(got)).toEqual([]);
      const held = sandbox.dump('pendo');
      expect(got.records('pendo_users')).toMatchObject(held['users'] ?? ['missing']);
      const fields = held['metadata_fields'] ?? [];
      expect(fields.length).toBeGreaterThan(30);
      expect(
        got.records('pendo_metadata_fields').map((row) => ({
          kind: row['kind'],
          group: row['group'],
          name: row['name'],
          Type: row['type'],
          DisplayName: row['displayName'],
          isDeleted: row['isDeleted'] ?? undefined,
          isPerApp: row['isPerApp'] ?? undefined,
        })),
      ).toMatchObject(
        fields.map(({kind, group, name, Type, DisplayName, isDeleted, isPerApp}) => ({
          ...{kind, group, name, Type, DisplayName, isDeleted, isPerApp},
        })),
      );
      const states = Object.fromEntries(all.map((name) => [name, got.state(name)]));
      const again = await read(all, {states});
      expect(again.results.map(({records}) => records)).toEqual([0, 0, 0, 0]);
    });
  });

  it('come out the same when the n-th call fails and the read goes on later, for every n', async () => {
    await withScene(both, async ({sandbox, read}) => {
      const follow = (tables: Map<string, StreamTable>, of: Awaited<ReturnType<typeof read>>) => {
        for (const stream of all) {
          const table = tables.get(stream) ?? new Map<string, Rows[number]>();
          tables.set(stream, followTable(table, of, {stream, key: keys[stream] ?? []}));
        }
      };
      const whole = new Map<string, StreamTable>();
      follow(whole, await read(all));
      const calls = sandbox.requests().length;
      expect(calls).toBeGreaterThanOrEqual(10);
      for (let n = 1; n <= calls; n += 1) {
        sandbox.setFaults([{what: {type: 'status', status: 400}, when: {type: 'nth', n}}]);
        const broken = await read(all);
        // A question that only looks for what was stepped over may be refused.
        expect(failuresOf(broken).length).toBeLessThanOrEqual(1);
        sandbox.setFaults([]);
        const tables = new Map<string, StreamTable>();
        follow(tables, broken);
        const states = Object.fromEntries(all.map((name) => [name, broken.state(name)]));
        const resumed = await read(all, {states});
        expect(failuresOf(resumed)).toEqual([]);
        follow(tables, resumed);
        expect([n, tables]).toEqual([n, whole]);
      }
    });
  });

  it.each([
    ['documented', ['pendo_visitors', 'pendo_accounts', 'pendo_metadata_fields']],
    ['guide', ['pendo_visitors', 'pendo_accounts', 'pendo_users']],
    ['both', all],
  ])('are those that the subscription has: profile %s', async (profile, expected) => {
    await withScene({profile}, async ({sandbox}) => {
      const source = pendoSource.open(
        sandbox.vendors['pendo']?.sourceConfig as JsonObject,
        createVendorKit(),
      );
      expect([...(await source.available()).streams]).toEqual(expected);
    });
  });
});
