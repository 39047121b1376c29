import type {SandboxOptions} from '../../../src/sandbox/sandbox';
import {at, call, closeAll, createTestClock, rowsAt, start} from '../running-sandbox';
import type {CallOptions} from '../running-sandbox';

afterEach(closeAll);

async function startPagerduty(
  settings: Readonly<Record<string, unknown>> = {},
  options: SandboxOptions = {},
) {
  const sandbox = await start({...options, vendors: {pagerduty: {users: 12, ...settings}}});
  const info = sandbox.vendors['pagerduty'];
  const authorization = `Token token=${info?.credentials['api_key'] ?? ''}`;
  const send = (method: string, path: string, more: CallOptions = {}) =>
    call(method, `${info?.baseUrl ?? ''}${path}`, {
      ...more,
      headers: {authorization, ...more.headers},
    });
  const invite = async (email: string, more: object = {}) =>
    send('POST', '/users', {json: {user: {type: 'user', name: 'Jane', email, ...more}}});
  const idOf = async (email: string) => String(at((await invite(email)).body, 'user', 'id'));
  return {sandbox, send, invite, idOf};
}

const words = (answer: {readonly body: unknown}): string =>
  String(at(answer.body, 'error', 'errors', 0));

describe('a user who is written to the PagerDuty sandbox', () => {
  it('is mailed an invitation, and has an e-mail method with a rule of each urgency', async () => {
    const {sandbox, send, idOf} = await startPagerduty();
    const id = await idOf('jane@example.com');
    expect(sandbox.dump('pagerduty')['invitations']).toEqual([{email: 'jane@example.com'}]);
    const methods = (await send('GET', `/users/${id}/contact_methods`)).body;
    expect(rowsAt(methods, 'contact_methods')).toMatchObject([
      {type: 'email_contact_method', label: 'Default', address: 'jane@example.com'},
    ]);
    const rules = (await send('GET', `/users/${id}/notification_rules?urgency=all`)).body;
    expect(rowsAt(rules, 'notification_rules').map(({urgency}) => urgency)).toEqual([
      'high',
      'low',
    ]);
  });

  it('keeps what a PUT leaves out, or loses it where the guide is right', async () => {
    for (const [put_mode, kept] of [
      ['partial', 'SRE'],
      ['replace', null],
    ]) {
      const {send, invite} = await startPagerduty({put_mode});
      const made = await invite('jane@example.com', {job_title: 'SRE'});
      const path = `/users/${String(at(made.body, 'user', 'id'))}`;
      const put = await send('PUT', path, {json: {user: {description: 'on nights'}}});
      expect(at(put.body, 'user', 'job_title')).toBe(kept);
      expect(at(put.body, 'user', 'description')).toBe('on nights');
      const emptied = await send('PUT', path, {json: {user: {description: null}}});
      expect(at(emptied.body, 'user', 'description')).toBeNull();
    }
  });

  it('is refused by name: a domain, an address that is taken, a license that does not fit', async () => {
    const {invite, send, idOf} = await startPagerduty({email_domains: 'example.com'});
    expect(words(await invite('jane@other.org'))).toMatch(/domain/);
    const id = await idOf('jane@example.com');
    expect(words(await invite('JANE@example.com'))).toMatch(/taken/);
    const json = {user: {role: 'observer', license: {id: 'PL00001', type: 'license_reference'}}};
    expect(words(await send('PUT', `/users/${id}`, {json}))).toMatch(/License is not available/);
    expect((await send('PUT', `/users/${id}`, {json: {user: {role: 'observer'}}})).status).toBe(
      200,
    );
  });

  it('has to wait for a lock, and for a pause between contact methods', async () => {
    const clock = createTestClock();
    const settings = {lock_every: 2, method_actions_per_minute: 1};
    const {invite, send, idOf} = await startPagerduty(settings, {now: clock.now});
    const id = await idOf('one@example.com');
    expect(words(await invite('two@example.com'))).toMatch(/could not be locked/);
    expect((await invite('two@example.com')).status).toBe(201);
    const add = (address: string) =>
      send('POST', `/users/${id}/contact_methods`, {
        json: {contact_method: {type: 'sms_contact_method', label: 'M', country_code: 1, address}},
      });
    expect((await add('5551234567')).status).toBe(201);
    expect(at((await add('5551234568')).body, 'error', 'code')).toBe(2017);
    clock.advance(60_001);
    expect((await add('5551234568')).status).toBe(201);
  });

  it('is shown by lists a little later where they lag', async () => {
    const clock = createTestClock();
    const {send, idOf} = await startPagerduty({create_lag_ms: 3_000}, {now: clock.now});
    const id = await idOf('jane@example.com');
    const listed = async () => {
      const users = (await send('GET', '/users?query=jane@example.com&limit=100')).body;
      const methods = (await send('GET', `/users/${id}/contact_methods`)).body;
      return [rowsAt(users, 'users').length, rowsAt(methods, 'contact_methods').length];
    };
    expect(await listed()).toEqual([0, 0]);
    clock.advance(3_001);
    expect(await listed()).toEqual([1, 1]);
  });

  it('cannot leave the team whose policy holds them, and may leave others', async () => {
    const {sandbox, send} = await startPagerduty({users: 60, teamless_percent: 0});
    const policies = (await send('GET', '/escalation_policies?limit=100')).body;
    const held = rowsAt(policies, 'escalation_policies')
      .map((policy) => [
        String(at(policy, 'escalation_rules', 0, 'targets', 0, 'id')),
        String(at(policy, 'teams', 0, 'id')),
      ])
      .map(([user, team]) => ({
        user,
        team,
        others: (sandbox.dump('pagerduty')['team_members'] ?? [])
          .filter((each) => at(each, 'user', 'id') === user && each['team_id'] !== team)
          .map((each) => String(each['team_id'])),
      }))
      .find(({others}) => others.length > 0);
    const leave = (team = '') => send('DELETE', `/teams/${team}/users/${held?.user ?? ''}`);
    expect(words(await leave(held?.team))).toMatch(/escalation policy/);
    expect((await leave(held?.others[0])).status).toBe(204);
    const own = `/escalation_policies?user_ids[]=${held?.user ?? ''}`;
    expect(rowsAt((await send('GET', own)).body, 'escalation_policies')).toHaveLength(1);
  });
});
