import {startPipedrive} from './pipedrive-calls';
import type {PipedriveCalls} from './pipedrive-calls';
import {at, closeAll, createTestClock, rowsAt, start} from './running-sandbox';

afterEach(closeAll);

async function listUsers(
  {send}: PipedriveCalls,
  query = '',
): Promise<readonly Record<string, unknown>[]> {
  return rowsAt((await send('GET', `/users${query}`)).body, 'data');
}

/** Id of the user with this number: positions of a list without removed users are numbers. */
async function idOf(pipedrive: PipedriveCalls, index: number): Promise<string> {
  return String((await listUsers(pipedrive))[index]?.['id']);
}

describe('Pipedrive users', () => {
  it('come all at once without a pagination block, whatever is asked (Pipedrive Q4)', async () => {
    const pipedrive = await startPipedrive({users: 250});
    const {body} = await pipedrive.send('GET', '/users?start=10&limit=5');
    expect(rowsAt(body, 'data')).toHaveLength(250);
    expect(body).not.toHaveProperty('additional_data');
  });

  it('come in pages in the guide, by default 100 and at most 500', async () => {
    const {send} = await startPipedrive({users: 620, profile: 'guide'});
    const page = async (query: string) => {
      const {body} = await send('GET', `/users${query}`);
      return {count: rowsAt(body, 'data').length, block: at(body, 'additional_data', 'pagination')};
    };
    expect(await page('')).toEqual({
      count: 100,
      block: {start: 0, limit: 100, more_items_in_collection: true, next_start: 100},
    });
    expect(await page('?start=500&limit=5000')).toEqual({
      count: 120,
      block: {start: 500, limit: 500, more_items_in_collection: false},
    });
  });

  it('in pages are each listed once, also after some were removed', async () => {
    const pipedrive = await startPipedrive({users: 130, profile: 'guide'});
    const {left} = pipedrive.sandbox.change('pipedrive', {kind: 'users', left: 20, joined: 5});
    const seen: unknown[] = [];
    for (let from = 0; from < 200; from += 40) {
      seen.push(...(await listUsers(pipedrive, `?start=${from}&limit=40`)).map(({id}) => id));
    }
    expect(seen).toHaveLength(130 + 5 - 10);
    expect(new Set(seen).size).toBe(seen.length);
    expect(left.filter((id) => !seen.includes(id))).toHaveLength(10);
  });

  it('hold the vendor’s oddities (Pipedrive Q5, Q6, Q14)', async () => {
    const users = await listUsers(await startPipedrive());
    const deleted = users.filter(({is_deleted: gone}) => gone === true);
    expect(deleted).toHaveLength(2);
    for (const user of deleted) expect(user).toMatchObject({email: '(deleted user)', access: []});
    const live = users.filter(({is_deleted: gone}) => gone !== true);
    const emails = live.map(({email}) => String(email));
    expect(live.some(({modified}) => modified === null)).toBe(true);
    expect(live.some(({active_flag: active}) => active === false)).toBe(true);
    expect(emails.some((email) => email === email.toUpperCase())).toBe(true);
    const folded = emails.map((email) => email.toLowerCase());
    expect(new Set(emails).size).toBe(emails.length);
    expect(new Set(folded).size).toBe(emails.length - 1);
    expect(users[0]?.['modified']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    const plain = await listUsers(await startPipedrive({special_users: false}));
    expect(plain.every(({is_deleted: gone}) => gone === false)).toBe(true);
  });

  it('are mostly Pendo visitors under their lower-case e-mail, and some are not', async () => {
    const sandbox = await start();
    const visitors = new Set(sandbox.dump('pendo')['visitors']?.map((row) => row['visitorId']));
    const users = sandbox.dump('pipedrive')['users'] ?? [];
    const known = users.filter(({email}) => visitors.has(String(email).toLowerCase()));
    expect(known.length).toBeGreaterThan(users.length * 0.7);
    expect(known.length).toBeLessThan(users.length);
  });

  it('show the token’s owner with the company', async () => {
    const {send} = await startPipedrive({company_domain: 'umbrella'});
    const {body} = await send('GET', '/users/me');
    expect(at(body, 'data')).toMatchObject({
      is_you: true,
      company_domain: 'umbrella',
      company_id: 100,
    });
  });

  it('are found by part of the name or of the e-mail', async () => {
    const pipedrive = await startPipedrive();
    const [owner] = await listUsers(pipedrive);
    const email = String(owner?.['email']);
    const term = encodeURIComponent(email.slice(1, 12).toUpperCase());
    const find = async (query: string) => (await pipedrive.send('GET', `/users/find${query}`)).body;
    const found = rowsAt(await find(`?term=${term}&search_by_email=1`), 'data');
    expect(found.map((one) => one['email'])).toContain(email);
    expect(rowsAt(await find(`?term=${encodeURIComponent('no such')}`), 'data')).toEqual([]);
    expect((await pipedrive.send('GET', '/users/find')).status).toBe(400);
  });

  it('answer permissions, role, settings and followers', async () => {
    const pipedrive = await startPipedrive();
    const id = await idOf(pipedrive, 10);
    const data = async (path: string) =>
      at((await pipedrive.send('GET', `/users/${id}${path}`)).body, 'data');
    expect(await data('')).toMatchObject({id: Number(id)});
    const permissions = await data('/permissions');
    expect(Object.keys(permissions ?? {}).every((key) => key.startsWith('can_'))).toBe(true);
    expect(await data('/roleAssignments')).toMatchObject([{user_id: Number(id), type: '1'}]);
    expect(at(await data('/roleAssignments'), 0)).not.toHaveProperty('id');
    expect(await data('/roleSettings')).toMatchObject({lead_default_visibility: 3});
    expect(Array.isArray(await data('/followers'))).toBe(true);
    expect((await pipedrive.send('GET', '/users/9999999')).status).toBe(404);
    expect((await pipedrive.send('GET', '/users/x/permissions')).status).toBe(404);
  });
});

describe('Pipedrive rights', () => {
  it('token in the header, in the query, wrong and missing', async () => {
    const {bare, credentials} = await startPipedrive();
    const token = credentials['api_token'] ?? '';
    expect((await bare('GET', `/v1/users/me?api_token=${token}`)).status).toBe(200);
    const wrong = await bare('GET', '/v1/users/me', {headers: {'x-api-token': 'wrong'}});
    expect(wrong.status).toBe(401);
    expect(wrong.body).toMatchObject({
      success: false,
      error: 'unauthorized access',
      errorCode: 401,
    });
    expect((await bare('GET', '/v1/users/me')).status).toBe(401);
  });

  it('a plain user sees neither `modified` nor numbers, and may not write or see roles', async () => {
    const pipedrive = await startPipedrive();
    const headers = {'x-api-token': pipedrive.credentials['plain_api_token'] ?? ''};
    const users = rowsAt((await pipedrive.send('GET', '/users', {headers})).body, 'data');
    expect(users.every((user) => !('modified' in user))).toBe(true);
    expect(users.every(({phone, is_you: own}) => own === true || phone === null)).toBe(true);
    for (const [method, path] of [
      ['GET', '/roles'],
      ['POST', '/users'],
      ['PUT', '/users/11'],
      ['POST', '/roles/3/assignments'],
    ] as const) {
      const answer = await pipedrive.send(method, path, {
        headers,
        ...(method !== 'GET' && {json: {}}),
      });
      expect(answer.status).toBe(403);
      expect(at(answer.body, 'error')).toBe('You do not have permissions to do this.');
    }
  });

  it('a plain user asking for another gets 404, in the guide himself', async () => {
    for (const profile of ['documented', 'guide']) {
      const pipedrive = await startPipedrive({profile});
      const deleted = await idOf(pipedrive, 2);
      const headers = {'x-api-token': pipedrive.credentials['plain_api_token'] ?? ''};
      const answer = await pipedrive.send('GET', `/users/${deleted}`, {headers});
      if (profile === 'guide') expect(at(answer.body, 'data', 'is_you')).toBe(true);
      else expect(answer.status).toBe(404);
    }
  });

  it('host and prefix must fit (Pipedrive Q15)', async () => {
    const statuses = async (host: string): Promise<readonly number[]> => {
      const {bare, credentials} = await startPipedrive({host});
      const headers = {'x-api-token': credentials['api_token'] ?? ''};
      const paths = ['/v1/users/me', '/api/v1/users/me'];
      return Promise.all(paths.map(async (path) => (await bare('GET', path, {headers})).status));
    };
    expect(await statuses('both')).toEqual([200, 200]);
    expect(await statuses('shared')).toEqual([200, 404]);
    expect(await statuses('company')).toEqual([404, 200]);
  });
});

describe('Pipedrive OAuth', () => {
  const basic = ({credentials}: PipedriveCalls, secret = credentials['client_secret']) => {
    const pair = `${credentials['client_id'] ?? ''}:${secret ?? ''}`;
    return {
      authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    };
  };
  const token = (pipedrive: PipedriveCalls, form: Record<string, string>, secret?: string) =>
    pipedrive.bare('POST', '/oauth/token', {
      headers: basic(pipedrive, secret),
      text: new URLSearchParams(form).toString(),
    });
  const refreshForm = (pipedrive: PipedriveCalls, name = 'refresh_token') => ({
    grant_type: 'refresh_token',
    refresh_token: pipedrive.credentials[name] ?? '',
  });

  it('gives the same refresh token and access for an hour (Pipedrive Q17)', async () => {
    const clock = createTestClock();
    const pipedrive = await startPipedrive({auth: 'oauth2'}, {now: clock.now});
    const {body} = await token(pipedrive, refreshForm(pipedrive));
    expect(body).toMatchObject({
      token_type: 'Bearer',
      refresh_token: pipedrive.credentials['refresh_token'],
      expires_in: 3599,
      api_domain: pipedrive.url,
    });
    const headers = {authorization: `Bearer ${String(at(body, 'access_token'))}`};
    const me = () => pipedrive.bare('GET', '/api/v1/users/me', {headers});
    expect((await me()).status).toBe(200);
    clock.advance(3_600_000);
    expect((await me()).status).toBe(401);
    clock.advance(61 * 24 * 3_600_000);
    expect((await token(pipedrive, refreshForm(pipedrive))).status).toBe(400);
    expect(pipedrive.sandbox.vendors['pipedrive']?.sourceConfig?.['credentials']).toMatchObject({
      auth_type: 'oauth2',
      token_url: `${pipedrive.url}/oauth/token`,
    });
  });

  it('refuses with 400 and a text what is not right', async () => {
    const pipedrive = await startPipedrive();
    const text = async (form: Record<string, string>, secret?: string) => {
      const answer = await token(pipedrive, form, secret);
      expect(answer.status).toBe(400);
      return at(answer.body, 'message');
    };
    expect(await text({})).toBe('Missing parameter: grant_type');
    expect(await text({grant_type: 'refresh_token', refresh_token: 'x'})).toContain(
      'Invalid grant',
    );
    expect(await text(refreshForm(pipedrive), 'wrong')).toContain('Invalid client');
    expect(await text({grant_type: 'password'})).toContain('grant type');
  });

  it('takes an authorization code once', async () => {
    const pipedrive = await startPipedrive();
    const code = pipedrive.credentials['authorization_code'] ?? '';
    const form = {grant_type: 'authorization_code', code, redirect_uri: 'http://localhost/'};
    expect((await token(pipedrive, form)).status).toBe(200);
    expect((await token(pipedrive, form)).status).toBe(400);
  });

  it('keeps a token with few scopes to them, and a revoked one out', async () => {
    const pipedrive = await startPipedrive();
    const form = refreshForm(pipedrive, 'few_scopes_refresh_token');
    const {body} = await token(pipedrive, form);
    const headers = {authorization: `Bearer ${String(at(body, 'access_token'))}`};
    const get = (path: string) => pipedrive.bare('GET', `/api/v1${path}`, {headers});
    expect((await get('/users/me')).status).toBe(200);
    const refused = await get('/users');
    expect([refused.status, at(refused.body, 'error')]).toEqual([403, 'Scope and URL mismatch']);
    await pipedrive.bare('POST', '/oauth/revoke', {
      headers: basic(pipedrive),
      text: new URLSearchParams({token: form.refresh_token}).toString(),
    });
    expect((await get('/users/me')).status).toBe(401);
    expect((await token(pipedrive, form)).status).toBe(400);
  });
});

describe('planted changes of Pipedrive', () => {
  it('are what the list shows: changed, joined, gone or marked as deleted', async () => {
    const clock = createTestClock();
    const {sandbox} = await startPipedrive({users: 40}, {now: clock.now});
    const list = () =>
      new Map(sandbox.dump('pipedrive')['users']?.map((user) => [Number(user['id']), user]));
    const before = list();
    const done = sandbox.change('pipedrive', {kind: 'users', changed: 8, joined: 3, left: 4});
    const after = list();
    for (const id of done.changed) {
      expect(after.get(Number(id))).not.toEqual(before.get(Number(id)));
      expect(after.get(Number(id))?.['modified']).toBe('2026-06-01 12:00:00');
    }
    for (const id of done.joined)
      expect([before.has(Number(id)), after.has(Number(id))]).toEqual([false, true]);
    const marked = done.left.filter((id) => after.get(Number(id))?.['is_deleted'] === true);
    const removed = done.left.filter((id) => !after.has(Number(id)));
    expect([marked.length, removed.length]).toEqual([2, 2]);
    const touched = new Set<unknown>([...done.changed, ...done.left]);
    for (const [id, user] of before) if (!touched.has(id)) expect(after.get(id)).toEqual(user);
  });

  it('rename, add and remove roles, whose users fall back to the default one', async () => {
    const {sandbox} = await startPipedrive({users: 40});
    const {changed, joined, left} = sandbox.change('pipedrive', {
      kind: 'roles',
      changed: 1,
      joined: 1,
      left: 1,
    });
    const {roles = [], users = []} = sandbox.dump('pipedrive');
    const ids = roles.map(({id}) => id);
    expect(ids).toEqual(expect.arrayContaining([...changed, ...joined]));
    expect(ids).not.toContain(left[0]);
    expect(users.every(({role_id: role}) => ids.includes(role))).toBe(true);
  });
});
