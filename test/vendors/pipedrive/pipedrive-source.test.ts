import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import nock from 'nock';
import {Failure} from '../../../src/core/failure';
import type {JsonObject} from '../../../src/core/json';
import {pipedriveSource} from '../../../src/vendors/pipedrive/source';
import {plan, recordRead} from '../../read/support/record-read';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {readSweep, sweepOf} from '../support/read-rows';
import {serveList, type ServedList} from '../support/serve-list';
import {createVendorKit, type TestVendorKit} from '../support/vendor-kit';

useNockStrictly();

const token = {auth_type: 'api_token', api_token: 'token-of-alice'};
const host = 'https://api.pipedrive.com';

function open(section: JsonObject = {}, kit: TestVendorKit = createVendorKit()) {
  return pipedriveSource.open({credentials: token, ...section}, kit);
}

function mock() {
  return nock(host, {reqheaders: {'x-api-token': 'token-of-alice'}});
}

const firstPage = {start: 0, limit: 500};

function users(from: number, count: number): JsonObject[] {
  return Array.from({length: count}, (_, index) => ({id: from + index, name: `U${from + index}`}));
}

function paged(data: JsonObject[], pagination: JsonObject): JsonObject {
  return {success: true, data, additional_data: {pagination}};
}

/** Answers the list of users as often as it is asked. */
function serveUsers(answer: (query: URLSearchParams) => JsonObject): ServedList {
  return serveList(mock(), '/v1/users', answer);
}

/** As Pipedrive does: the whole list, whatever place is asked for. */
function whole(path: string, data: JsonObject[], base = host): void {
  nock(base).get(path).query(true).times(2).reply(200, {success: true, data});
}

const startOf = (query: URLSearchParams): number => Number(query.get('start'));
const startsOf = ({asked}: ServedList): readonly number[] => asked.map(startOf);

/** A server with pages of `size` of `count` users, and a pagination block. */
function servePaged(size: number, count: number): ServedList {
  return serveUsers((query) => {
    const start = startOf(query);
    const data = users(start + 1, Math.max(0, Math.min(size, count - start)));
    const more = start + size < count;
    return paged(data, {more_items_in_collection: more, ...(more && {next_start: start + size})});
  });
}

