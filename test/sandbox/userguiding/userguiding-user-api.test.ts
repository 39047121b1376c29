import {at, closeAll} from '../running-sandbox';
import {startUserguiding} from './userguiding-calls';

afterEach(closeAll);

describe('the User API of the sandbox', () => {
  it('creates, updates, lists and deletes at the configured paths', async () => {
    const {userApi, dump} = await startUserguiding({
      profile: 'user_api',
      upsert_path: 'PUT /people/{userId}',
      update_path: 'PATCH /people/{userId}',
      list_path: 'GET /people',
      delete_path: 'DELETE /people/{userId}',
    });
    const created = await userApi('PUT', '/people/a%2Fb', {plan: 'pro', company: {id: 'acme'}});
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({user_id: 'a/b', plan: 'pro', company_id: 'acme'});
    expect((await userApi('PATCH', '/people/a%2Fb', {plan: 'free'})).status).toBe(200);
    expect((await userApi('PATCH', '/people/nobody', {plan: 'free'})).status).toBe(404);
    expect((await userApi('PATCH', '/people/a%2Fb', {user_id: 'other'})).status).toBe(400);
    expect(dump('users')).toMatchObject([{userId: 'a/b', attributes: {plan: 'free'}}]);
    expect((await userApi('DELETE', '/people/a%2Fb')).status).toBe(204);
    expect((await userApi('DELETE', '/people/a%2Fb')).status).toBe(404);
    expect(dump('users')).toEqual([]);
  });

  it('pages by search_after up to the last user, with at most 1000 a page', async () => {
    const {userApi, dump} = await startUserguiding({profile: 'user_api', users: 250});
    const ids: unknown[] = [];
    let after = '';
    for (let pages = 0; pages < 10; pages += 1) {
      const {body} = await userApi('GET', `/users${after}`);
      const page = at(body, 'users') as {user_id: string}[];
      ids.push(...page.map(({user_id}) => user_id));
      if (page.length < 100) break;
      after = `?search_after=${encodeURIComponent(String(at(body, 'search_after')))}`;
    }
    expect(new Set(ids)).toEqual(new Set(dump('users').map(({userId}) => userId)));
    expect(ids).toHaveLength(250);
    const tooMany = await userApi('GET', '/users?page_size=1001');
    expect(tooMany.status).toBe(422);
    expect(tooMany.text).toContain('"loc":["body","page_size"]');
  });

  it('answers 409 for a user who exists where it only creates', async () => {
    const {userApi} = await startUserguiding({profile: 'user_api', upsert_creates_only: true});
    expect((await userApi('POST', '/users', {user_id: 'a'})).status).toBe(201);
    expect((await userApi('POST', '/users', {user_id: 'a'})).status).toBe(409);
    expect((await userApi('PATCH', '/users/a', {plan: 'pro'})).status).toBe(200);
  });

  it('describes itself, unless it is set not to', async () => {
    const {userApi} = await startUserguiding({profile: 'user_api'});
    const {body} = await userApi('GET', '/openapi.json');
    expect(Object.keys(at(body, 'paths') as object)).toEqual(['/users', '/users/{userId}']);
    const silent = await startUserguiding({profile: 'user_api', openapi: false});
    expect((await silent.userApi('GET', '/openapi.json')).status).toBe(404);
  });

  it('has no identify call, unless both are there', async () => {
    const alone = await startUserguiding({profile: 'user_api'});
    expect((await alone.identify({userId: 'a'})).status).toBe(404);
    const both = await startUserguiding({profile: 'both'});
    expect((await both.identify({userId: 'a'})).status).toBe(200);
    expect((await both.userApi('GET', '/users')).status).toBe(200);
  });

  it('tells clients how to be used', async () => {
    const {sandbox} = await startUserguiding({profile: 'user_api'});
    expect(sandbox.vendors['userguiding']).toMatchObject({
      baseUrl: `${sandbox.url}/userguiding/user_api`,
      destinationConfig: {api_profile: 'user_api', auth: 'ug_api_key'},
    });
    const guide = await startUserguiding();
    expect(guide.sandbox.vendors['userguiding']).toMatchObject({
      baseUrl: `${guide.sandbox.url}/userguiding/v1`,
      destinationConfig: {base_url: `${guide.sandbox.url}/userguiding/v1`, auth: 'bearer'},
    });
  });
});
