import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import type {JsonObject} from '../../../src/core/json';
import type {Row} from '../../../src/read/reader';
import {containing} from '../support/matchers';
import {readSweep, readCursor} from '../support/read-rows';
import {plan, recordRead as recordReadThen} from '../../read/support/record-read';
import {createTestKit} from '../../support/test-kit';
import {createVirtualClock} from '../../support/virtual-clock';
import {auditReader} from '../../../src/vendors/pagerduty/audit/audit-reader';
import {pagerdutyStreams} from '../../../src/vendors/pagerduty/streams';
import {
  allStreams,
  comparable,
  connectTo,
  held,
  openOn,
  readAll,
  requestCounts,
  swept,
  withPagerduty,
} from './support';

/** A read that begins now, or later: the sandbox's trail ends now. */
function recordRead(
  sources: Parameters<typeof recordReadThen>[0],
  streams: Parameters<typeof recordReadThen>[1],
  inMs = 0,
) {
  const kit = createTestKit({clock: createVirtualClock(Date.now() + inMs)});
  return recordReadThen(sources, streams, {kit});
}

/** A record without the engine's own columns. */
function withoutStamps(record: Row): Row {
  return Object.fromEntries(
    Object.entries(record).filter(([name]) => !name.startsWith('_ab_cdc_')),
  );
}

const sweptNames = Object.keys(swept) as (keyof typeof swept)[];

