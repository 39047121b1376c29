import {at, closeAll, createTestClock, rowsAt} from '../running-sandbox';
import {startPandadoc} from './pandadoc-calls';

afterEach(closeAll);

describe('the members of the PandaDoc sandbox', () => {
  it('come as the whole list whatever page is asked for, in the documented profile (Q1)', async () => {
    const {send} = await startPandadoc({users: 250, workspaces: 1});
    const whole = await send('GET', '/members');
    const second = await send('GET', '/members?page=2&count=10');
    expect(rowsAt(whole.body, 'results')).toHaveLength(250);
    expect(second.text).toBe(whole.text);
    expect(Object.keys(rowsAt(whole.body, 'results')[0] ?? {})).toEqual([
      'user_id',
      'membership_id',
      'email',
      'first_name',
      'last_name',
      'is_active',
      'workspace',
      'workspace_name',
      'email_verified',
      'role',
      'user_license',
      'date_created',
      'date_modified',
    ]);
  });

  it("come in the guide's pages: 50 by default, at most 100", async () => {
    const {send} = await startPandadoc({users: 250, workspaces: 1, profile: 'guide'});
    const counts: number[] = [];
    for (const query of [
      '',
      '?count=100',
      '?count=1000',
      '?page=3&count=100',
      '?page=4&count=100',
    ]) {
      counts.push(rowsAt((await send('GET', `/members${query}`)).body, 'results').length);
    }
    expect(counts).toEqual([50, 100, 100, 50, 0]);
    expect((await send('GET', '/members?page=0')).status).toBe(400);
  });

  it('overlap between workspaces, and work elsewhere than they are listed (Q2)', async () => {
    const {sandbox} = await startPandadoc({users: 200});
    const {members = [], workspaces = []} = sandbox.dump('pandadoc');
    const users = new Set(members.map((one) => one['user_id']));
    expect(users.size).toBeLessThan(members.length);
    expect(new Set(members.map((one) => one['membership_id'])).size).toBe(members.length);
    expect(members.some((one) => one['workspace'] !== workspaces[0]?.['id'])).toBe(true);
    expect(members.some((one) => one['date_modified'] === null)).toBe(true);
    expect(members.some((one) => one['role'] === 'Custom reviewers')).toBe(true);
    for (const one of members) expect(one['membership_id']).toHaveLength(22);
  });

  it('can be asked for one by one, and for the owner of the key', async () => {
    const {send} = await startPandadoc();
    const {body} = await send('GET', '/members/current');
    const id = String(at(body, 'membership_id'));
    expect((await send('GET', `/members/${id}`)).body).toEqual(body);
    expect((await send('GET', '/members/nobody')).status).toBe(404);
  });

  it('may name the verified flag as the schema does (Q3)', async () => {
    const {send} = await startPandadoc({verified_name: 'emails_verified'});
    const [first] = rowsAt((await send('GET', '/members')).body, 'results');
    expect(first).toHaveProperty('emails_verified');
    expect(first).not.toHaveProperty('email_verified');
  });

  it('are the same for the same seed, also when made lazily from any place', async () => {
    const one = await startPandadoc({users: 300});
    const other = await startPandadoc({users: 300});
    expect(other.sandbox.dump('pandadoc')).toEqual(one.sandbox.dump('pandadoc'));
  });
});

describe('the organization of the PandaDoc sandbox', () => {
  it('lists users in pages of fifty with a total, to Organization Admins only (Q6)', async () => {
    const {send, as, credentials} = await startPandadoc({users: 60});
    const first = await send('GET', '/users');
    expect(at(first.body, 'total')).toBe(60);
    expect(rowsAt(first.body, 'results')).toHaveLength(50);
    expect(rowsAt((await send('GET', '/users?page=2')).body, 'results')).toHaveLength(10);
    const tooMany = await send('GET', '/users?count=51');
    expect(tooMany.status).toBe(400);
    expect(at(tooMany.body, 'detail', 'count')).toHaveLength(1);
    const plain = await as(`API-Key ${credentials['api_key_1'] ?? ''}`, 'GET', '/users');
    expect(plain.status).toBe(403);
    expect(at(plain.body, 'type')).toBe('permissions_error');
  });

  it('continues listing removed users unless told not to (Q7)', async () => {
    const {send, sandbox} = await startPandadoc({users: 40});
    const {left} = sandbox.change('pandadoc', {kind: 'users', left: 2});
    const total = async (query: string) => at((await send('GET', `/users${query}`)).body, 'total');
    expect([await total(''), await total('?show_removed=false')]).toEqual([40, 38]);
    const one = await send('GET', `/users/${left[0] ?? ''}`);
    expect(at(one.body, 'workspaces')).toEqual([]);
  });

  it('lists workspaces with a total, or only the own ones as the guide has it', async () => {
    const documented = await startPandadoc();
    const {body} = await documented.send('GET', '/workspaces?count=2');
    expect(at(body, 'total')).toBe(3);
    expect(rowsAt(body, 'results')).toHaveLength(2);
    const guide = await startPandadoc({profile: 'guide'});
    const own = await guide.send('GET', '/workspaces');
    expect(at(own.body, 'total')).toBeUndefined();
    expect(rowsAt(own.body, 'results')[0]).toHaveProperty('is_default');
  });

  it('has contacts, who are no members', async () => {
    const {send, sandbox} = await startPandadoc();
    const contacts = rowsAt((await send('GET', '/contacts')).body, 'results');
    expect(contacts).toHaveLength(20);
    const email = String(contacts[3]?.['email']);
    const found = await send('GET', `/contacts?email=${encodeURIComponent(email)}`);
    expect(rowsAt(found.body, 'results')).toEqual([contacts[3]]);
    const members = sandbox.dump('pandadoc')['members'] ?? [];
    expect(members.some((one) => one['email'] === email)).toBe(false);
  });
});

