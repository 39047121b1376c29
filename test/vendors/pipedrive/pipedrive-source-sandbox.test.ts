import type {JsonObject} from '../../../src/core/json';
import type {Sandbox, SandboxChangeResult} from '../../../src/sandbox/sandbox';
import {startSandbox} from '../../../src/sandbox/start-sandbox';
import {pipedriveSource} from '../../../src/vendors/pipedrive/source';
import {plan, recordRead, type RecordedRead} from '../../read/support/record-read';
import {createTestKit} from '../../support/test-kit';
import {createVirtualClock} from '../../support/virtual-clock';
import {followTable, type StreamTable} from '../support/follow-table';
import {containing} from '../support/matchers';
import {createVendorKit} from '../support/vendor-kit';

type Settings = Readonly<Record<string, unknown>>;

/** Every stream with its key. */
const keys = {
  pipedrive_users: ['id'],
  pipedrive_roles: ['id'],
  pipedrive_permission_sets: ['id'],
  pipedrive_role_assignments: ['user_id', 'role_id'],
  pipedrive_user_permissions: ['user_id'],
} as const;
const names = Object.keys(keys);

async function withSandbox(
  pipedrive: Settings,
  work: (sandbox: Sandbox) => Promise<void>,
  limits = false,
): Promise<void> {
  const sandbox = await startSandbox({vendors: {pipedrive}, limits});
  try {
    await work(sandbox);
  } finally {
    await sandbox.close();
  }
}

type States = Readonly<Record<string, JsonObject | undefined>>;

interface ReadOptions {
  readonly states?: States;
  readonly section?: JsonObject;
  readonly nowMs?: number;
}

function read(sandbox: Sandbox, options: ReadOptions = {}) {
  const section = sandbox.vendors['pipedrive']?.sourceConfig as JsonObject;
  const source = pipedriveSource.open({...section, ...options.section}, createVendorKit());
  const kit = createTestKit({clock: createVirtualClock(options.nowMs)});
  return recordRead([source], plan(names, options.states), {kit});
}

const statesOf = (of: RecordedRead): States =>
  Object.fromEntries(names.map((name) => [name, of.state(name)]));

function follow(tables: ReadonlyMap<string, StreamTable>, of: RecordedRead): void {
  for (const [stream, key] of Object.entries(keys)) {
    const table = tables.get(stream);
    if (table !== undefined) followTable(table, of, {stream, key});
  }
}

const emptyTables = (): ReadonlyMap<string, StreamTable> =>
  new Map(names.map((name) => [name, new Map()]));

const sorted = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).sort();

const sortedIds = ({changed, joined, left}: SandboxChangeResult) =>
  [...changed, ...joined, ...left].map(String).sort();

/** What the sandbox holds of a stream, reduced to columns. */
function held(sandbox: Sandbox, name: string, columns: readonly string[]): readonly string[] {
  const rows = sandbox.dump('pipedrive')[name.replace('pipedrive_', '')] ?? [];
  return sorted(rows.map((row) => columns.map((column) => row[column] ?? null)));
}

function gotten(of: RecordedRead, name: string, columns: readonly string[]): readonly string[] {
  return sorted(of.records(name).map((row) => columns.map((column) => row[column] ?? null)));
}

const compared: Readonly<Record<string, readonly string[]>> = {
  pipedrive_users: ['id', 'email', 'role_id', 'is_deleted'],
  pipedrive_roles: ['id', 'name', 'parent_role_id'],
  pipedrive_permission_sets: ['id', 'name', 'description', 'app', 'type', 'assignment_count'],
  pipedrive_role_assignments: ['user_id', 'role_id', 'name', 'parent_role_id', 'active_flag'],
  pipedrive_user_permissions: ['user_id', 'can_use_api', 'can_merge_deals', 'can_add_products'],
};

