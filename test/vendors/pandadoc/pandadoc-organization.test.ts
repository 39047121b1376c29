import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {serveList} from '../support/serve-list';
import {readSweep} from '../support/read-rows';
import {createVendorKit} from '../support/vendor-kit';
import {api, inPages, legal, open, owned, sales} from './support';

useNockStrictly();

const usersPage = (number: number, name = 'Sales', count = 50) =>
  api(name).get('/users').query({show_removed: false, page: number, count});
const users = (from: number, count: number): JsonObject[] =>
  Array.from({length: count}, (_, index) => ({user_id: `u${from + index}`}));

describe('listing the users of the organization', () => {
  const STREAM = 'pandadoc_users';

  it('reads pages of fifty up to the total, without removed users (Q6, Q7)', async () => {
    owned();
    usersPage(1).reply(200, {total: 51, results: users(1, 50)});
    // Each page begins with the last row of the one before it, and the last row is looked at twice.
    usersPage(2, 'Sales', 49).reply(200, {total: 51, results: users(50, 2)});
    usersPage(2).reply(200, {total: 51, results: users(51, 1)});
    usersPage(4, 'Sales', 17).reply(200, {total: 51, results: []});
    expect(await readSweep(open(), STREAM)).toHaveLength(51);
  });

  it('asks behind a full page whose rows are as many as the total, since some services count pages', async () => {
    owned();
    serveList(api(), '/users', (query) => {
      const [number, count] = [Number(query.get('page')), Number(query.get('count'))];
      const results = users(1, 107).slice((number - 1) * count, number * count);
      return {total: results.length, results};
    });
    expect(await readSweep(open(), STREAM)).toHaveLength(107);
  });

  it.each([50, 51, 99, 120])(
    'reads all %i where a server gives its last page for every place behind the end',
    async (all) => {
      owned();
      serveList(api(), '/users', (query) => {
        const count = Number(query.get('count'));
        const page = Math.min(Number(query.get('page')), Math.ceil(all / count));
        return {results: users(1, all).slice((page - 1) * count, page * count)};
      });
      expect(await readSweep(open(), STREAM)).toHaveLength(all);
    },
  );

  it('fails where a server never gets past a page', async () => {
    owned();
    serveList(api(), '/users', (query) => {
      const count = Number(query.get('count'));
      const page = Math.min(Number(query.get('page')), 2);
      return {results: users(1, 120).slice((page - 1) * count, page * count)};
    });
    await expect(readSweep(open(), STREAM)).rejects.toMatchObject({
      message: containing('sends the same page again'),
    });
  });

  it.each([403, 404, 405])(
    'fails when a later page answers %i: those who follow would look deleted',
    async (status) => {
      owned();
      usersPage(1).reply(200, {total: 120, results: users(1, 50)});
      usersPage(2, 'Sales', 49).reply(status, {});
      await expect(readSweep(open(), STREAM)).rejects.toMatchObject({
        kind: 'data',
        message: containing('in the middle of the list'),
      });
    },
  );

  it('fails when the list is empty, since the owner of the key is in it', async () => {
    owned();
    inPages('/users', [{total: 0, results: []}]);
    await expect(readSweep(open(), STREAM)).rejects.toMatchObject({
      kind: 'data',
      message: containing('empty list'),
    });
  });

  it('continues where a server gives less than was asked for', async () => {
    owned();
    inPages('/users', [
      {total: 45, results: users(1, 25)},
      {total: 45, results: users(26, 20)},
    ]);
    expect(await readSweep(open(), STREAM)).toHaveLength(45);
  });

  it('asks one key when its list holds the owners of the others', async () => {
    owned('Sales');
    owned('Legal', {user_id: 'u2', membership_id: 'm2'});
    inPages('/users', [{total: 3, results: users(1, 3)}]);
    expect(await readSweep(open([sales, legal]), STREAM)).toHaveLength(3);
  });

  it("uses another key's list when the first is not an Organization Admin's", async () => {
    owned('Sales', {user_id: 'u1', membership_id: 'm1'});
    owned('Legal', {user_id: 'u2', membership_id: 'm2'});
    usersPage(1, 'Sales').reply(403, {});
    inPages('/users', [{total: 3, results: users(1, 3)}], 'Legal');
    expect(await readSweep(open([sales, legal]), STREAM)).toHaveLength(3);
  });

  it('joins the organizations that the keys belong to', async () => {
    owned('Sales', {user_id: 'u1'});
    owned('Legal', {user_id: 'u101'});
    inPages('/users', [{total: 2, results: users(1, 2)}], 'Sales');
    inPages('/users', [{total: 2, results: users(101, 2)}], 'Legal');
    expect(await readSweep(open([sales, legal]), STREAM)).toHaveLength(4);
  });

  it('fails when the users of an organization cannot be listed, since they would look deleted', async () => {
    owned('Sales', {user_id: 'u1'});
    owned('Legal', {user_id: 'u101'});
    inPages('/users', [{total: 2, results: users(1, 2)}], 'Sales');
    usersPage(1, 'Legal').reply(403, {});
    await expect(readSweep(open([sales, legal]), STREAM)).rejects.toMatchObject({
      kind: 'auth',
      status: 403,
      message: containing('workspace "Legal"'),
    });
  });

  it('fails with the next step when no key is an Organization Admin’s', async () => {
    owned();
    usersPage(1).reply(403, {type: 'permissions_error', detail: 'No.'});
    await expect(readSweep(open(), STREAM)).rejects.toMatchObject({
      status: 403,
      message: containing(
        'credential of an Organization Admin, or deselect the stream pandadoc_users',
      ),
    });
  });

  it('fails when a list stays shorter than its total', async () => {
    owned();
    inPages('/users', [{total: 60, results: users(1, 50)}]);
    await expect(readSweep(open(), STREAM)).rejects.toMatchObject({
      kind: 'data',
      message: containing('counts 60 rows and sends 50'),
    });
  });

  it('gives memberships in an order of its own, so that another order is no change', async () => {
    owned();
    const one = {role: 'Admin', workspace_id: 'w1', membership_id: 'm1'};
    const two = {role: 'Member', workspace_id: 'w2', membership_id: 'm2'};
    const user = {user_id: 'u1', license: 'eSignature', workspaces: [two, one], plan: 'x'};
    inPages('/users', [{total: 1, results: [user]}]);
    expect(await readSweep(open(), STREAM)).toEqual([
      {
        user_id: 'u1',
        email: null,
        first_name: null,
        last_name: null,
        phone_number: null,
        license: 'eSignature',
        is_organization_owner: null,
        workspaces: [one, two],
        other_fields: {plan: 'x'},
      },
    ]);
  });
});