describe('credentials of the PandaDoc sandbox', () => {
  it('are keys of one workspace each', async () => {
    const {as, credentials} = await startPandadoc({users: 90, overlap_percent: 0});
    const first = async (name: string) => {
      const seen = await as(`API-Key ${credentials[name] ?? ''}`, 'GET', '/members');
      return rowsAt(seen.body, 'results').map((one) => one['membership_id']);
    };
    expect(await first('second_api_key')).toEqual(await first('api_key_0'));
    expect(await first('api_key_1')).not.toEqual(await first('api_key_0'));
  });

  it.each(['', 'API-Key nonsense', 'API-Key sandbox-pandadoc-key-0001-7', 'Bearer nonsense'])(
    'refuse "%s"',
    async (authorization) => {
      const {as} = await startPandadoc();
      const seen = await as(authorization, 'GET', '/members');
      expect(seen.status).toBe(401);
      expect(at(seen.body, 'type')).toBe('authentication_error');
    },
  );

  it('die when their owner leaves the workspace (Q12)', async () => {
    const {send, as, credentials} = await startPandadoc();
    const key = `API-Key ${credentials['api_key_1'] ?? ''}`;
    const {body} = await as(key, 'GET', '/members/current');
    const workspaces = rowsAt((await send('GET', '/workspaces')).body, 'results');
    const id = String(workspaces[1]?.['id']);
    const path = `/workspaces/${id}/members/${String(at(body, 'membership_id'))}`;
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await as(key, 'GET', '/members/current')).status).toBe(401);
  });

  it('can be access tokens, which end', async () => {
    const clock = createTestClock();
    const settings = {access_token_seconds: 60};
    const {token, as, credentials} = await startPandadoc(settings, {now: clock.now});
    const refresh_token = credentials['refresh_token_1'] ?? '';
    const {body} = await token({grant_type: 'refresh_token', refresh_token, scope: 'read write'});
    expect(body).toMatchObject({expires_in: 60, scope: 'read+write', refresh_token});
    const bearer = `Bearer ${String(at(body, 'access_token'))}`;
    expect((await as(bearer, 'GET', '/members/current')).status).toBe(200);
    clock.advance(60_000);
    expect((await as(bearer, 'GET', '/members/current')).status).toBe(401);
  });

  it('can rotate: the old refresh token is dead then', async () => {
    const {token, credentials} = await startPandadoc({rotate_refresh_tokens: true});
    const refresh_token = credentials['refresh_token_0'] ?? '';
    const form = {grant_type: 'refresh_token', refresh_token};
    const {body} = await token(form);
    expect(at(body, 'refresh_token')).not.toBe(refresh_token);
    expect(await token(form)).toMatchObject({status: 400, body: {error: 'invalid_grant'}});
  });

  it('come for a code, once', async () => {
    const {token, credentials} = await startPandadoc();
    const form = {grant_type: 'authorization_code', code: credentials['authorization_code'] ?? ''};
    expect((await token(form)).status).toBe(200);
    expect(await token(form)).toMatchObject({status: 400, body: {error: 'invalid_grant'}});
    expect(await token({grant_type: 'password'})).toMatchObject({
      body: {error: 'unsupported_grant_type'},
    });
  });
});

describe('the limit of the PandaDoc sandbox', () => {
  const throttled = async (settings: Readonly<Record<string, unknown>>) => {
    const clock = createTestClock();
    const {send} = await startPandadoc({environment: 'sandbox', ...settings}, {now: clock.now});
    for (let nth = 0; nth < 10; nth += 1) await send('GET', '/members');
    clock.advance(47_000);
    return {clock, send, refused: await send('GET', '/members')};
  };

  it('is ten requests per endpoint in any minute for sandbox keys (Q11)', async () => {
    const {clock, send, refused} = await throttled({});
    expect(refused.status).toBe(429);
    expect((await send('GET', '/workspaces')).status).toBe(200);
    clock.advance(13_000);
    expect((await send('GET', '/members')).status).toBe(200);
  });

  it.each([
    ['throttled', {type: 'throttled', detail: 'Request was throttled.'}],
    [
      'available_in',
      {
        type: 'request_error',
        detail: 'Request was throttled. Expected available in 13 seconds.',
      },
    ],
    ['too_many_requests', {code: 'too_many_requests', details: []}],
  ])('is told in the form %s, with or without Retry-After (Q10)', async (throttle_form, body) => {
    const plain = await throttled({throttle_form});
    expect(plain.refused.body).toEqual(body);
    expect(plain.refused.headers.get('retry-after')).toBeNull();
    const timed = await throttled({throttle_form, retry_after: true, rate_headers: true});
    expect(timed.refused.headers.get('retry-after')).toBe('13');
    expect(timed.refused.headers.get('x-ratelimit-remaining')).toBe('0');
  });

  it('is shared by all keys of a user', async () => {
    const {as, send, credentials} = await startPandadoc({environment: 'sandbox'});
    const other = `API-Key ${credentials['sandbox_api_key'] ?? ''}`;
    for (let nth = 0; nth < 5; nth += 1) {
      await send('GET', '/members');
      await as(other, 'GET', '/members');
    }
    expect((await send('GET', '/members')).status).toBe(429);
    expect((await as(other, 'GET', '/members')).status).toBe(429);
  });
});