describe('listing Pipedrive users', () => {
  it('takes an unpaginated list as the whole list once it comes again for another place (Q4)', async () => {
    const served = serveUsers(() => ({success: true, data: users(1, 3)}));
    const rows = await readSweep(open(), 'pipedrive_users');
    expect(rows.map(({id}) => id)).toEqual([1, 2, 3]);
    expect(served.asked.map(String)).toEqual(['start=0&limit=500', 'start=3&limit=500']);
  });

  it('asks for fewer where the list is as long as pages may be cut, to see whether it is', async () => {
    const served = serveUsers(() => ({success: true, data: users(1, 100)}));
    expect(await readSweep(open(), 'pipedrive_users')).toHaveLength(100);
    expect(served.asked.map((query) => query.get('limit'))).toEqual(['500', '500', '500', '99']);
  });

  it('follows a pagination block where there is one, and reads such a list twice (Q4)', async () => {
    const served = servePaged(2, 4);
    const rows = await readSweep(open(), 'pipedrive_users');
    expect(rows.map(({id}) => id)).toEqual([1, 2, 3, 4]);
    expect(startsOf(served)).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
  });

  it.each([{next_cursor: '100'}, {pagination: {next_start: 100}}])(
    'goes on where only %j says that there is more',
    async (sign) => {
      serveUsers((query) => {
        const start = startOf(query) || Number(query.get('cursor'));
        const data = users(start + 1, Math.min(100, 130 - start));
        return {success: true, data, additional_data: start === 0 ? sign : null};
      });
      expect(await readSweep(open(), 'pipedrive_users')).toHaveLength(130);
    },
  );

  it('continues behind what came when next_start is missing and the server gave less than asked', async () => {
    const served = serveUsers((query) => {
      const start = startOf(query);
      const data = users(start + 1, Math.max(0, Math.min(100, 101 - start)));
      return paged(data, {start, limit: 100, more_items_in_collection: start === 0});
    });
    expect(await readSweep(open(), 'pipedrive_users')).toHaveLength(101);
    expect(startsOf(served).slice(0, 3)).toEqual([0, 99, 100]);
  });

  it('steps over nobody when pages are capped and next_start counts on by the limit asked for', async () => {
    serveUsers((query) => {
      const [start, limit] = [startOf(query), Number(query.get('limit'))];
      const data = users(start + 1, Math.max(0, Math.min(100, limit, 730 - start)));
      const more = start + data.length < 730;
      return paged(data, {
        more_items_in_collection: more,
        ...(more && {next_start: start + limit}),
      });
    });
    expect(await readSweep(open(), 'pipedrive_users')).toHaveLength(730);
  });

  it('breaks off when what next_start steps over is refused', async () => {
    serveList(mock(), '/v1/users', (query) =>
      startOf(query) === 0
        ? paged(users(1, 100), {more_items_in_collection: true, next_start: 500})
        : [404, {success: false, error: 'Not found'}],
    );
    await expect(readSweep(open(), 'pipedrive_users')).rejects.toMatchObject({
      kind: 'data',
      status: undefined,
      message: containing('in the middle of the list'),
    });
  });

  it('sets aside what is no user in a list of users', async () => {
    serveUsers(() => ({success: true, data: [...users(1, 2), null, 'text', ...users(3, 1)]}));
    const read = await recordRead([open()], plan(['pipedrive_users']));
    expect(read.records('pipedrive_users').map(({id}) => id)).toEqual([1, 2, 3]);
    expect(read.kit.logged).toMatchObject([
      {level: 'WARN', message: containing('2 rows came without a usable key')},
    ]);
  });

  it('passes a user on once who moved to another page, after a reading without such moves', async () => {
    let readings = 0;
    serveUsers((query) => {
      const start = startOf(query);
      if (start === 0) readings += 1;
      const [one, two, three, four, five] = users(1, 5) as [
        JsonObject,
        JsonObject,
        ...JsonObject[],
      ];
      const before = [one, two, three, four, five];
      const after = [one, two, four, three, five];
      const data = (readings === 1 && start === 0 ? before : after).slice(start, start + 3);
      return paged(data as JsonObject[], {more_items_in_collection: start < 2});
    });
    const rows = await readSweep(open(), 'pipedrive_users');
    expect(rows.map(({id}) => id).sort()).toEqual([1, 2, 3, 4, 5]);
    expect(readings).toBe(2);
  });

  it('fails when pages overlap each time, since nothing says whether others are left out', async () => {
    serveUsers((query) => {
      const start = startOf(query);
      const data = [...users(1, 3), ...users(3, 2)].slice(start, start + 3);
      return paged(data, start === 0 ? {more_items_in_collection: true, next_start: 3} : {});
    });
    await expect(readSweep(open(), 'pipedrive_users')).rejects.toMatchObject({
      kind: 'data',
      message: containing('comes twice'),
    });
  });

  it('fails instead of ending when pages say that more follows but have no new user', async () => {
    serveUsers((query) => {
      const next = startOf(query) + 2;
      return paged(users(1, 2), {more_items_in_collection: true, next_start: next});
    });
    await expect(readSweep(open(), 'pipedrive_users')).rejects.toMatchObject({
      kind: 'data',
      message: containing('sends the same page again'),
    });
  });

  it('fails when next_start does not move', async () => {
    serveUsers(() => paged(users(1, 2), {more_items_in_collection: true, next_start: 0}));
    await expect(readSweep(open(), 'pipedrive_users')).rejects.toMatchObject({kind: 'data'});
  });

  it.each([403, 404, 405])('fails when a later page answers %i', async (status) => {
    const block = {more_items_in_collection: true, next_start: 2};
    mock()
      .get('/v1/users')
      .query(firstPage)
      .reply(200, paged(users(1, 2), block));
    mock().get('/v1/users').query({start: 1, limit: 500}).reply(status, {success: false});
    const failure = await readSweep(open(), 'pipedrive_users').catch((error: unknown) => error);
    expect(failure).toMatchObject({kind: 'data', message: containing('in the middle of the list')});
  });

  it('reads data: null as an empty list (Q8), which users cannot be: the token has an owner', async () => {
    const nothing = {success: true, data: null, additional_data: null};
    mock().get('/v1/permissionSets').query(firstPage).reply(200, nothing);
    expect(await readSweep(open(), 'pipedrive_permission_sets')).toEqual([]);
    mock().get('/v1/users').query(firstPage).reply(200, nothing);
    await expect(readSweep(open(), 'pipedrive_users')).rejects.toMatchObject({
      kind: 'data',
      message: containing('empty list'),
    });
  });

  it('reads a 200 whose body is null again (Q8)', async () => {
    mock()
      .get('/v1/users')
      .query(firstPage)
      .reply(200, 'null', {'content-type': 'application/json'});
    whole('/v1/users', users(1, 1));
    expect(await readSweep(open(), 'pipedrive_users')).toHaveLength(1);
  });

  it('fails when the body stays null after three more tries (Q8)', async () => {
    mock()
      .get('/v1/users')
      .query(firstPage)
      .times(4)
      .reply(200, 'null', {'content-type': 'application/json'});
    await expect(readSweep(open(), 'pipedrive_users')).rejects.toBeInstanceOf(Failure);
  });

  it.each([
    [{success: false, error: 'Something broke'}, 'Something broke'],
    [{success: true}, 'data is missing'],
    [{success: true, data: {id: 1}}, 'not an array'],
    [{success: true, data: [1]}, 'entries that are not objects'],
    [[], 'an array'],
  ])('fails on an envelope that is not one: %j', async (body, words) => {
    mock().get('/v1/users').query(firstPage).reply(200, body);
    await expect(readSweep(open(), 'pipedrive_users')).rejects.toMatchObject({
      kind: 'data',
      message: containing(words),
    });
  });

  it('sets a user without an id aside, tells of it, and declares nobody gone', async () => {
    const kit = createVendorKit();
    whole('/v1/users', users(1, 3));
    const first = await recordRead([open()], plan(['pipedrive_users']));
    whole('/v1/users', [{name: 'Nobody'}, ...users(2, 2)]);
    const states = {pipedrive_users: first.state('pipedrive_users')};
    const second = await recordRead([open({}, kit)], plan(['pipedrive_users'], states), {kit});
    expect(second.results).toMatchObject([{records: 0, tombstones: 0}]);
    expect(second.results[0]?.failure).toBeUndefined();
    expect(kit.logged).toContainEqual({level: 'WARN', message: containing('1 row came without')});
  });
});

