import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import type {JsonObject} from '../../../src/core/json';
import type {Row} from '../../../src/read/reader';
import type {Sandbox, SandboxOptions} from '../../../src/sandbox/sandbox';
import {startSandbox} from '../../../src/sandbox/start-sandbox';
import {pandadocSource} from '../../../src/vendors/pandadoc/source';
import {plan, recordRead, type ReadRecord} from '../../read/support/record-read';
import {containing} from '../support/matchers';
import {readSweep, sweepOf} from '../support/read-rows';
import {createVendorKit} from '../support/vendor-kit';

const STREAMS = ['pandadoc_members', 'pandadoc_workspaces', 'pandadoc_users'];
const KEYS: Readonly<Record<string, string>> = {
  pandadoc_members: 'membership_id',
  pandadoc_workspaces: 'id',
  pandadoc_users: 'user_id',
};
type Settings = Readonly<Record<string, unknown>>;

const running: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

async function start(pandadoc: Settings = {}, options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({limits: false, ...options, vendors: {pandadoc}});
  running.push(sandbox);
  return sandbox;
}

function sectionOf(sandbox: Sandbox): JsonObject {
  return sandbox.vendors['pandadoc']?.sourceConfig as JsonObject;
}

function open(sandbox: Sandbox, more: JsonObject = {}) {
  return pandadocSource.open({...sectionOf(sandbox), ...more}, createVendorKit());
}

type Rows = readonly Readonly<Record<string, unknown>>[];

/** The vendor's records with every one of their fields in the record of the same key. */
function expectSame(rows: Rows, dumped: Rows, key: string): void {
  expect(rows.map((row) => row[key]).sort()).toEqual(dumped.map((row) => row[key]).sort());
  const byKey = new Map(rows.map((row) => [row[key], row]));
  for (const record of dumped) {
    expect(byKey.get(record[key])).toMatchObject({...record, other_fields: null});
  }
}

function sortMemberships(users: Rows): Rows {
  const id = (one: Row) => String(one['workspace_id']);
  return users.map((user) => ({
    ...user,
    workspaces: [...(user['workspaces'] as Row[])].sort((a, b) => (id(a) < id(b) ? -1 : 1)),
  }));
}

const PROFILES: [string, Settings][] = [
  ['documented', {profile: 'documented'}],
  ['guide', {profile: 'guide'}],
  ['documented with OAuth', {auth: 'oauth2', rotate_refresh_tokens: true}],
];