describe('listing the workspaces', () => {
  const STREAM = 'pandadoc_workspaces';
  const serve = (pages: JsonObject[], name = 'Sales') => inPages('/workspaces', pages, name);

  it('asks every key and passes each workspace on once', async () => {
    owned('Sales');
    owned('Legal');
    serve([{results: [{id: 'ws_001', name: 'Acme', is_default: true}]}], 'Sales');
    const both = [
      {id: 'ws_001', name: 'Acme'},
      {id: 'ws_002', name: 'Legal'},
    ];
    serve([{results: both}], 'Legal');
    const rows = await readSweep(open([sales, legal]), STREAM);
    expect(rows.map(({id, is_default: isDefault}) => [id, isDefault])).toEqual([
      ['ws_001', true],
      ['ws_002', null],
    ]);
  });

  it('follows pages up to the total', async () => {
    owned();
    const results = (from: number, count: number) =>
      users(from, count).map((one) => ({id: one['user_id'] ?? ''}));
    serve([
      {total: 101, results: results(1, 100)},
      {total: 101, results: results(101, 1)},
    ]);
    expect(await readSweep(open(), STREAM)).toHaveLength(101);
  });

  it('fails with the workspace named when a key is refused', async () => {
    api('Sales').get('/members/current').reply(401, {});
    owned('Legal');
    serve([{total: 1, results: [{id: 'ws_002'}]}], 'Legal');
    await expect(readSweep(open([sales, legal]), STREAM)).rejects.toMatchObject({
      kind: 'auth',
      message: containing('workspace "Sales"'),
    });
  });
});

