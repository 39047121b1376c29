import Ajv from 'ajv';
import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import type {OpenSource} from '../../../src/read/source-vendor';
import {pipedriveSource} from '../../../src/vendors/pipedrive/source';
import {recordRead, plan} from '../../read/support/record-read';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {readSweep, sweepOf} from '../support/read-rows';
import {createVendorKit, type TestVendorKit} from '../support/vendor-kit';

useNockStrictly();

const host = 'https://api.pipedrive.com/v1';
const firstPage = {start: 0, limit: 500};

function open(section: JsonObject = {}, kit: TestVendorKit = createVendorKit()): OpenSource {
  const credentials = {auth_type: 'api_token', api_token: 'token-of-alice'};
  return pipedriveSource.open({credentials, ...section}, kit);
}

/**
 * A list as Pipedrive gives it: whole, whatever place is asked for. Unless it is empty it comes once
 * more for the place behind it, which shows that there are no pages.
 */
function list(path: string, data: readonly JsonObject[] | null): void {
  nock(host)
    .get(path)
    .query((query) => !('updated_since' in query))
    .times(data === null || data.length === 0 ? 1 : 2)
    .reply(200, {success: true, data});
}

/** One page of a list, by its start. */
function page(path: string, start: number, answer: JsonObject): void {
  nock(host)
    .get(path)
    .query({start, limit: 500})
    .reply(200, {success: true, ...answer});
}

function owner(isAdmin: boolean): void {
  const access = [{app: 'global', admin: isAdmin}];
  nock(host)
    .get('/users/me')
    .reply(200, {success: true, data: {id: 1, access}});
}

const people = (count: number) => Array.from({length: count}, (_, at) => ({id: at + 1}));
const role = (id: number, count?: string) => ({
  id,
  name: `R${id}`,
  ...(count !== undefined && {assignment_count: count}),
});

function expectDeclared(source: OpenSource, stream: string, row: unknown): void {
  const {schema} = sweepOf(source, stream).streams[0] ?? {};
  const ajv = new Ajv({strict: false});
  expect(ajv.validate(schema ?? false, row) || ajv.errorsText()).toBe(true);
  const declared = Object.keys((schema?.['properties'] ?? {}) as JsonObject);
  expect(Object.keys(row ?? {})).toEqual(declared);
}