describe('where Pipedrive is asked', () => {
  const oauth = {
    auth_type: 'oauth2',
    client_id: 'app',
    client_secret: 'app-secret',
    refresh_token: 'refresh-1',
  };

  function mockSignIn(answer: JsonObject = {}) {
    nock('https://oauth.pipedrive.com', {
      reqheaders: {authorization: `Basic ${Buffer.from('app:app-secret').toString('base64')}`},
    })
      .post('/oauth/token', {grant_type: 'refresh_token', refresh_token: 'refresh-1'})
      .reply(200, {
        access_token: 'access-1',
        refresh_token: 'refresh-1',
        expires_in: 3599,
        ...answer,
      });
  }

  it('uses the company host with its own path for a company domain (Q15)', async () => {
    whole('/api/v1/users', users(1, 3), 'https://acme.pipedrive.com');
    await readSweep(open({company_domain: 'acme'}), 'pipedrive_users');
  });

  it('lets the company domain win over the address that a form filled in', async () => {
    whole('/api/v1/users', users(1, 3), 'https://acme.pipedrive.com');
    const section = {company_domain: 'acme', base_url: 'https://api.pipedrive.com/v1'};
    await readSweep(open(section), 'pipedrive_users');
  });

  it("uses an address of the user's own as it is", async () => {
    whole('/crm/v1/users', users(1, 3), 'http://127.0.0.1:9999');
    const section = {company_domain: 'acme', base_url: 'http://127.0.0.1:9999/crm/v1/'};
    await readSweep(open(section), 'pipedrive_users');
  });

  it('refuses http to another machine', () => {
    expect(() => open({base_url: 'http://crm.example.com/v1'})).toThrow(/pipedrive\.base_url/);
  });

  it('sends the token as a query parameter where the configuration says so', async () => {
    nock(host)
      .get('/v1/users')
      .query(({api_token: sent}) => sent === 'token-of-alice')
      .times(2)
      .reply(200, {data: users(1, 3)});
    await readSweep(open({token_in: 'query'}), 'pipedrive_users');
  });

  it('goes to the api_domain that comes with an OAuth token (Q15)', async () => {
    mockSignIn({api_domain: 'https://acme.pipedrive.com'});
    nock('https://acme.pipedrive.com', {reqheaders: {authorization: 'Bearer access-1'}})
      .get('/api/v1/users')
      .query(true)
      .times(2)
      .reply(200, {data: users(1, 1)});
    expect(await readSweep(open({credentials: oauth}), 'pipedrive_users')).toHaveLength(1);
  });

  it('signs in once for requests that start together', async () => {
    mockSignIn({api_domain: 'https://acme.pipedrive.com'});
    whole('/api/v1/users', users(1, 3), 'https://acme.pipedrive.com');
    nock('https://acme.pipedrive.com').get('/api/v1/roles').query(firstPage).reply(200, {data: []});
    const source = open({credentials: oauth});
    await Promise.all([readSweep(source, 'pipedrive_users'), readSweep(source, 'pipedrive_roles')]);
  });

  it('saves a refresh token that changed, and nothing when it stays (Q17)', async () => {
    const kit = createVendorKit();
    mockSignIn({refresh_token: 'refresh-2'});
    whole('/v1/users', users(1, 3));
    await readSweep(open({credentials: oauth}, kit), 'pipedrive_users');
    expect(kit.savedSections).toEqual([{credentials: {...oauth, refresh_token: 'refresh-2'}}]);

    const quiet = createVendorKit();
    mockSignIn();
    whole('/v1/users', users(1, 3));
    await readSweep(open({credentials: oauth}, quiet), 'pipedrive_users');
    expect(quiet.savedSections).toEqual([]);
  });

  it('says what to do when the refresh token is dead (Q17)', async () => {
    nock('https://oauth.pipedrive.com')
      .post('/oauth/token')
      .reply(400, {error: 'invalid_grant', message: 'Invalid grant: refresh_token is invalid'});
    await expect(readSweep(open({credentials: oauth}), 'pipedrive_users')).rejects.toMatchObject({
      kind: 'auth',
      message: containing('Authorize the app in Pipedrive again'),
    });
  });
});