describe('the check of PandaDoc', () => {
  const one = {page: 1, count: 1};
  const lists = (name: string) => {
    api(name).get('/members').query(one).reply(200, {results: []});
    api(name).get('/workspaces').query(one).reply(200, {results: []});
  };
  const usersOf = (name: string) =>
    api(name)
      .get('/users')
      .query({...one, show_removed: false});

  it('is content when every key may do what the streams need', async () => {
    owned('Sales');
    owned('Legal');
    lists('Sales');
    lists('Legal');
    usersOf('Sales').reply(200, {total: 0, results: []});
    expect(await open([sales, legal]).check()).toEqual([]);
  });

  it('names every workspace whose key fails, all in one list', async () => {
    api('Sales').get('/members/current').reply(401, {});
    api('Legal').get('/members/current').reply(403, {});
    const failures = await open([sales, legal]).check();
    expect(failures.map(({message}) => message)).toEqual([
      containing('workspace "Sales"'),
      containing('workspace "Legal"'),
    ]);
  });

  it('reports what a working key may not read', async () => {
    owned();
    api().get('/members').query(one).reply(403, {});
    api().get('/workspaces').query(one).reply(403, {});
    usersOf('Sales').reply(200, {total: 0, results: []});
    expect(await open().check()).toHaveLength(2);
  });

  it('only warns when no key is an Organization Admin’s', async () => {
    const kit = createVendorKit();
    owned();
    lists('Sales');
    usersOf('Sales').reply(403, {});
    expect(await open([sales], {}, kit).check()).toEqual([]);
    expect(kit.logged).toContainEqual({
      level: 'WARN',
      message: containing('Not readable: pandadoc_users.'),
    });
  });

  it('only warns when the users answer 500 for ever: members can be read', async () => {
    const kit = createVendorKit();
    owned();
    lists('Sales');
    usersOf('Sales').times(6).reply(500, {});
    expect(await open([sales], {}, kit).check()).toEqual([]);
    expect(kit.logged).toContainEqual({
      level: 'WARN',
      message: containing('Not readable: pandadoc_users.'),
    });
  });

  it('warns of two keys of one workspace', async () => {
    const kit = createVendorKit();
    owned('Sales', {membership_id: 'm1', user_id: 'u1'});
    owned('Legal', {membership_id: 'm1', user_id: 'u1'});
    lists('Sales');
    lists('Legal');
    usersOf('Sales').reply(200, {total: 0, results: []});
    expect(await open([sales, legal], {}, kit).check()).toEqual([]);
    expect(kit.logged.map(({message}) => message)).toContainEqual(containing('same workspace'));
  });
});

describe('the streams that an account has', () => {
  const ask = () => api().get('/users').query(true);
  const all = ['pandadoc_members', 'pandadoc_workspaces', 'pandadoc_users'];

  it.each([200, 403])('are all three when the users answer %i', async (status) => {
    ask().reply(status, {total: 0, results: []});
    expect([...(await open().available()).streams]).toEqual(all);
  });

  it.each([404, 405])('lack the users where the server answers %i (guide)', async (status) => {
    ask().reply(status, {});
    expect([...(await open().available()).streams]).toEqual(all.slice(0, 2));
  });

  it.each([
    [401, 'auth'],
    [500, 'transient'],
  ])('are offered all when the question fails with %i, and why is said', async (status, kind) => {
    ask().times(6).reply(status, {});
    const {streams, unanswered} = await open().available();
    expect([...streams]).toEqual(all);
    expect(unanswered).toMatchObject([{streams: ['pandadoc_users'], failure: {kind}}]);
    nock.cleanAll();
  });
});
