import nock from 'nock';
import {Failure} from '../../../src/core/failure';
import {oauthRefreshAuth, type OauthRefreshOptions} from '../../../src/http/auth/oauth-refresh';
import type {OauthTokens} from '../../../src/http/auth/oauth-tokens';
import {createTestKit, type TestKit} from '../../support/test-kit';
import {createEagerClock, createVirtualClock, type VirtualClock} from '../../support/virtual-clock';
import {BASE, failureOf, get, setUp} from '../support';
import {useNockStrictly} from '../../support/nock-rules';

const TOKEN_HOST = 'https://oauth.acme.test';
const BASIC = `Basic ${Buffer.from('client-1:secret-1').toString('base64')}`;

interface Rig {
  readonly options: OauthRefreshOptions;
  readonly kit: TestKit;
  readonly clock: VirtualClock;
  readonly rotated: OauthTokens[];
}

function rig(overrides: Partial<OauthRefreshOptions> = {}): Rig {
  const clock = createVirtualClock();
  const kit = createTestKit({clock});
  const rotated: OauthTokens[] = [];
  const options: OauthRefreshOptions = {
    vendor: 'Acme',
    tokenUrl: `${TOKEN_HOST}/oauth/token`,
    clientId: 'client-1',
    clientSecret: 'secret-1',
    grant: {type: 'refresh_token', refreshToken: 'refresh-1'},
    advice: 'Authorize the app again.',
    kit,
    onRotated: async (tokens) => {
      rotated.push(tokens);
    },
    ...overrides,
  };
  return {options, kit, clock, rotated};
}

function tokenCall(form: Readonly<Record<string, string>>): nock.Interceptor {
  return nock(TOKEN_HOST, {
    reqheaders: {'content-type': 'application/x-www-form-urlencoded', authorization: BASIC},
  }).post('/oauth/token', form);
}

const FORM = {grant_type: 'refresh_token', refresh_token: 'refresh-1'};
const never = new AbortController().signal;

useNockStrictly();

describe('an access token', () => {
  it('is obtained with the refresh token and kept until a minute before it ends', async () => {
    tokenCall(FORM).reply(200, {access_token: 'access-1', expires_in: 3_600});
    const {options, clock} = rig();
    const auth = oauthRefreshAuth(options);
    const first = await auth.authorize(never);
    expect(first).toEqual({headers: {authorization: 'Bearer access-1'}});
    await clock.advance(3_539_999);
    expect(await auth.authorize(never)).toBe(first);
    tokenCall(FORM).reply(200, {access_token: 'access-2', expires_in: 3_600});
    await clock.advance(1);
    expect(await auth.authorize(never)).toEqual({headers: {authorization: 'Bearer access-2'}});
  });

  it('that lives shortly is used for half its life', async () => {
    tokenCall(FORM).reply(200, {access_token: 'access-1', expires_in: 20});
    const {options, clock} = rig();
    const auth = oauthRefreshAuth(options);
    await auth.authorize(never);
    await clock.advance(9_999);
    await auth.authorize(never);
    tokenCall(FORM).reply(200, {access_token: 'access-2', expires_in: 20});
    await clock.advance(1);
    await auth.authorize(never);
  });

  it.each([0, -5, '', null, 'soon', true])(
    'whose life is said to be %j is used until it is refused',
    async (lifetime) => {
      tokenCall(FORM).reply(200, {access_token: 'access-1', expires_in: lifetime});
      const {options, clock} = rig();
      const auth = oauthRefreshAuth(options);
      const first = await auth.authorize(never);
      await clock.advance(86_400_000);
      expect(await auth.authorize(never)).toBe(first);
    },
  );

  it('that is known already is used without asking', async () => {
    const {options} = rig({
      grant: {type: 'refresh_token', refreshToken: 'refresh-1', accessToken: 'access-0'},
    });
    expect(await oauthRefreshAuth(options).authorize(never)).toEqual({
      headers: {authorization: 'Bearer access-0'},
    });
  });

  it('is obtained with client credentials and a scope (PagerDuty)', async () => {
    tokenCall({grant_type: 'client_credentials', scope: 'as_account-us.acme users.read'}).reply(
      200,
      {access_token: 'access-1', scope: 'openid'},
    );
    const seen: (string | undefined)[] = [];
    const {options, rotated} = rig({
      grant: {type: 'client_credentials'},
      scope: 'as_account-us.acme users.read',
      onTokens: ({scope}) => seen.push(scope),
    });
    await oauthRefreshAuth(options).authorize(never);
    expect(seen).toEqual(['openid']);
    expect(rotated).toEqual([]);
  });

  it('is asked for with the credentials in the form where the vendor wants that', async () => {
    nock(TOKEN_HOST, {badheaders: ['authorization']})
      .post('/oauth/token', {...FORM, client_id: 'client-1', client_secret: 'secret-1'})
      .reply(200, {access_token: 'access-1'});
    await oauthRefreshAuth(rig({clientAuth: 'body'}).options).authorize(never);
  });

  it('is obtained once for all who ask at the same time', async () => {
    tokenCall(FORM).reply(200, {access_token: 'access-1'});
    const auth = oauthRefreshAuth(rig().options);
    const all = await Promise.all([1, 2, 3].map(() => auth.authorize(never)));
    expect(new Set(all).size).toBe(1);
  });
});