describe('PagerDuty streams against the sandbox', () => {
  it.each<[string, Readonly<Record<string, unknown>>, JsonObject]>([
    ['as the vendor has it', {}, {}],
    ['with totals always, as in the guide', {total_always: true}, {}],
    ['without totals', {total_never: true}, {}],
    ['with include[] ignored (Q8)', {include_ignored: true}, {}],
    ['with calls per user (Q7)', {rules_in_list: 'high'}, {per_user_calls: true}],
    ['with OAuth', {auth: 'oauth2'}, {}],
    ['with a given access token', {auth: 'access_token'}, {}],
    ['in the EU', {region: 'eu', auth: 'oauth2'}, {}],
    ['without teams', {teams: 0}, {}],
  ])('equal what it holds: %s', async (_name, settings, section) => {
    await withPagerduty(
      {users: 134, ...settings},
      async ({sandbox, source}) => {
        for (const name of sweptNames) {
          const rows = await readSweep(source, name);
          expect(comparable(rows)).toEqual(comparable(held(sandbox, name)));
        }
        const trail = await readAll(source, 'pagerduty_audit_records');
        const kept = sandbox.dump('pagerduty')['audit_records'] ?? [];
        expect(trail.map(({id}) => id)).toEqual(kept.map(({id}) => id));
        expect(await source.check()).toEqual([]);
      },
      section,
    );
  });

  it('fail without anybody: an account has an owner, so nobody may look deleted', async () => {
    await withPagerduty({users: 0, audit_records: 0}, async ({source}) => {
      await expect(readSweep(source, 'pagerduty_users')).rejects.toMatchObject({
        kind: 'data',
        message: containing('empty list'),
      });
    });
  });

  it('ask behind a list of a round length, since pages are cut there', async () => {
    await withPagerduty({users: 50}, async ({sandbox, source}) => {
      expect(await readSweep(source, 'pagerduty_users')).toHaveLength(50);
      expect(sandbox.requests().map(({query}) => query['offset'])).toEqual(['0', '49']);
    });
  });

  it('are read twice where nothing counts', async () => {
    await withPagerduty({users: 134, total_never: true}, async ({sandbox, source}) => {
      expect(await readSweep(source, 'pagerduty_users')).toHaveLength(134);
      const offsets = sandbox.requests().map(({query}) => query['offset']);
      expect(offsets).toEqual(['0', '99', '133', '0', '99', '133']);
    });
  });

  it.each(['yesterday', 7, true, {}, null, [7]])(
    'ask user by user where the list of users holds %j in place of what belongs to them',
    async (value) => {
      await withPagerduty({users: 12}, async ({sandbox, source}) => {
        const fields = {contact_methods: value, notification_rules: value};
        const what = {type: 'nonsense', fields} as const;
        sandbox.setFaults([{what, when: {type: 'always'}}]);
        for (const name of ['pagerduty_contact_methods', 'pagerduty_notification_rules'] as const) {
          const rows = await readSweep(source, name);
          expect(comparable(rows)).toEqual(comparable(held(sandbox, name)));
        }
      });
    },
  );

  it('need one request per 100 users for three streams together', async () => {
    await withPagerduty({users: 534}, async ({sandbox, source}) => {
      const names = sweptNames.slice(0, 3);
      const read = await recordRead([source], plan(names));
      expect(read.results.map(({failure}) => failure)).toEqual([undefined, undefined, undefined]);
      expect(requestCounts(sandbox)).toEqual({'/users': 6});
      for (const name of names) {
        expect(read.records(name)).toHaveLength(held(sandbox, name).length);
      }
    });
  });

  it('read users alone without what belongs to them, where the lists hold references unasked', async () => {
    await withPagerduty({users: 134}, async ({sandbox, source}) => {
      const alone = await readSweep(source, 'pagerduty_users');
      expect(sandbox.requests().map(({query}) => query['include[]'])).toEqual([
        undefined,
        undefined,
      ]);
      const together = await recordRead([source], plan(sweptNames.slice(0, 3)));
      expect(together.records('pagerduty_users').map(withoutStamps)).toEqual(alone);
      expect(sandbox.requests().at(-1)?.query['include[]']).toContain('teams');
    });
  });

  it('read the first page again, with what belongs to the users, where all lists are empty unasked', async () => {
    await withPagerduty({users: 134, guide_empty_arrays: true}, async ({sandbox, source}) => {
      const rows = await readSweep(source, 'pagerduty_users');
      const asked = sandbox.requests().map(({query}) => [query['offset'], 'include[]' in query]);
      expect(asked).toEqual([
        ['0', false],
        ['0', true],
        ['99', true],
      ]);
      const together = await recordRead([source], plan(sweptNames.slice(0, 3)));
      expect(together.records('pagerduty_users').map(withoutStamps)).toEqual(rows);
      expect(rows.flatMap(({contact_methods: methods}) => methods)).not.toEqual([]);
    });
  });

  it('ask for contact methods only when only these are wanted', async () => {
    await withPagerduty({users: 12}, async ({sandbox, source}) => {
      await readSweep(source, 'pagerduty_contact_methods');
      expect(sandbox.requests().map(({query}) => query['include[]'])).toEqual(['contact_methods']);
    });
  });

  it('need one request per user and list with per_user_calls, and bring low urgency (Q7)', async () => {
    const settings = {users: 150, rules_in_list: 'high'};
    await withPagerduty(
      settings,
      async ({sandbox, source}) => {
        const rows = await readSweep(source, 'pagerduty_notification_rules');
        expect(new Set(rows.map(({urgency}) => urgency))).toEqual(new Set(['high', 'low']));
        expect(requestCounts(sandbox)).toEqual({
          '/users': 2,
          '/users/:id/notification_rules': 150,
        });
      },
      {per_user_calls: true},
    );
  });

  it('never emit calendar addresses (Q17)', async () => {
    await withPagerduty({leak_calendars: true}, async ({source}) => {
      const text = JSON.stringify(await readSweep(source, 'pagerduty_users'));
      expect(text).not.toMatch(/FAKE-CALENDAR-SECRET|webcal/);
      expect(text).toContain('"other_fields":null');
    });
  });

  it('have records that their schemas cover', async () => {
    await withPagerduty({users: 120}, async ({source}) => {
      const ajv = addFormats(new Ajv({strict: false, allErrors: true}));
      for (const reader of source.readers) {
        const streams = reader.kind === 'sweep' ? reader.streams : [reader.stream];
        for (const {name, schema, primaryKey} of streams) {
          const rows = await readAll(source, name);
          const validate = ajv.compile(schema);
          const declared = Object.keys(schema['properties'] as JsonObject);
          expect(rows.length).toBeGreaterThan(0);
          for (const row of rows) {
            expect([validate(row), validate.errors]).toEqual([true, null]);
            expect(Object.keys(row).filter((column) => !declared.includes(column))).toEqual([]);
          }
          const keys = rows.map((row) => JSON.stringify(primaryKey.map((column) => row[column])));
          expect(new Set(keys).size).toBe(keys.length);
        }
      }
    });
  });

  it.each(['hash', 'drop'])('hold no address or number with pii: %s', async (pii) => {
    const section = {pii, pii_salt: 'a long random text'};
    await withPagerduty(
      {users: 60},
      async ({sandbox, source}) => {
        const [user] = await readSweep(source, 'pagerduty_users');
        const hash: unknown = pii === 'hash' ? expect.stringMatching(/^pii:/) : null;
        expect(user?.['email']).toEqual(hash);
        const methods = await readSweep(source, 'pagerduty_contact_methods');
        expect(methods.find(({type}) => type === 'sms_contact_method')?.['address']).toEqual(hash);
        const rows = await Promise.all(allStreams.map((name) => readAll(source, name)));
        const text = JSON.stringify(rows);
        const secrets = held(sandbox, 'pagerduty_contact_methods')
          .filter(({type}) => type !== 'push_notification_contact_method')
          .map(({address}) => String(address));
        expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
      },
      section,
    );
  });

  it('need a salt for hashes', async () => {
    await withPagerduty({}, ({sandbox}) => {
      expect(() => openOn(sandbox, {pii: 'hash'})).toThrow(/pagerduty\.pii_salt/);
      return Promise.resolve();
    });
  });

  it('are complete although somebody leaves while pages are read', async () => {
    await withPagerduty({users: 650, race: 'leaves'}, async ({sandbox, source}) => {
      const rows = await readSweep(source, 'pagerduty_users');
      const ids = new Set(rows.map(({id}) => id));
      expect(held(sandbox, 'pagerduty_users').filter(({id}) => !ids.has(id))).toEqual([]);
    });
  });

  it('have no user twice although newcomers shift every page', async () => {
    const settings = {users: 650, race: 'joins', joins_first: true};
    await withPagerduty(settings, async ({source}) => {
      const rows = await readSweep(source, 'pagerduty_users');
      expect(new Set(rows.map(({id}) => id)).size).toBe(rows.length);
    });
  });
});

