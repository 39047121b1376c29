import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {createVendorKit} from '../support/vendor-kit';
import {identifyHost, openUserguiding} from './support';

useNockStrictly();

const check = (section: JsonObject = {}, kit = createVendorKit()) =>
  openUserguiding(section, kit).check();

describe('the check', () => {
  it.each([200, 401, 404, 429, 500])(
    'takes any answer of the host for a connection and writes nothing: %i (Q3)',
    async (status) => {
      nock(identifyHost).get('/v1').reply(status, '<html></html>');
      expect(await check()).toEqual([]);
    },
  );

  it('reports a host that cannot be reached', async () => {
    const gone = Object.assign(new Error('no such host'), {code: 'ENOTFOUND'});
    nock(identifyHost).get('/v1').times(2).replyWithError(gone);
    expect(await check()).toMatchObject([
      {kind: 'transient', message: containing('api.userguiding.com')},
    ]);
  });

  it('identifies the test user where one is named', async () => {
    nock(identifyHost).get('/v1').reply(404);
    nock(identifyHost).post('/v1/identify', {userId: 'test-user'}).reply(200, {success: true});
    expect(await check({check_user_id: 'test-user'})).toEqual([]);
  });

  it.each<[number, JsonObject, string, string]>([
    [401, {message: 'no'}, 'auth', 'userguiding.api_key'],
    [404, {}, 'config', 'user_api'],
    [200, {success: false, error: 'plan ended'}, 'config', 'plan ended'],
  ])('reports a test user who is answered with %i %j', async (status, body, kind, words) => {
    nock(identifyHost).get('/v1').reply(404);
    nock(identifyHost).post('/v1/identify').reply(status, body);
    expect(await check({check_user_id: 'test-user'})).toMatchObject([
      {kind, message: containing(words)},
    ]);
  });

  it('reports a test user whose id cannot be sent', async () => {
    nock(identifyHost).get('/v1').reply(404);
    expect(await check({check_user_id: 'test '})).toMatchObject([
      {kind: 'config', message: containing('check_user_id')},
    ]);
  });

  it('reports an identity file that is something else', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'userguiding-'));
    const identity_file = join(directory, 'notes.txt');
    await writeFile(identity_file, 'my notes\n');
    nock(identifyHost).get('/v1').reply(404);
    expect(await check({identity_file})).toMatchObject([
      {kind: 'config', message: containing(identity_file)},
    ]);
    await rm(directory, {recursive: true});
  });
});

describe('the check of the User API', () => {
  const host = 'https://user.userguiding.com';
  const document = {paths: {'/users': {post: {}, get: {}}, '/users/{user_id}': {patch: {}}}};
  const known = 'POST /users, PATCH /users/{user_id}';

  it('shows the operations that the host describes, and asks for the missing path', async () => {
    nock(host).get('/').reply(404);
    nock(host).get('/openapi.json').reply(200, document);
    const kit = createVendorKit();
    expect(await check({api_profile: 'user_api'}, kit)).toMatchObject([
      {kind: 'config', message: containing('POST /users')},
    ]);
    expect(kit.logged).toContainEqual({
      level: 'INFO',
      message: containing(`GET /users, ${known}`),
    });
  });

  it('lists one user where the path is known', async () => {
    const section = {api_profile: 'user_api', paths: {upsert: 'POST /users', list: 'GET /users'}};
    nock(host).get('/').times(2).reply(404);
    nock(host).get('/openapi.json').times(2).reply(404, '<html></html>');
    nock(host).get('/users?page_size=1').reply(200, {users: []});
    expect(await check(section)).toEqual([]);
    nock(host).get('/users?page_size=1').reply(403, {detail: 'no'});
    expect(await check(section)).toMatchObject([{kind: 'auth'}]);
  });
});