describe('PandaDoc streams against the sandbox', () => {
  it.each(PROFILES)('equal what it holds: %s', async (_name, settings) => {
    const sandbox = await start({users: 450, ...settings});
    const dumped = sandbox.dump('pandadoc');
    const source = open(sandbox);
    const rows = await readSweep(source, 'pandadoc_members');
    expectSame(rows, dumped['members'] ?? [], 'membership_id');
    const places = dumped['memberships'] ?? [];
    expect(
      rows.map((row) => [row['membership_id'], row['_workspace_id'], row['_workspace_name']]),
    ).toEqual(
      places.map((row) => [row['membership_id'], row['workspace_id'], row['workspace_name']]),
    );
    expectSame(await readSweep(source, 'pandadoc_workspaces'), dumped['workspaces'] ?? [], 'id');
    expect(await source.check()).toEqual([]);
    if (settings['profile'] === 'guide') {
      expect([...(await source.available()).streams]).toEqual(STREAMS.slice(0, 2));
    } else {
      const users = await readSweep(source, 'pandadoc_users');
      expectSame(users, sortMemberships(dumped['users'] ?? []), 'user_id');
    }
  });

  it.each([
    ['documented', 99],
    ['documented', 100],
    ['documented', 101],
    ['guide', 99],
    ['guide', 100],
    ['guide', 101],
    ['guide', 200],
  ])('are whole around the size of a page: %s, %i members (Q1)', async (profile, users) => {
    const sandbox = await start({profile, users, workspaces: 1});
    expect(await readSweep(open(sandbox), 'pandadoc_members')).toHaveLength(users);
  });

  it.each([
    // Each whole list once more for another page, which shows that there are none.
    ['documented', 6],
    // Four pages, the last row alone and an empty page for each workspace, all of them twice.
    ['guide', 36],
  ])('take few requests: %s, %i lists for 900 members', async (profile, requests) => {
    const sandbox = await start({profile, users: 900, overlap_percent: 0});
    await readSweep(open(sandbox), 'pandadoc_members');
    const lists = sandbox.requests().filter(({path}) => path.endsWith('/members'));
    expect(lists).toHaveLength(requests);
    expect(sandbox.requests()).toHaveLength(requests + 3);
  });

  it('have no field that their schema does not declare, and fit it', async () => {
    const sandbox = await start({users: 200});
    const source = open(sandbox);
    const ajv = addFormats(new Ajv({strict: false}));
    for (const stream of STREAMS) {
      const schema = sweepOf(source, stream).streams[0]?.schema ?? {};
      const validate = ajv.compile({...schema, additionalProperties: false});
      for (const row of await readSweep(source, stream)) {
        if (!validate(row)) throw new Error(`${stream}: ${ajv.errorsText(validate.errors)}`);
      }
    }
  });

  it('fail where a server answers 404 behind the last page: it may be in the middle as well', async () => {
    const sandbox = await start({profile: 'guide', users: 150, page_past_end: '404'});
    await expect(readSweep(open(sandbox), 'pandadoc_members')).rejects.toMatchObject({
      kind: 'data',
      message: containing('answered HTTP 404 in the middle of the list'),
    });
  });

  it('miss nobody when members join between pages', async () => {
    const settings = {profile: 'guide', users: 240, workspaces: 1, joins_while_listed: 2};
    const sandbox = await start(settings);
    const rows = await readSweep(open(sandbox), 'pandadoc_members');
    expectSame(rows, sandbox.dump('pandadoc')['members'] ?? [], 'membership_id');
    expect(rows.length).toBe(242);
  });

  it('fail when rows come twice and nothing counts, for others may be left out in their place', async () => {
    const settings = {profile: 'guide', users: 240, workspaces: 1, duplicate_rows: true};
    const sandbox = await start(settings);
    await expect(readSweep(open(sandbox), 'pandadoc_members')).rejects.toMatchObject({
      kind: 'data',
      message: containing('3 rows come twice in it, the same ones in each reading'),
    });
  });

  it('know the workspaces without being told, where an Organization Admin is among the keys (Q2)', async () => {
    const sandbox = await start({users: 200, ids_in_config: false});
    const rows = await readSweep(open(sandbox), 'pandadoc_members');
    const places = sandbox.dump('pandadoc')['memberships'] ?? [];
    expect(rows.map((row) => [row['membership_id'], row['_workspace_id']])).toEqual(
      places.map((row) => [row['membership_id'], row['workspace_id']]),
    );
    expect(new Set(rows.map((row) => row['_workspace_id_is_guess']))).toEqual(new Set([false]));
  });

  it('are read once when two keys belong to one workspace', async () => {
    const sandbox = await start({users: 120});
    const second = sandbox.vendors['pandadoc']?.credentials['second_api_key'] ?? '';
    const {workspaces} = sectionOf(sandbox);
    const entries = [
      ...(workspaces as JsonObject[]),
      {name: 'Sales again', credentials: {auth_type: 'api_key', api_key: second}},
    ];
    const kit = createVendorKit();
    const source = pandadocSource.open({...sectionOf(sandbox), workspaces: entries}, kit);
    const rows = await readSweep(source, 'pandadoc_members', {log: kit.log});
    expectSame(rows, sandbox.dump('pandadoc')['members'] ?? [], 'membership_id');
    expect(kit.logged.map(({message}) => message)).toContainEqual(
      containing('"Sales" and "Sales again"'),
    );
  });

  it('stay within the limits of sandbox keys, or wait (Q10, Q11)', async () => {
    const kit = createVendorKit();
    const sandbox = await start(
      {users: 1_100, workspaces: 1, profile: 'guide', environment: 'sandbox'},
      {limits: true, now: () => kit.clock.now()},
    );
    const source = pandadocSource.open(sectionOf(sandbox), kit);
    expect(await readSweep(source, 'pandadoc_members')).toHaveLength(1_100);
    expect(sandbox.requests().filter(({status}) => status === 429)).toEqual([]);
    expect(kit.waits.length).toBeGreaterThan(0);
  });

  it.each(['throttled', 'available_in', 'too_many_requests'])(
    'wait when PandaDoc refuses for its limit, in the form %s (Q10)',
    async (throttle_form) => {
      const kit = createVendorKit();
      const sandbox = await start(
        {users: 900, workspaces: 1, profile: 'guide', requests_per_minute: 4, throttle_form},
        {limits: true, now: () => kit.clock.now()},
      );
      const source = pandadocSource.open(sectionOf(sandbox), kit);
      expect(await readSweep(source, 'pandadoc_members')).toHaveLength(900);
      expect(sandbox.requests().some(({status}) => status === 429)).toBe(true);
    },
  );
});

function statesOf(
  read: Awaited<ReturnType<typeof recordRead>>,
): Record<string, JsonObject | undefined> {
  return Object.fromEntries(STREAMS.map((stream) => [stream, read.state(stream)]));
}

/** Applies records to a table by key, tombstones included. */
function apply(table: Map<unknown, ReadRecord>, records: readonly ReadRecord[], key: string): void {
  for (const record of records) {
    if (record['_ab_cdc_deleted_at'] === null) table.set(record[key], record);
    else table.delete(record[key]);
  }
}