describe('after a 401', () => {
  it('simultaneous requests share one refresh, and late ones find the new token', async () => {
    const kit = createTestKit();
    tokenCall(FORM).reply(200, {access_token: 'access-1'});
    const auth = oauthRefreshAuth(rig({kit}).options);
    const old = await auth.authorize(never);
    tokenCall(FORM).reply(200, {access_token: 'access-2'});
    expect(await Promise.all([auth.renew?.(never, old), auth.renew?.(never, old)])).toEqual([
      true,
      true,
    ]);
    expect(await auth.renew?.(never, old)).toBe(true);
    expect(await auth.authorize(never)).toEqual({headers: {authorization: 'Bearer access-2'}});
  });

  it('the client sends again with the new token', async () => {
    tokenCall(FORM).reply(200, {access_token: 'access-1'});
    nock(BASE, {reqheaders: {authorization: 'Bearer access-1'}})
      .get('/users')
      .reply(401);
    tokenCall(FORM).reply(200, {access_token: 'access-2'});
    nock(BASE, {reqheaders: {authorization: 'Bearer access-2'}})
      .get('/users')
      .reply(200, {});
    const {client} = setUp({auth: oauthRefreshAuth(rig().options)});
    expect((await client.send(get())).status).toBe(200);
  });
});

describe('a rotated refresh token', () => {
  const answer = {
    access_token: 'access-1',
    refresh_token: 'refresh-2',
    api_domain: 'https://a.test',
  };

  it('is handed on before the access token is used, and used next time', async () => {
    tokenCall(FORM).reply(200, answer);
    const order: string[] = [];
    const {options} = rig({
      onRotated: async ({refreshToken, answer: whole}) => {
        await Promise.resolve();
        order.push(`saved ${String(refreshToken)} ${JSON.stringify(whole['api_domain'])}`);
      },
    });
    const auth = oauthRefreshAuth(options);
    const old = await auth.authorize(never).finally(() => order.push('used'));
    expect(order).toEqual(['saved refresh-2 "https://a.test"', 'used']);
    tokenCall({grant_type: 'refresh_token', refresh_token: 'refresh-2'}).reply(200, {
      access_token: 'access-2',
    });
    await auth.renew?.(never, old);
  });

  it('that comes back unchanged is not handed on (Pipedrive Q17)', async () => {
    tokenCall(FORM).reply(200, {access_token: 'access-1', refresh_token: 'refresh-1'});
    const {options, rotated} = rig();
    await oauthRefreshAuth(options).authorize(never);
    expect(rotated).toEqual([]);
  });

  it('that could not be saved ends the work, and is saved on the next try without asking', async () => {
    tokenCall(FORM).reply(200, answer);
    let tries = 0;
    const {options} = rig({
      onRotated: async () => {
        tries += 1;
        if (tries === 1) throw new Failure({kind: 'system', message: 'Disk full.'});
      },
    });
    const auth = oauthRefreshAuth(options);
    expect((await failureOf(auth.authorize(never))).message).toBe('Disk full.');
    expect(await auth.authorize(never)).toEqual({headers: {authorization: 'Bearer access-1'}});
    expect(tries).toBe(2);
  });
});

describe('a refusal', () => {
  it.each([
    [400, {error: 'invalid_grant'}],
    [400, {success: false, error: 'Invalid grant: refresh_token is invalid'}],
    [401, {error: 'invalid_client', error_description: 'Client is invalid'}],
  ])('%d %j is an auth failure with the next step', async (status, body) => {
    tokenCall(FORM).reply(status, body);
    const failure = await failureOf(oauthRefreshAuth(rig().options).authorize(never));
    expect(failure).toMatchObject({kind: 'auth', status});
    expect(failure.message).toMatch(/^Acme refused .*nvalid.*Authorize the app again\.$/);
  });

  it('does not stay: the next call asks again', async () => {
    tokenCall(FORM).reply(400, {error: 'invalid_grant'});
    const auth = oauthRefreshAuth(rig().options);
    await failureOf(auth.authorize(never));
    tokenCall(FORM).reply(200, {access_token: 'access-1'});
    await auth.authorize(never);
  });

  it('by an answer without a token names the option', async () => {
    tokenCall(FORM).reply(200, {ok: true});
    const {options} = rig({tokenUrlField: 'pipedrive.credentials.token_url'});
    const failure = await failureOf(oauthRefreshAuth(options).authorize(never));
    expect(failure.kind).toBe('data');
    expect(failure.message).toContain('pipedrive.credentials.token_url');
  });

  it('of an address to which credentials must not go comes before any request', () => {
    const {options} = rig({tokenUrl: 'http://oauth.acme.test/token'});
    expect(() => oauthRefreshAuth(options)).toThrow(
      /^token_url would send credentials unencrypted/,
    );
  });
});

describe('tokens', () => {
  it('are masked before anything can be said of them, and never logged', async () => {
    tokenCall(FORM).reply(503).post('/oauth/token').reply(200, {
      access_token: 'access-1',
      refresh_token: 'refresh-2',
    });
    const kit = createTestKit({clock: createEagerClock()});
    await oauthRefreshAuth(rig({kit}).options).authorize(never);
    const secrets = ['secret-1', 'refresh-1', 'access-1', 'refresh-2', BASIC.slice(6)];
    for (const secret of secrets) expect(kit.mask.apply(`<${secret}>`)).toBe('<****>');
    expect(kit.logged).toHaveLength(1);
    for (const {message} of kit.logged) expect(kit.mask.apply(message)).toBe(message);
  });
});