describe('users_updated_since', () => {
  const changed = {users_updated_since: true};

  it('asks for all users as long as there was no complete read', async () => {
    const {asked} = serveUsers(() => ({data: users(1, 3)}));
    await readSweep(open(changed), 'pipedrive_users');
    expect(asked.some((query) => query.has('updated_since'))).toBe(false);
  });

  it('asks for changes since three days before the last complete read: clocks differ', async () => {
    mock()
      .get('/v1/users')
      .query({...firstPage, updated_since: '2025-11-17T00:53:20Z'})
      .reply(200, {data: []});
    const changedSinceMs = Date.parse('2025-11-20T00:53:20.123Z');
    await readSweep(open(changed), 'pipedrive_users', {changedSinceMs});
  });

  it('never sends it unasked, and then proves deletions', async () => {
    const {asked} = serveUsers(() => ({data: users(1, 3)}));
    const source = open();
    await readSweep(source, 'pipedrive_users', {changedSinceMs: 1});
    expect(asked.some((query) => query.has('updated_since'))).toBe(false);
    expect(sweepOf(source, 'pipedrive_users').streams[0]?.provesDeletions).not.toBe(false);
    const [stream] = sweepOf(open(changed), 'pipedrive_users').streams;
    expect(stream?.provesDeletions).toBe(false);
  });
});