describe('an incremental read of PagerDuty', () => {
  const readStates = async (ready: Parameters<Parameters<typeof withPagerduty>[1]>[0]) => {
    const first = await recordRead([ready.source], plan(allStreams));
    expect(first.results.filter(({failure}) => failure)).toEqual([]);
    return Object.fromEntries(allStreams.map((name) => [name, first.state(name)]));
  };

  it('emits nothing when nothing changed', async () => {
    await withPagerduty({users: 150}, async (ready) => {
      const states = await readStates(ready);
      const second = await recordRead([openOn(ready.sandbox)], plan(allStreams, states));
      for (const name of allStreams) expect(second.records(name)).toEqual([]);
    });
  });

  it('emits exactly what changed, joined and left, and its audit records', async () => {
    await withPagerduty({users: 300}, async (ready) => {
      const {sandbox} = ready;
      const states = await readStates(ready);
      const users = sandbox.change('pagerduty', {kind: 'users', changed: 3, joined: 2, left: 2});
      const trail = sandbox.dump('pagerduty')['audit_records'] ?? [];
      const second = await recordRead([ready.source], plan(allStreams, states), 60_000);
      const records = second.records('pagerduty_users');
      const ids = records.map(({id}) => id);
      expect(ids.sort()).toEqual([...users.changed, ...users.joined, ...users.left].sort());
      const gone = records.filter((record) => record['_ab_cdc_deleted_at'] !== null);
      expect(gone.map(({id}) => id).sort()).toEqual([...users.left].sort());
      const audit = second.records('pagerduty_audit_records').map(({id}) => id);
      expect(audit).toEqual(trail.slice(-audit.length).map(({id}) => id));
      expect(audit).toHaveLength(9);
    });
  });

  it('emits a changed contact method alone: its user stays as it is', async () => {
    await withPagerduty({users: 300}, async (ready) => {
      const states = await readStates(ready);
      const done = ready.sandbox.change('pagerduty', {kind: 'contact_methods', changed: 4});
      const second = await recordRead([openOn(ready.sandbox)], plan(allStreams, states));
      expect(
        second
          .records('pagerduty_contact_methods')
          .map(({id}) => id)
          .sort(),
      ).toEqual([...done.changed].sort());
      expect(second.records('pagerduty_users')).toEqual([]);
      expect(second.records('pagerduty_notification_rules')).toEqual([]);
    });
  });

  it.each<[string, 'pagerduty_teams' | 'pagerduty_team_members']>([
    ['teams', 'pagerduty_teams'],
    ['team_members', 'pagerduty_team_members'],
  ])('emits exactly the changed %s', async (kind, stream) => {
    await withPagerduty({users: 200}, async (ready) => {
      const states = await readStates(ready);
      const done = ready.sandbox.change('pagerduty', {kind, changed: 2, joined: 1, left: 1});
      const second = await recordRead([openOn(ready.sandbox)], plan([stream], states));
      const keyOf = (row: Readonly<Record<string, unknown>>) =>
        stream === 'pagerduty_teams'
          ? String(row['id'])
          : `${String(row['team_id'])}:${String(row['user_id'])}`;
      expect(second.records(stream).map(keyOf).sort()).toEqual(
        [...done.changed, ...done.joined, ...done.left].sort(),
      );
    });
  });
});