describe('Pipedrive role assignments', () => {
  const assignment = {
    user_id: 55,
    role_id: 3,
    parent_role_id: 1,
    name: 'Admins',
    active_flag: true,
    type: '1',
  };

  it('are asked by role when there are fewer roles than users, without listing users', async () => {
    list('/roles', [role(1, '4'), role(3, '1')]);
    list(
      '/roles/1/assignments',
      [1, 2, 3, 4].map((id) => ({user_id: id, role_id: 1})),
    );
    list('/roles/3/assignments', [assignment]);
    const source = open();
    const rows = await readSweep(source, 'pipedrive_role_assignments');
    expect(rows.map(({user_id, role_id}) => [user_id, role_id])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 1],
      [55, 3],
    ]);
    expect(rows.at(-1)).toEqual({...assignment, id: null, other_fields: null});
    expectDeclared(source, 'pipedrive_role_assignments', rows.at(-1));
  });

  it('are asked by user when there are fewer users than roles', async () => {
    list('/roles', [role(1, '1'), role(2, '0'), role(3, '1')]);
    list('/users', people(2));
    list('/users/1/roleAssignments', [{id: 10, role_id: 3, user_id: 1, active_flag: true}]);
    list('/users/2/roleAssignments', [{id: 20, role_id: 1}]);
    const rows = await readSweep(open(), 'pipedrive_role_assignments');
    // The guide's rows have an id, and the user may be missing (Q16).
    expect(rows).toMatchObject([
      {id: 10, user_id: 1, role_id: 3},
      {id: 20, user_id: 2, role_id: 1},
    ]);
  });

  it('count the pages of big roles: 1,200 users of one role need three calls', async () => {
    list('/users', people(2));
    list('/roles', [role(1, '1200')]);
    list('/users/1/roleAssignments', []);
    list('/users/2/roleAssignments', null);
    const names = ['pipedrive_users', 'pipedrive_role_assignments'];
    const read = await recordRead([open()], plan(names));
    expect(read.results.map(({failure}) => failure)).toEqual([undefined, undefined]);
  });

  it('follow pages, and do not take rows without an id for the same one (Q16)', async () => {
    const rows = [1, 2, 3].map((id) => ({user_id: id, role_id: 1}));
    list('/roles', [role(1, '3')]);
    page('/roles/1/assignments', 0, {
      data: rows.slice(0, 2),
      additional_data: {pagination: {more_items_in_collection: true, next_start: 2}},
    });
    page('/roles/1/assignments', 1, {data: rows.slice(1)});
    page('/roles/1/assignments', 2, {data: rows.slice(2)});
    page('/roles/1/assignments', 3, {data: []});
    const read = await readSweep(open(), 'pipedrive_role_assignments');
    expect(read.map(({user_id}) => user_id)).toEqual([1, 2, 3]);
  });

  it('believe the documented sign that a short list of one role is over', async () => {
    list('/roles', [role(1, '1')]);
    page('/roles/1/assignments', 0, {
      data: [{user_id: 7, role_id: 1}],
      additional_data: {pagination: {more_items_in_collection: false}},
    });
    expect(await readSweep(open(), 'pipedrive_role_assignments')).toHaveLength(1);
  });

  it('leave out a role that vanished meanwhile, after looking again', async () => {
    list('/roles', [role(1, '2'), role(2, '2')]);
    list('/roles/1/assignments', [{user_id: 7, role_id: 1}]);
    nock(host).get('/roles/2/assignments').query(firstPage).reply(404, {success: false});
    list('/roles', [role(1, '2')]);
    expect(await readSweep(open(), 'pipedrive_role_assignments')).toHaveLength(1);
  });

  it('fail when Pipedrive answers 404 for a role that it still lists', async () => {
    list('/roles', [role(1, '2')]);
    nock(host).get('/roles/1/assignments').query(firstPage).reply(404, {success: false});
    list('/roles', [role(1, '2')]);
    await expect(readSweep(open(), 'pipedrive_role_assignments')).rejects.toMatchObject({
      kind: 'data',
      message: containing('still lists (1)'),
    });
  });

  it('say that they need an admin (Q11)', async () => {
    nock(host).get('/roles').query(firstPage).reply(403, {success: false, error: 'no'});
    owner(false);
    await expect(readSweep(open(), 'pipedrive_role_assignments')).rejects.toMatchObject({
      kind: 'auth',
      status: 403,
      message: containing('not an admin of the Pipedrive company'),
    });
  });

  it('are asked by user when an admin authorised an app without the scope admin', async () => {
    nock(host).get('/roles').query(firstPage).reply(403, {error: 'Scope and URL mismatch'});
    owner(true);
    list('/users', people(1));
    list('/users/1/roleAssignments', [{user_id: 1, role_id: 3}]);
    expect(await readSweep(open(), 'pipedrive_role_assignments')).toHaveLength(1);
  });

  it("fail when a server gives the asker's own roles instead of the user's", async () => {
    nock(host).get('/roles').query(firstPage).reply(403, {error: 'Scope and URL mismatch'});
    nock(host)
      .get('/users/me')
      .reply(200, {success: true, data: {id: 1}});
    list('/users', people(2));
    list('/users/1/roleAssignments', [{user_id: 1, role_id: 3}]);
    page('/users/2/roleAssignments', 0, {data: [{user_id: 1, role_id: 3}]});
    await expect(readSweep(open(), 'pipedrive_role_assignments')).rejects.toMatchObject({
      kind: 'auth',
      message: containing('another user than requested'),
    });
  });

  it.each([500, 400])('fail when the list of roles fails with %i', async (status) => {
    nock(host)
      .get('/roles')
      .query(firstPage)
      .times(status === 500 ? 6 : 1)
      .reply(status, {});
    await expect(readSweep(open(), 'pipedrive_role_assignments')).rejects.toMatchObject({status});
  });
});

