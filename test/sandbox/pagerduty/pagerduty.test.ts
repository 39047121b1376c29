import type {SandboxOptions} from '../../../src/sandbox/sandbox';
import {at, call, closeAll, createTestClock, rowsAt, start} from '../running-sandbox';
import type {CallOptions} from '../running-sandbox';

afterEach(closeAll);

async function startPagerduty(
  settings: Readonly<Record<string, unknown>> = {},
  options: SandboxOptions = {},
) {
  const sandbox = await start({...options, vendors: {pagerduty: settings}});
  const info = sandbox.vendors['pagerduty'];
  const url = info?.baseUrl ?? '';
  const keys = info?.credentials ?? {};
  const sendAs =
    (key: string) =>
    (method: string, path: string, more: CallOptions = {}) =>
      call(method, `${url}${path}`, {
        ...more,
        headers: {authorization: `Token token=${keys[key] ?? ''}`, ...more.headers},
      });
  return {sandbox, url, keys, send: sendAs('api_key'), sendAs};
}

describe('the PagerDuty part of the sandbox', () => {
  it('lists 25 users unless asked for more, at most 100, with a total on demand (Q1, Q3)', async () => {
    const {send} = await startPagerduty({users: 130});
    const first = (await send('GET', '/users')).body;
    expect(rowsAt(first, 'users')).toHaveLength(25);
    expect(first).toMatchObject({limit: 25, offset: 0, more: true, total: null});
    const second = (await send('GET', '/users?limit=500&offset=100&total=true')).body;
    expect(rowsAt(second, 'users')).toHaveLength(30);
    expect(second).toMatchObject({limit: 100, more: false, total: 130});
  });

  it('refuses more than 10,000 as the vendor does (Q2)', async () => {
    const {send} = await startPagerduty({users: 12_000});
    expect((await send('GET', '/users?limit=100&offset=9900')).status).toBe(200);
    const over = await send('GET', '/users?limit=100&offset=9901');
    expect([over.status, at(over.body, 'error', 'code')]).toEqual([400, 2002]);
  });

  it('searches for nothing when told to ignore it', async () => {
    const ignored = {query_ignored: true, team_ids_ignored: true};
    const {send, sandbox} = await startPagerduty({users: 40, ...ignored});
    const team = String(sandbox.dump('pagerduty')['teams']?.[0]?.['id']);
    const {body} = await send('GET', `/users?query=zzz&team_ids[]=${team}&total=true`);
    expect(at(body, 'total')).toBe(40);
  });

  it('shows references, or full objects where they are included (Q8)', async () => {
    const {send} = await startPagerduty();
    const plain = (await send('GET', '/users?limit=1')).body;
    expect(at(plain, 'users', 0, 'contact_methods', 0, 'type')).toBe(
      'email_contact_method_reference',
    );
    const full = (await send('GET', '/users?limit=1&include[]=contact_methods')).body;
    expect(at(full, 'users', 0, 'contact_methods', 0, 'address')).toContain('@');
    const guide = await startPagerduty({guide_empty_arrays: true});
    expect(at((await guide.send('GET', '/users?limit=1')).body, 'users', 0, 'teams')).toEqual([]);
  });

  it('finds users by a part of the name or address, and by team', async () => {
    const {send, sandbox} = await startPagerduty({users: 300});
    const {users = [], team_members: members = []} = sandbox.dump('pagerduty');
    const wanted = users.filter(({name, email}) =>
      `${String(name)} ${String(email)}`.toLowerCase().includes('an'),
    );
    const found = (await send('GET', '/users?limit=1&query=AN&total=true')).body;
    expect(at(found, 'total')).toBe(wanted.length);
    const team = String(members[0]?.['team_id']);
    const inTeam = (await send('GET', `/users?limit=1&team_ids[]=${team}&total=true`)).body;
    expect(at(inTeam, 'total')).toBe(members.filter(({team_id}) => team_id === team).length);
  });

  it.each([
    ['nobody', '', 401, 2006],
    ['a stranger', 'Token token=other', 401, 2006],
    ['the wrong form for a key', 'Bearer sandbox-pd-acct-0001', 401, 2006],
  ])('refuses %s', async (_name, authorization, status, code) => {
    const {url} = await startPagerduty();
    const seen = await call('GET', `${url}/users`, {headers: {authorization}});
    expect([seen.status, at(seen.body, 'error', 'code')]).toEqual([status, code]);
  });

  it('knows no key in the other region (Q11), and no write with a read-only key', async () => {
    const {send, sendAs} = await startPagerduty();
    expect((await send('GET', '/other-region/users')).status).toBe(401);
    expect((await sendAs('read_only_key')('POST', '/teams', {json: {}})).status).toBe(403);
  });

  it('tells keys apart at /users/me (Q6)', async () => {
    const {send, sendAs} = await startPagerduty();
    const account = await send('GET', '/users/me');
    expect([account.status, typeof at(account.body, 'error')]).toEqual([400, 'string']);
    expect(at((await sendAs('user_key')('GET', '/users/me')).body, 'user', 'role')).toBe('user');
    const guide = await startPagerduty({me_status: '404'});
    expect((await guide.send('GET', '/users/me')).status).toBe(404);
  });

  it.each([
    ['vendor', 'ratelimit-reset', '60'],
    ['guide', 'retry-after', '60'],
    ['bare', 'ratelimit-reset', null],
  ])('limits requests per minute, form %s (Q4, Q5)', async (rate_form, header, value) => {
    const clock = createTestClock();
    const settings = {requests_per_minute: 2, rate_form};
    const {send} = await startPagerduty(settings, {now: clock.now});
    await send('GET', '/abilities');
    await send('GET', '/abilities');
    const refused = await send('GET', '/abilities');
    expect([refused.status, refused.headers.get(header)]).toEqual([429, value]);
    clock.advance(60_001);
    expect((await send('GET', '/abilities')).status).toBe(200);
  });

  it('answers 402 for what the plan lacks, 403 for who may not see the trail', async () => {
    const {send, sendAs} = await startPagerduty({plan_teams: false});
    expect((await send('GET', '/teams')).status).toBe(402);
    expect((await send('GET', '/abilities/teams')).status).toBe(402);
    expect((await sendAs('user_key')('GET', '/audit/records')).status).toBe(403);
    const poor = await startPagerduty({plan_audit: false});
    expect((await poor.send('GET', '/audit/records')).status).toBe(402);
  });

  it('rotates refresh tokens and drops unknown scopes silently (Q18)', async () => {
    const {url, keys} = await startPagerduty({app_scopes: 'users.read'});
    const ask = (fields: Record<string, string>) => {
      const {client_id = '', client_secret = ''} = keys;
      const text = new URLSearchParams({client_id, client_secret, ...fields}).toString();
      return call('POST', `${url}/oauth/token`, {text});
    };
    const refresh = {grant_type: 'refresh_token', refresh_token: keys['refresh_token'] ?? ''};
    expect((await ask(refresh)).status).toBe(200);
    expect((await ask(refresh)).status).toBe(400);
    const scope = 'as_account-us.acme users.read teams.read';
    const granted = (await ask({grant_type: 'client_credentials', scope})).body;
    expect(at(granted, 'scope')).toBe('as_account-us.acme users.read');
    const authorization = `Bearer ${String(at(granted, 'access_token'))}`;
    const teams = await call('GET', `${url}/teams`, {headers: {authorization}});
    expect([teams.status, at(teams.body, 'error', 'required_scopes')]).toEqual([403, 'teams.read']);
  });

  it('creates, changes and deletes a user with contact method and rule, and writes the trail', async () => {
    const {send, sandbox} = await startPagerduty({users: 20, audit_records: 0});
    const user = {type: 'user', name: 'Jane Smith', email: 'jane@example.com'};
    const made = await send('POST', '/users', {json: {user}});
    const id = String(at(made.body, 'user', 'id'));
    expect((await send('POST', '/users', {json: {user}})).status).toBe(400);
    const sms = {type: 'sms_contact_method', country_code: 1, address: '5551234567', label: 'M'};
    const path = `/users/${id}/contact_methods`;
    const method = await send('POST', path, {json: {contact_method: sms}});
    expect((await send('POST', path, {json: {contact_method: sms}})).status).toBe(400);
    const contact_method = {id: at(method.body, 'contact_method', 'id'), type: sms.type};
    const type = 'assignment_notification_rule';
    const rule = {type, start_delay_in_minutes: 5, contact_method, urgency: 'low'};
    const rules = `/users/${id}/notification_rules`;
    expect((await send('POST', rules, {json: {notification_rule: rule}})).status).toBe(201);
    // Without urgency only the high ones (Q7).
    expect(rowsAt((await send('GET', rules)).body, 'notification_rules')).toHaveLength(1);
    const all = (await send('GET', `${rules}?urgency=all`)).body;
    expect(rowsAt(all, 'notification_rules')).toHaveLength(3);
    const put = await send('PUT', `/users/${id}`, {json: {user: {job_title: 'SRE'}}});
    expect(at(put.body, 'user', 'name')).toBe('Jane Smith');
    expect((await send('DELETE', `/users/${id}`)).status).toBe(204);
    expect((await send('GET', `/users/${id}`)).status).toBe(404);
    const trail = sandbox.dump('pagerduty')['audit_records'] ?? [];
    const actions = trail.map(({action}) => action);
    expect(actions).toEqual(['create', 'create', 'create', 'create', 'update', 'delete']);
  });

  it('pages the trail newest first and refuses more than 31 days (Q14)', async () => {
    const {send, sandbox} = await startPagerduty({audit_records: 400});
    const until = new Date();
    const since = (days: number) => new Date(until.getTime() - days * 86_400_000).toISOString();
    const window = `since=${since(30)}&until=${until.toISOString()}&limit=10`;
    const ids: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const tail = cursor === '' ? '' : `&cursor=${cursor}`;
      const {body} = await send('GET', `/audit/records?${window}${tail}`);
      ids.push(...rowsAt(body, 'records').map(({id}) => id));
      const next = at(body, 'next_cursor');
      cursor = typeof next === 'string' ? next : null;
    }
    const kept = sandbox.dump('pagerduty')['audit_records'] ?? [];
    const wanted = kept.filter(({execution_time: time}) => String(time) >= since(30));
    expect(ids).toEqual(wanted.map(({id}) => id).reverse());
    const long = `/audit/records?since=${since(32)}&until=${until.toISOString()}`;
    expect((await send('GET', long)).status).toBe(400);
  });

  it('knows licences and abilities', async () => {
    const {send} = await startPagerduty({users: 7});
    const allocations = (await send('GET', '/license_allocations?limit=100')).body;
    expect(rowsAt(allocations, 'license_allocations')).toHaveLength(7);
    expect(rowsAt((await send('GET', '/licenses')).body, 'licenses')).toHaveLength(2);
    expect(at((await send('GET', '/abilities')).body, 'abilities')).toContain('teams');
  });

  it('gives the same ids for the same seed, and every id once', async () => {
    const first = (await startPagerduty({users: 1_000})).sandbox.dump('pagerduty');
    const second = (await startPagerduty({users: 1_000})).sandbox.dump('pagerduty');
    const idsOf = (kind: string) => (first[kind] ?? []).map(({id}) => id);
    expect(JSON.stringify(second['users']) === JSON.stringify(first['users'])).toBe(true);
    const ids = ['users', 'contact_methods', 'notification_rules', 'teams'].flatMap(idsOf);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refuses to change what it does not have', async () => {
    const {sandbox} = await startPagerduty();
    expect(() => sandbox.change('pagerduty', {kind: 'schedules'})).toThrow(
      /cannot change schedules/,
    );
  });
});