describe('the rows of Pipedrive streams', () => {
  const alice = {
    id: 55,
    name: 'Alice Brown',
    default_currency: 'EUR',
    locale: 'en_US',
    lang: 1,
    email: 'alice@example.com',
    phone: null,
    activated: true,
    last_login: '2026-10-02 06:15:00',
    created: '2025-03-10 14:20:31',
    modified: '2026-10-05 11:02:09',
    has_created_company: false,
    access: [
      {app: 'sales', admin: false, permission_set_id: '1'},
      {app: 'global', admin: true, permission_set_id: '2'},
    ],
    active_flag: true,
    timezone_name: 'Europe/Berlin',
    timezone_offset: '+02:00',
    role_id: 3,
    icon_url: null,
    is_you: false,
    is_deleted: false,
  };

  async function rowOf(stream: string, record: JsonObject) {
    const path = stream === 'pipedrive_users' ? '/v1/users' : '/v1/roles';
    whole(path, [record]);
    const source = open();
    const [row] = await readSweep(source, stream);
    const ajv = addFormats(new Ajv({strict: false}));
    const {schema} = sweepOf(source, stream).streams[0] ?? {};
    const declared = Object.keys((schema?.['properties'] ?? {}) as JsonObject);
    expect(Object.keys(row ?? {}).filter((name) => !declared.includes(name))).toEqual([]);
    expect(ajv.validate(schema ?? false, row) || ajv.errorsText()).toBe(true);
    return row;
  }

  it('hold every field of the vendor, with times in ISO 8601 (Q6)', async () => {
    expect(await rowOf('pipedrive_users', alice)).toEqual({
      ...alice,
      last_login: '2026-10-02T06:15:00Z',
      created: '2025-03-10T14:20:31Z',
      modified: '2026-10-05T11:02:09Z',
      is_admin: null,
      signup_flow_variation: null,
      _is_admin: true,
      other_fields: null,
    });
  });

  it('have null for what the token may not see (Q5) or the server does not send', async () => {
    const row = await rowOf('pipedrive_users', {
      id: 1,
      name: 'Jane Doe',
      email: 'jane@example.com',
      active_flag: true,
    });
    expect(row).toMatchObject({id: 1, modified: null, phone: null, access: null, _is_admin: null});
  });

  it.each([
    [1, 1, true],
    [0, 0, false],
    [true, 1, true],
    [false, 0, false],
  ])('take is_admin %j of an older server as %j', async (sent, column, computed) => {
    const row = await rowOf('pipedrive_users', {id: 1, is_admin: sent});
    expect(row).toMatchObject({is_admin: column, _is_admin: computed});
  });

  it.each([
    ['2025-03-10 14:20:31', '2025-03-10T14:20:31Z'],
    ['2025-03-10T14:20:31', '2025-03-10T14:20:31Z'],
    ['2025-03-10T14:20:31Z', '2025-03-10T14:20:31Z'],
    ['2025-03-10T14:20:31.500Z', '2025-03-10T14:20:31.500Z'],
    ['2025-03-10T16:20:31+02:00', '2025-03-10T16:20:31+02:00'],
  ])('write the time %s as %s (Q6)', async (sent, written) => {
    expect(await rowOf('pipedrive_users', {id: 1, modified: sent})).toMatchObject({
      modified: written,
    });
  });

  it('keep unknown fields and misfits in other_fields', async () => {
    const row = await rowOf('pipedrive_users', {
      id: 1,
      favourite_colour: 'teal',
      last_login: '0000-00-00 00:00:00',
      role_id: 'three',
    });
    expect(row).toMatchObject({
      last_login: null,
      role_id: null,
      other_fields: {favourite_colour: 'teal', last_login: '0000-00-00 00:00:00', role_id: 'three'},
    });
  });

  it('give the counts of roles as numbers (Q7)', async () => {
    const role = {
      id: 1,
      name: '(Unassigned users)',
      active_flag: true,
      assignment_count: '5',
      sub_role_count: 0,
      level: 1,
      description: 'default group',
    };
    expect(await rowOf('pipedrive_roles', role)).toEqual({
      ...role,
      parent_role_id: null,
      assignment_count: 5,
      sub_role_count: 0,
      other_fields: null,
    });
  });

  it('leave the last login and is_you out of the digest', () => {
    const [stream] = sweepOf(open(), 'pipedrive_users').streams;
    expect([...(stream?.digestIgnores ?? [])].sort()).toEqual(['is_you', 'last_login']);
    expect(stream?.primaryKey).toEqual(['id']);
  });
});