describe('all Pipedrive streams against the sandbox', () => {
  it.each<[string, Settings]>([
    ['fewer roles than users', {users: 700, roles: 5}],
    ['fewer users than roles', {users: 12, roles: 40}],
    ['the guide profile', {users: 620, profile: 'guide'}],
    ['a company host with OAuth', {users: 40, auth: 'oauth2', host: 'company'}],
  ])('equal what it holds: %s', async (_name, settings) => {
    await withSandbox(settings, async (sandbox) => {
      const all = await read(sandbox);
      expect(all.results.flatMap(({failure}) => failure ?? [])).toEqual([]);
      for (const name of names) {
        expect(gotten(all, name, compared[name] ?? [])).toEqual(
          held(sandbox, name, compared[name] ?? []),
        );
      }
    });
  });

  it('need one request per user for permissions, and list users and roles once, to their end', async () => {
    await withSandbox({users: 31, roles: 4}, async (sandbox) => {
      await read(sandbox);
      const paths = sandbox.requests().map(({path}) => path.replace(/\/\d+/, '/{id}'));
      const count = (path: string) => paths.filter((each) => each.endsWith(path)).length;
      // Once more for the place behind the list, which shows that it was whole.
      expect(count('/v1/users')).toBe(2);
      expect(count('/v1/roles')).toBe(2);
      const assigned = sandbox.requests().filter(({path}) => /roles\/\d+\/assignments$/.test(path));
      expect(new Set(assigned.map(({path}) => path)).size).toBe(4);
      expect(count('/users/{id}/permissions')).toBe(31);
      expect(count('/roleAssignments')).toBe(0);
    });
  });

  it('tell changes exactly once', async () => {
    await withSandbox({users: 60, special_users: false}, async (sandbox) => {
      const first = await read(sandbox);
      const second = await read(sandbox, {states: statesOf(first)});
      expect(second.results.map(({records}) => records)).toEqual([0, 0, 0, 0, 0]);

      const done = sandbox.change('pipedrive', {kind: 'users', changed: 4, joined: 2, left: 2});
      const third = await read(sandbox, {states: statesOf(second)});
      const ids = third.records('pipedrive_users').map(({id}) => String(id));
      expect(ids.sort()).toEqual(sortedIds(done));
      const tables = emptyTables();
      for (const each of [first, second, third]) follow(tables, each);
      for (const name of names) {
        expect(tables.get(name)?.size).toBe(held(sandbox, name, []).length);
      }
      const fourth = await read(sandbox, {states: statesOf(third)});
      expect(fourth.results.map(({records}) => records)).toEqual([0, 0, 0, 0, 0]);
    });
  });

  it('ask for changed users only, where the server can and the configuration says so', async () => {
    await withSandbox({users: 80, profile: 'guide', special_users: false}, async (sandbox) => {
      const section = {users_updated_since: true};
      const nowMs = Date.now();
      const first = await read(sandbox, {section, nowMs});
      expect(first.records('pipedrive_users')).toHaveLength(80);
      const done = sandbox.change('pipedrive', {kind: 'users', changed: 4});
      const second = await read(sandbox, {section, nowMs: nowMs + 1_000, states: statesOf(first)});
      const ids = second.records('pipedrive_users').map(({id}) => String(id));
      expect(ids.sort()).toEqual(sortedIds(done));
      expect(second.results[0]?.rowsRead).toBeLessThan(20);
      expect(second.results[0]?.tombstones).toBe(0);
    });
  });

  it.each<[string, Settings]>([
    ['documented', {}],
    ['guide', {profile: 'guide'}],
  ])('read what a plain token may read, and say what it may not: %s', async (_name, settings) => {
    await withSandbox(settings, async (sandbox) => {
      const token = sandbox.vendors['pipedrive']?.credentials['plain_api_token'] ?? '';
      const credentials = {auth_type: 'api_token', api_token: token};
      const all = await read(sandbox, {section: {credentials}});
      const admin = containing('admin');
      expect(all.results.map(({failure}) => failure?.message)).toEqual([
        undefined,
        admin,
        admin,
        admin,
        admin,
      ]);
      expect(all.results.map(({failure}) => failure?.kind)).toEqual([
        undefined,
        ...names.slice(1).map(() => 'auth'),
      ]);
    });
  });

  it('stop before the calls that the day has no room for, with all other streams read', async () => {
    const settings = {users: 50, daily_tokens: 300};
    const run = async (sandbox: Sandbox) => {
      const all = await read(sandbox);
      expect(all.results.map(({failure}) => failure?.kind)).toEqual([
        ...[undefined, undefined, undefined, undefined],
        'limited',
      ]);
      expect(all.results[4]?.failure?.message).toMatch(
        /500 budget tokens \(50 users.*only \d+ left/,
      );
      const asked = sandbox.requests().filter(({path}) => path.endsWith('/permissions'));
      expect(asked).toEqual([]);
    };
    await withSandbox(settings, run, true);
  });

  it('end when the day is spent in the middle, and go on the next day', async () => {
    // Without its headers, nobody can know beforehand how much is left.
    const pipedrive = {users: 50, daily_tokens: 840, daily_headers: false, burst_requests: 9_999};
    let now = Date.parse('2026-03-01T12:00:00Z');
    const sandbox = await startSandbox({vendors: {pipedrive}, now: () => (now += 1)});
    try {
      const first = await read(sandbox);
      expect(first.results.flatMap(({failure}) => failure ?? [])).toEqual([]);
      const spent = await read(sandbox, {states: statesOf(first)});
      expect(spent.results[4]?.failure?.kind).toBe('limited');
      expect(spent.story('pipedrive_users').at(-1)).toBe('complete');
      now += 86_400_000;
      const states = {...statesOf(first), pipedrive_users: spent.state('pipedrive_users')};
      const next = await read(sandbox, {states});
      expect(next.results.map(({failure, records}) => failure ?? records)).toEqual([0, 0, 0, 0, 0]);
    } finally {
      await sandbox.close();
    }
  });
});