describe("PagerDuty's audit trail", () => {
  it('is read in windows, oldest first, and each position is behind a complete window (Q14)', async () => {
    await withPagerduty({audit_records: 3_000}, async ({sandbox, source}) => {
      const read = await readCursor(source, 'pagerduty_audit_records', {syncStartMs: Date.now()});
      const times = read.rows.map((row) => String(row['execution_time']));
      expect(times).toEqual([...times].sort());
      expect(read.rows).toHaveLength(3_000);
      for (const {query, status} of sandbox.requests()) {
        const days =
          (Date.parse(query['until'] ?? '') - Date.parse(query['since'] ?? '')) / 86_400_000;
        expect(days).toBeLessThanOrEqual(31);
        expect(status).toBe(200);
      }
    });
  });

  it.each(['included', 'excluded'])('loses no tie at the border, until %s', async (until) => {
    await withPagerduty({audit_records: 500, audit_until: until}, async ({sandbox, source}) => {
      const kept = sandbox.dump('pagerduty')['audit_records'] ?? [];
      const ids: unknown[] = [];
      let position: JsonObject | undefined;
      // Reads end exactly where records are, also where two share a time.
      for (const at of [109, 209, 309, 409]) {
        const syncStartMs = Date.parse(String(kept[at]?.['execution_time']));
        const read = await readCursor(source, 'pagerduty_audit_records', {position, syncStartMs});
        position = read.position;
        ids.push(...read.rows.map(({id}) => id));
      }
      const last = await readCursor(source, 'pagerduty_audit_records', {
        position,
        syncStartMs: Date.now(),
      });
      ids.push(...last.rows.map(({id}) => id));
      expect(ids).toEqual(kept.map(({id}) => id));
    });
  });

  it('makes a window smaller that holds more than it keeps in memory', async () => {
    await withPagerduty({audit_records: 3_000}, async ({sandbox, kit}) => {
      const reader = auditReader({
        client: connectTo(sandbox, kit),
        clock: kit.clock,
        columns: pagerdutyStreams().auditRecords,
        entriesMax: 70,
      });
      const ids: unknown[] = [];
      const context = {signal: kit.signal, syncStartMs: Date.now()};
      for await (const {rows, rowsRead} of reader.pages(undefined, context)) {
        expect(rowsRead).toBeLessThanOrEqual(70);
        ids.push(...rows.map(({id}) => id));
      }
      expect(ids).toEqual((sandbox.dump('pagerduty')['audit_records'] ?? []).map(({id}) => id));
    });
  });
});

it('every call says Content-Type, which an OpenAPI validator demands (PagerDuty Q24)', async () => {
  await withPagerduty({content_type_required: true, users: 3}, async ({source}) => {
    expect(await source.check()).toEqual([]);
    const read = await recordRead([source], plan(allStreams));
    expect(read.records('pagerduty_users')).toHaveLength(3);
  });
});
