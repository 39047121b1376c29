import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import {pandadocSource} from '../../../src/vendors/pandadoc/source';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {readSweep} from '../support/read-rows';
import {serveList} from '../support/serve-list';
import {createVendorKit, type TestVendorKit} from '../support/vendor-kit';
import {host} from './support';

useNockStrictly();

const STREAM = 'pandadoc_members';

function app(name: string, more: JsonObject = {}): JsonObject {
  const credentials = {
    auth_type: 'oauth2',
    client_id: 'client-1',
    client_secret: 'secret-1234',
    refresh_token: `refresh-${name}`,
    ...more,
  };
  return {name, credentials, workspace_id: `w-${name}`};
}

/** The token endpoint for one refresh token; it is not below /public/v1. */
function token(refreshToken: string, base = host) {
  return nock(base, {reqheaders: {'content-type': 'application/x-www-form-urlencoded'}}).post(
    '/oauth2/access_token',
    (form: Record<string, string>) =>
      form['refresh_token'] === refreshToken &&
      form['client_id'] === 'client-1' &&
      form['client_secret'] === 'secret-1234' &&
      form['scope'] === 'read write',
  );
}

function granted(name: string, refreshToken: string): JsonObject {
  return {access_token: `access-${name}`, expires_in: 31_535_999, refresh_token: refreshToken};
}

function answerMembers(name: string, accessToken = `access-${name}`, base = host) {
  const asked = nock(`${base}/public/v1`, {
    reqheaders: {authorization: `Bearer ${accessToken}`},
  });
  asked.get('/members/current').reply(200, {membership_id: `m-${name}`});
  serveList(asked, '/members', () => ({results: [{membership_id: `m-${name}`}]}));
}

function read(workspaces: readonly JsonObject[], kit: TestVendorKit, more: JsonObject = {}) {
  return readSweep(pandadocSource.open({workspaces, ...more}, kit), STREAM);
}

describe('signing in to PandaDoc with OAuth', () => {
  it('sends the client in the form, and `scope=read+write` as documented', async () => {
    const kit = createVendorKit();
    nock(host)
      .post('/oauth2/access_token', /(^|&)scope=read\+write(&|$)/)
      .reply(200, granted('a', 'refresh-a'));
    answerMembers('a');
    expect(await read([app('a')], kit)).toHaveLength(1);
    expect(kit.savedSections).toEqual([]);
  });

  it("keeps new refresh tokens, each in its own workspace's entry", async () => {
    const kit = createVendorKit();
    for (const name of ['a', 'b']) {
      token(`refresh-${name}`).reply(200, granted(name, `fresh-${name}`));
      answerMembers(name);
    }
    await read([app('a'), app('b')], kit, {region: 'us'});
    expect(kit.savedSections).toEqual([
      {workspaces: [app('a', {refresh_token: 'fresh-a'}), app('b')], region: 'us'},
      {
        workspaces: [app('a', {refresh_token: 'fresh-a'}), app('b', {refresh_token: 'fresh-b'})],
        region: 'us',
      },
    ]);
  });

  it('renews once when an access token is refused', async () => {
    const kit = createVendorKit();
    token('refresh-a').reply(200, granted('old', 'refresh-a'));
    token('refresh-a').reply(200, granted('a', 'refresh-a'));
    nock(`${host}/public/v1`, {reqheaders: {authorization: 'Bearer access-old'}})
      .get('/members/current')
      .reply(401, {});
    answerMembers('a');
    expect(await read([app('a')], kit)).toHaveLength(1);
  });

  it('names the workspace whose refresh token is refused', async () => {
    const kit = createVendorKit();
    token('refresh-a').reply(400, {error: 'invalid_grant'});
    await expect(read([app('a')], kit)).rejects.toMatchObject({
      kind: 'auth',
      message: containing('PandaDoc (workspace "a") refused to renew the access token'),
    });
  });

  it('uses the token endpoint of the region', async () => {
    const base = 'https://api.pandadoc.eu';
    token('refresh-a', base).reply(200, granted('a', 'refresh-a'));
    answerMembers('a', 'access-a', base);
    expect(await read([app('a')], createVendorKit(), {region: 'eu'})).toHaveLength(1);
  });

  it('takes an access token that was obtained elsewhere', async () => {
    answerMembers('a', 'given-token');
    const credentials = {auth_type: 'access_token', access_token: 'given-token'};
    const entries = [{name: 'a', credentials, workspace_id: 'w'}];
    expect(await read(entries, createVendorKit())).toHaveLength(1);
  });
});