describe('Pipedrive user permissions', () => {
  function permissions(userId: number, status: number, data?: unknown): void {
    nock(host)
      .get(`/users/${userId}/permissions`)
      .reply(status, {success: status === 200, data});
  }

  it('have a column for each known flag, null where Pipedrive does not name it', async () => {
    owner(true);
    list('/users', people(2));
    permissions(1, 200, {can_add_products: true, can_fly: true});
    permissions(2, 200, null);
    const source = open();
    const rows = await readSweep(source, 'pipedrive_user_permissions');
    expect(rows).toMatchObject([
      {user_id: 1, can_add_products: true, can_use_api: null, other_fields: {can_fly: true}},
      {user_id: 2, can_add_products: null, other_fields: null},
    ]);
    for (const row of rows) expectDeclared(source, 'pipedrive_user_permissions', row);
    expect(Object.keys(rows[0] ?? {}).filter((name) => name.startsWith('can_'))).toHaveLength(31);
  });

  it('leave out a user who vanished meanwhile, and one who was deleted before', async () => {
    owner(true);
    list('/users', [...people(2), {id: 3, is_deleted: true}]);
    permissions(1, 200, {can_use_api: true});
    permissions(2, 404);
    permissions(3, 404);
    list('/users', people(1));
    const rows = await readSweep(open(), 'pipedrive_user_permissions');
    expect(rows.map(({user_id}) => user_id)).toEqual([1]);
  });

  it('fail when Pipedrive answers 404 for a user whom it still lists', async () => {
    owner(true);
    list('/users', people(2));
    permissions(1, 200, {});
    permissions(2, 404);
    list('/users', people(2));
    await expect(readSweep(open(), 'pipedrive_user_permissions')).rejects.toMatchObject({
      kind: 'data',
      message: containing('still lists (2)'),
    });
  });

  it.each([
    [403, {}, 'auth'],
    [400, {}, 'data'],
  ])('fail when a call fails with %i', async (status, data, kind) => {
    owner(true);
    list('/users', people(1));
    permissions(1, status, data);
    await expect(readSweep(open(), 'pipedrive_user_permissions')).rejects.toMatchObject({
      kind,
      status,
    });
  });

  it('fail on an answer that is no map', async () => {
    owner(true);
    list('/users', people(1));
    permissions(1, 200, [true]);
    await expect(readSweep(open(), 'pipedrive_user_permissions')).rejects.toMatchObject({
      kind: 'data',
      message: containing('an array, not an object'),
    });
  });

  it('need an admin: others are shown themselves, whoever they ask for', async () => {
    owner(false);
    await expect(readSweep(open(), 'pipedrive_user_permissions')).rejects.toMatchObject({
      kind: 'auth',
      status: 403,
      message: containing('can only be read by an admin'),
    });
  });

  it('use the users that were listed in the same sync', async () => {
    list('/users', people(1));
    owner(true);
    permissions(1, 200, {});
    const source = open();
    const names = ['pipedrive_users', 'pipedrive_user_permissions'];
    const read = await recordRead([source], plan(names));
    expect(read.results.map(({records}) => records)).toEqual([1, 1]);
  });

  it('list users for themselves when pipedrive_users was asked for changes only', async () => {
    const section = {users_updated_since: true};
    const names = ['pipedrive_users', 'pipedrive_user_permissions'];
    list('/users', people(2));
    owner(true);
    permissions(1, 200, {});
    permissions(2, 200, {});
    const first = await recordRead([open(section)], plan(names));
    nock(host)
      .get('/users')
      .query((query) => 'updated_since' in query)
      .times(2)
      .reply(200, {success: true, data: [{id: 2, name: 'Changed'}]});
    owner(true);
    list('/users', people(2));
    permissions(1, 200, {});
    permissions(2, 200, {});
    const states = Object.fromEntries(names.map((name) => [name, first.state(name)]));
    const second = await recordRead([open(section)], plan(names, states));
    expect(second.results).toMatchObject([
      {rowsRead: 1, records: 1, tombstones: 0},
      {rowsRead: 2, records: 0, tombstones: 0},
    ]);
  });
});

describe('Pipedrive permission sets', () => {
  const set = {
    id: '00000000-0000-4000-8000-000000000002',
    name: 'Global admin',
    description: 'all apps',
    app: 'global',
    type: 'admin',
    assignment_count: 1,
  };

  it('are read as they are', async () => {
    list('/permissionSets', [set, {...set, id: 'other', contents: ['can_use_api'], colour: 1}]);
    const source = open();
    const rows = await readSweep(source, 'pipedrive_permission_sets');
    expect(rows[0]).toEqual({...set, contents: null, other_fields: null});
    expect(rows[1]).toMatchObject({contents: ['can_use_api'], other_fields: {colour: 1}});
    for (const row of rows) expectDeclared(source, 'pipedrive_permission_sets', row);
  });

  it('say that they need an admin', async () => {
    nock(host).get('/permissionSets').query(firstPage).reply(403, {success: false});
    await expect(readSweep(open(), 'pipedrive_permission_sets')).rejects.toMatchObject({
      kind: 'auth',
      message: containing('permission sets need the token of an admin'),
    });
  });

  it('are set aside and told of where they have no id', async () => {
    list('/permissionSets', [{name: 'nameless'}, set]);
    const name = 'pipedrive_permission_sets';
    const read = await recordRead([open()], plan([name]));
    expect(read.results).toMatchObject([{rowsRead: 2, records: 1}]);
    expect(read.kit.logged).toContainEqual({
      level: 'WARN',
      message: containing('1 row came without a usable key (id)'),
    });
  });
});

