import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import {streamsOf} from '../../../src/read/describe-stream';
import {pagerdutySource} from '../../../src/vendors/pagerduty/source';
import {plan, recordRead} from '../../read/support/record-read';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {readCursor, readSweep} from '../support/read-rows';
import {createVendorKit} from '../support/vendor-kit';

useNockStrictly();

const key = {credentials: {auth_type: 'api_key', api_key: 'fake-key-of-acme'}};
const host = 'https://api.pagerduty.com';

function setUp(section: JsonObject = {}) {
  const kit = createVendorKit();
  const source = pagerdutySource.open({...key, ...section}, kit);
  return {kit, source, read: () => readSweep(source, 'pagerduty_users')};
}

const mock = (base = host) => nock(base).get('/users').query(true);
const teams = [{id: 'PT1', type: 'team_reference'}];
const user = (id: string) => ({id, name: id, teams, contact_methods: [], notification_rules: []});
const page = (ids: readonly string[], more: boolean) => ({
  users: ids.map(user),
  more,
  ...(!more && {total: ids.length}),
});

describe('errors of PagerDuty (section 4 of its contract)', () => {
  it.each<[string, number, unknown, string, string]>([
    ['an object', 400, {error: {message: 'Bad', code: 2001, errors: ['Limit?']}}, 'data', 'Limit?'],
    ['errors as text', 400, {error: {code: 2001, errors: 'One text'}}, 'data', 'One text'],
    ['a list', 400, {error: ['First', 'Second']}, 'data', 'First; Second'],
    ['a text', 400, {error: 'Plain'}, 'data', 'Plain'],
    ['fields', 400, {errors: {name: ['too long']}}, 'data', 'name: too long'],
    ['not JSON', 400, 'oops', 'data', 'did not accept'],
    [
      'the offset cap (Q2)',
      400,
      {error: {code: 2002, errors: ['Offset+limit exceeds maximum allowed value of 10000']}},
      'config',
      'does not give more of a list',
    ],
    ['a wrong key', 401, {error: {code: 2006}}, 'auth', 'API Access Keys'],
    ['another region (Q11)', 401, '', 'auth', 'set it to eu'],
    ['the plan (Q10)', 402, {error: {code: 2014}}, 'auth', 'plan'],
    ['an expired account', 403, {error: {code: 2012}}, 'auth', 'expired'],
    ['a missing right', 403, {error: {code: 2010}}, 'auth', 'account key'],
    [
      'a missing scope',
      403,
      {error: {required_scopes: 'users.read', token_scopes: 'openid'}},
      'auth',
      'asks for users.read, the token has openid',
    ],
    ['nothing there', 404, {error: {code: 2100}}, 'data', 'base_url'],
    ['a conflict', 409, {error: {message: 'Conflict'}}, 'data', 'Conflict'],
  ])('%s: the kind and the sentence', async (...row) => {
    const [, status, body, kind, words] = row;
    mock().reply(status, body as JsonObject);
    await expect(setUp().read()).rejects.toMatchObject({kind, message: containing(words)});
  });

  it.each([408, 500, 502, 503, 504, 520])('retries %i five times', async (status) => {
    mock().times(6).reply(status, '<html>busy</html>');
    await expect(setUp().read()).rejects.toMatchObject({kind: 'transient'});
  });

  it('names the other region to who is in the EU (Q11)', async () => {
    mock('https://api.eu.pagerduty.com').reply(401, '');
    const {read} = setUp({region: 'eu', base_url: host});
    await expect(read()).rejects.toMatchObject({message: containing('set it to us')});
  });

  it.each([
    [402, 'has no audit trail'],
    [403, 'needs an account key or the key of an admin'],
  ])('explains a %i on the audit trail', async (status, words) => {
    nock(host)
      .get('/audit/records')
      .query(true)
      .reply(status, {error: {code: 2014}});
    const {source} = setUp();
    const read = readCursor(source, 'pagerduty_audit_records', {syncStartMs: 1_763_600_000_000});
    await expect(read).rejects.toMatchObject({kind: 'auth', message: containing(words)});
  });
});