describe('reading PandaDoc incrementally', () => {
  it('passes on nothing when nothing changed', async () => {
    const sandbox = await start({users: 200});
    const first = await recordRead([open(sandbox)], plan(STREAMS));
    expect(first.results.map(({failure}) => failure)).toEqual([undefined, undefined, undefined]);
    const second = await recordRead([open(sandbox)], plan(STREAMS, statesOf(first)));
    expect(STREAMS.map((stream) => second.records(stream).length)).toEqual([0, 0, 0]);
  });

  it('passes on exactly the members that changed, joined or left (Q14)', async () => {
    const sandbox = await start({users: 300});
    const first = await recordRead([open(sandbox)], plan(STREAMS));
    const done = sandbox.change('pandadoc', {kind: 'members', changed: 9, joined: 4, left: 3});
    const second = await recordRead([open(sandbox)], plan(STREAMS, statesOf(first)));
    const records = second.records('pandadoc_members');
    const idsOf = (some: readonly ReadRecord[]) => some.map((one) => one['membership_id']).sort();
    const gone = records.filter((record) => record['_ab_cdc_deleted_at'] !== null);
    expect(idsOf(gone)).toEqual([...done.left].sort());
    expect(idsOf(records)).toEqual([...done.changed, ...done.joined, ...done.left].sort());
  });

  it('passes on exactly the users and workspaces that changed, joined or left (Q7)', async () => {
    const sandbox = await start({users: 300});
    sandbox.change('pandadoc', {kind: 'workspaces', joined: 2});
    const first = await recordRead([open(sandbox)], plan(STREAMS));
    const users = sandbox.change('pandadoc', {kind: 'users', changed: 5, joined: 4, left: 3});
    const places = sandbox.change('pandadoc', {
      kind: 'workspaces',
      changed: 1,
      joined: 1,
      left: 1,
    });
    const second = await recordRead([open(sandbox)], plan(STREAMS, statesOf(first)));
    const idsOf = (stream: string) =>
      second
        .records(stream)
        .map((one) => one[KEYS[stream] ?? ''])
        .sort();
    const all = (done: typeof users) => [...done.changed, ...done.joined, ...done.left].sort();
    expect(idsOf('pandadoc_users')).toEqual(all(users));
    expect(idsOf('pandadoc_workspaces')).toEqual(all(places));
  });

  it('makes no tombstone when a key has died with its owner’s membership, and names the workspace (Q12)', async () => {
    const sandbox = await start({users: 120});
    const first = await recordRead([open(sandbox)], plan(['pandadoc_members']));
    const {workspaces, ...rest} = sectionOf(sandbox);
    const [sales, ...others] = workspaces as JsonObject[];
    const dead = {
      ...sales,
      credentials: {auth_type: 'api_key', api_key: 'a-dead-key'},
    } as JsonObject;
    const source = pandadocSource.open({...rest, workspaces: [dead, ...others]}, createVendorKit());
    const names = ['pandadoc_members', 'pandadoc_workspaces'];
    const second = await recordRead([source], plan(names, statesOf(first)));
    const failure = {kind: 'auth', message: containing('workspace "Sales"')};
    expect(second.results).toMatchObject([{tombstones: 0, failure}, {failure}]);
    // What the other workspace's key shows of the other streams is read all the same.
    expect(second.records('pandadoc_workspaces')).not.toEqual([]);
  });

  it('goes on after the n-th call failed, for every n, as the guide has it', async () => {
    const streams = STREAMS.slice(0, 2);
    const sandbox = await start({users: 150, workspaces: 2, profile: 'guide'});
    const undisturbed = await recordRead([open(sandbox)], plan(streams));
    const calls = sandbox.requests().length;
    for (let n = 1; n <= calls; n += 1) {
      const what = {type: 'status', status: 400} as const;
      sandbox.setFaults([{vendor: 'pandadoc', what, when: {type: 'nth', n}}]);
      const broken = await recordRead([open(sandbox)], plan(streams));
      expect(broken.results.filter(({failure}) => failure !== undefined)).toHaveLength(1);
      sandbox.setFaults([]);
      const resumed = await recordRead([open(sandbox)], plan(streams, statesOf(broken)));
      for (const stream of streams) {
        const key = KEYS[stream] ?? '';
        const table = new Map<unknown, ReadRecord>();
        apply(table, broken.covered(stream), key);
        apply(table, resumed.records(stream), key);
        const wanted = undisturbed.records(stream);
        expect([...table.keys()].sort()).toEqual(wanted.map((one) => one[key]).sort());
        expect(broken.records(stream).filter((one) => one['_ab_cdc_deleted_at'])).toEqual([]);
      }
    }
  }, 60_000);

  it.each(['status', 'truncated', 'reset_before', 'reset_after'] as const)(
    'does not notice a single fault: %s',
    async (type) => {
      const sandbox = await start({users: 120});
      const what = type === 'status' ? {type, status: 502, html: true} : {type};
      sandbox.setFaults([{vendor: 'pandadoc', path: '/members', what, when: {type: 'nth', n: 2}}]);
      const rows = await readSweep(open(sandbox), 'pandadoc_members');
      expectSame(rows, sandbox.dump('pandadoc')['members'] ?? [], 'membership_id');
    },
  );
});