describe('the daily budget of Pipedrive', () => {
  it('is not touched when the calls would take more than the option allows', async () => {
    list('/users', people(1001));
    list('/roles', []);
    owner(true);
    const source = open();
    const names = ['pipedrive_users', 'pipedrive_roles', 'pipedrive_user_permissions'];
    const read = await recordRead([source], plan(names));
    expect(read.results.map(({failure}) => failure?.kind)).toEqual([
      undefined,
      undefined,
      'config',
    ]);
    expect(read.results[2]?.failure?.message).toMatch(
      /10010 budget tokens \(1001 users at 10 tokens each\).*pipedrive\.max_tokens_per_sync \(10000\)/s,
    );
  });

  it('counts all streams of one sync', async () => {
    list('/users', people(2));
    list('/roles', [role(1, '1')]);
    list('/roles/1/assignments', [{user_id: 1, role_id: 1}]);
    owner(true);
    const names = ['pipedrive_users', 'pipedrive_role_assignments', 'pipedrive_user_permissions'];
    const read = await recordRead([open({max_tokens_per_sync: 29})], plan(names));
    expect(read.results.map(({failure}) => failure?.message)).toEqual([
      undefined,
      undefined,
      containing('needs 20 budget tokens (2 users at 10 tokens each), after 10 for other streams'),
    ]);
  });

  it('is not begun upon when the company has too little left today', async () => {
    nock(host)
      .get('/users')
      .query(true)
      .times(2)
      .reply(200, {success: true, data: people(3)}, {'x-daily-ratelimit-token-remaining': '31'});
    nock(host)
      .get('/users/me')
      .reply(200, {success: true, data: {id: 1}}, {'x-daily-ratelimit-token-remaining': '29'});
    const names = ['pipedrive_users', 'pipedrive_user_permissions'];
    const read = await recordRead([open()], plan(names));
    expect(read.results[0]?.failure).toBeUndefined();
    expect(read.results[1]?.failure).toMatchObject({
      kind: 'limited',
      message: containing('only 29 left'),
    });
  });

  it('ends the sync when it is spent, with the state of what was read (Q2, Q18)', async () => {
    list('/users', people(2));
    owner(true);
    nock(host).get('/users/1/permissions').reply(200, {success: true, data: {}});
    nock(host)
      .get('/users/2/permissions')
      .reply(
        429,
        {success: false, error: 'Request over limit'},
        {'x-daily-ratelimit-token-remaining': '0', 'retry-after': '3'},
      );
    const names = ['pipedrive_users', 'pipedrive_user_permissions'];
    const read = await recordRead([open()], plan(names));
    expect(read.results[1]?.failure).toMatchObject({
      kind: 'limited',
      message: containing('midnight'),
    });
    expect(read.covered('pipedrive_users')).toHaveLength(2);
  });
});

describe('personal data in Pipedrive streams', () => {
  const alice = {id: 1, name: 'Alice@example.com', email: 'Alice@example.com', phone: '+49 30 1'};

  it('are dropped or hashed where the configuration says so (Q12: a name may be the address)', async () => {
    list('/users', [alice]);
    const [dropped] = await readSweep(open({pii: 'drop'}), 'pipedrive_users');
    expect(dropped).toMatchObject({id: 1, name: null, email: null, phone: null});
    list('/users', [alice]);
    const hashing = {pii: 'hash', pii_salt: 'a long random text'};
    const [hashed] = await readSweep(open(hashing), 'pipedrive_users');
    expect(hashed?.['email']).toMatch(/^pii:/);
    expect(hashed?.['name']).toBe(hashed?.['email']);
    expect(hashed?.['phone']).toMatch(/^pii:/);
  });

  it('need a salt for hashes', () => {
    expect(() => open({pii: 'hash'})).toThrow(/pipedrive\.pii_salt/);
  });
});