describe('a 429 of PagerDuty', () => {
  it.each<[string, Record<string, string>]>([
    [
      'seconds of the vendor, before retry-after (Q4)',
      {'ratelimit-reset': '17', 'retry-after': '60'},
    ],
    ["the guide's retry-after", {'retry-after': '17'}],
    ["the guide's epoch", {'x-ratelimit-reset': String(1_763_600_017)}],
  ])('is waited for: %s', async (_name, headers) => {
    const {kit, read} = setUp();
    mock().reply(429, {error: {code: 2020}}, headers);
    mock().reply(200, page(['P1'], false));
    expect(await read()).toHaveLength(1);
    const waitedMs = kit.waits.reduce((sum, ms) => sum + ms, 0);
    expect(waitedMs).toBeGreaterThanOrEqual(17_000);
    expect(waitedMs).toBeLessThan(18_000);
  });

  it('without headers and body is waited for five seconds, then longer (Q5)', async () => {
    const {kit, read} = setUp();
    mock().times(2).reply(429);
    mock().reply(200, page(['P1'], false));
    await read();
    expect(kit.waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(7_500);
  });
});

describe('a list of PagerDuty', () => {
  it('is asked for with the vendor accept header, the key and a limit (Q3)', async () => {
    nock(host, {
      reqheaders: {
        accept: 'application/vnd.pagerduty+json;version=2',
        authorization: 'Token token=fake-key-of-acme',
      },
    })
      .get('/users')
      .query(({limit, offset, total}) => limit === '100' && offset === '0' && total === 'true')
      .reply(200, page(['P1'], false));
    expect(await setUp().read()).toHaveLength(1);
  });

  it.each([
    ['an empty page', []],
    ['a page without a new user', ['P1', 'P2']],
  ])('fails when %s comes while more is true', async (_name, ids) => {
    mock().reply(200, page(['P1', 'P2'], true));
    nock(host).persist().get('/users').query(true).reply(200, page(ids, true));
    await expect(setUp().read()).rejects.toMatchObject({
      kind: 'data',
      message: containing('sends the same page again'),
    });
  });

  it('fails when it stays shorter than its total (Q1)', async () => {
    const short = {...page(['P1'], false), total: 2};
    nock(host).persist().get('/users').query(true).reply(200, short);
    await expect(setUp().read()).rejects.toMatchObject({
      kind: 'data',
      message: containing('counts 2 rows and sends 1'),
    });
  });

  it('keeps unknown fields in other_fields, without calendar addresses (Q17)', async () => {
    const extra = {fresh: 1, web_cal_url: 'webcal://x', nested: {a: 'https://x/private/s/feed'}};
    mock().reply(200, {users: [{...user('P1'), ...extra}], more: false, total: 1});
    expect((await setUp().read())[0]?.['other_fields']).toEqual({fresh: 1, nested: {}});
  });

  it('does not take a 404 of a living user for an empty list', async () => {
    const {source} = setUp({per_user_calls: true});
    mock().reply(200, page(['P1'], false));
    nock(host)
      .get('/users/P1/contact_methods')
      .reply(404, {error: {code: 2100}});
    nock(host)
      .get('/users/P1')
      .reply(200, {user: user('P1')});
    await expect(readSweep(source, 'pagerduty_contact_methods')).rejects.toMatchObject({
      kind: 'data',
      message: containing('answers 404'),
    });
  });

  it('fails the contact methods alone when they cannot be listed: the users are all there', async () => {
    const {source} = setUp({per_user_calls: true});
    mock().reply(200, page(['P1'], false));
    nock(host)
      .get('/users/P1/contact_methods')
      .reply(403, {error: {code: 2010}});
    const names = ['pagerduty_users', 'pagerduty_contact_methods'];
    const read = await recordRead([source], plan(names));
    expect(names.map((name) => read.story(name).at(-1))).toEqual(['complete', 'failed']);
    expect(read.records('pagerduty_users')).toHaveLength(1);
  });

  it('fails the members alone when those of one team cannot be listed', async () => {
    const {source} = setUp();
    const teams = [{id: 'T1'}, {id: 'T2'}];
    nock(host).get('/teams').query(true).reply(200, {teams, more: false, total: 2});
    nock(host)
      .get('/teams/T1/members')
      .query(true)
      .reply(403, {error: {code: 2010}});
    const names = ['pagerduty_teams', 'pagerduty_team_members'];
    const read = await recordRead([source], plan(names));
    expect(names.map((name) => read.story(name).at(-1))).toEqual(['complete', 'failed']);
    expect(read.records('pagerduty_teams')).toHaveLength(2);
  });

  it('leaves out a user who was deleted meanwhile', async () => {
    const {source} = setUp({per_user_calls: true});
    mock().reply(200, page(['P1'], false));
    nock(host)
      .get('/users/P1/contact_methods')
      .reply(404, {error: {code: 2100}});
    nock(host)
      .get('/users/P1')
      .reply(404, {error: {code: 2100}});
    expect(await readSweep(source, 'pagerduty_contact_methods')).toEqual([]);
  });
});

describe('the check of PagerDuty', () => {
  const probes = (teams: number, audit: number) => {
    mock().reply(200, page([], false));
    nock(host).get('/teams').query(true).reply(teams, {teams: []});
    nock(host).get('/audit/records').query(true).reply(audit, {records: []});
  };
  const accountKey = {error: 'made using an account-level access token, the identity'};

  it.each<[string, number, unknown, string]>([
    ['an account key, as the vendor answers (Q6)', 400, accountKey, 'belongs to the account'],
    ['an account key, as the guide has it (Q6)', 404, {}, 'belongs to the account'],
    ["a user's key", 200, {user: {...user('P1'), role: 'observer'}}, 'the role observer'],
    ['an unknown one', 400, {error: 'else'}, 'does not say'],
  ])('tells %s', async (_name, status, body, words) => {
    nock(host)
      .get('/users/me')
      .reply(status, body as JsonObject);
    probes(200, 200);
    const {kit, source} = setUp();
    expect(await source.check()).toEqual([]);
    expect(kit.logged.map(({message}) => message)).toEqual([containing(words)]);
  });

  it('warns of what the plan lacks, and does not offer those streams (Q10)', async () => {
    nock(host).get('/users/me').reply(404, {});
    probes(402, 403);
    const {kit, source} = setUp();
    expect(await source.check()).toEqual([]);
    expect(kit.logged.filter(({level}) => level === 'WARN')).toHaveLength(2);
    nock(host).get('/teams').query(true).reply(402, {});
    nock(host).get('/audit/records').query(true).reply(403, {});
    const {streams: names} = await source.available();
    const missing = source.readers
      .flatMap(streamsOf)
      .map(({stream}) => stream.name)
      .filter((name) => !names.has(name));
    // The plan has no teams; audit records may only lack the right of this credential.
    expect(missing).toEqual(['pagerduty_teams', 'pagerduty_team_members']);
  });

  it.each([404, 500])('warns of teams that answer %i: the others can be read', async (status) => {
    nock(host).get('/users/me').reply(404, {});
    mock().reply(200, page([], false));
    nock(host).get('/teams').query(true).times(12).reply(status, {});
    nock(host).get('/audit/records').query(true).times(2).reply(200, {records: []});
    const {kit, source} = setUp();
    expect(await source.check()).toEqual([]);
    expect(kit.logged).toContainEqual({
      level: 'WARN',
      message: containing('Not readable: pagerduty_teams, pagerduty_team_members.'),
    });
    const {streams, unanswered} = await source.available();
    // A server without the list has no such streams; one that is out of order may have them.
    expect(streams.has('pagerduty_teams')).toBe(status === 500);
    expect(unanswered.flatMap((question) => question.streams)).toEqual(
      status === 500 ? ['pagerduty_teams', 'pagerduty_team_members'] : [],
    );
    expect(streams.has('pagerduty_users')).toBe(true);
    nock.cleanAll();
  });

  it('reports a refused key once, with both causes (Q11)', async () => {
    nock(host)
      .get('/users/me')
      .reply(401, {error: {code: 2006}});
    const failures = await setUp().source.check();
    expect(failures.map(({message}) => message)).toEqual([containing('other region')]);
  });

  it('reports an app that was given too few scopes (Q18)', async () => {
    nock('https://identity.pagerduty.com')
      .post('/oauth/token', /grant_type=client_credentials.*scope=as_account-us.acme/)
      .reply(200, {access_token: 'pdus-fake-token', scope: 'openid', expires_in: 86_400});
    const credentials = {
      auth_type: 'oauth2',
      client_id: 'c',
      client_secret: 's',
      subdomain: 'acme',
    };
    const failures = await setUp({credentials}).source.check();
    expect(failures[0]).toMatchObject({kind: 'auth', message: containing('users.read')});
  });
});
