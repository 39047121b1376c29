import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import {pagerdutyDestination} from '../../../src/vendors/pagerduty/destination';
import {useNockStrictly} from '../../support/nock-rules';
import {containing} from '../support/matchers';
import {createVendorKit} from '../support/vendor-kit';

useNockStrictly();

const kit = createVendorKit();

function open(more: JsonObject = {}) {
  const section = {credentials: {auth_type: 'api_key', api_key: 'key-of-acme'}, ...more};
  return pagerdutyDestination.open(section, kit);
}

const api = () => nock('https://api.pagerduty.com');
const one = {limit: 1};
const accountKey = {error: 'made using an account-level access token'};

function lists(statuses: Readonly<Record<string, number>> = {}): void {
  for (const name of ['users', 'teams', 'escalation_policies']) {
    api()
      .get(`/${name}`)
      .query(one)
      .reply(statuses[name] ?? 200, {[name]: []});
  }
}

describe('the check of PagerDuty as a destination', () => {
  it('is content when the credential and the lists answer', async () => {
    api().get('/users/me').reply(400, accountKey);
    lists();
    expect(await open().check()).toEqual([]);
  });

  it('reports a refused credential once, and users that may not be listed', async () => {
    api()
      .get('/users/me')
      .reply(401, {error: {code: 2006}});
    expect(await open().check()).toMatchObject([{kind: 'auth', status: 401}]);
    api().get('/users/me').reply(400, accountKey);
    api()
      .get('/users')
      .query(one)
      .reply(403, {error: {code: 2010}});
    expect(await open().check()).toMatchObject([{kind: 'auth', status: 403}]);
  });

  it('warns of teams and policies that are not there', async () => {
    api().get('/users/me').reply(400, accountKey);
    lists({teams: 402, escalation_policies: 403});
    expect(await open().check()).toEqual([]);
    const warned = kit.logged.filter(({level}) => level === 'WARN').map(({message}) => message);
    expect(warned).toEqual([containing('list teams'), containing('list escalation policies')]);
  });
});

describe('the rights for writing users of PagerDuty', () => {
  const uses = [{object: 'pagerduty_users', operations: ['upsert'] as const}];
  const states = async (more: JsonObject): Promise<readonly string[]> => {
    const rights = await open(more).rightsOf?.(uses);
    return (rights ?? []).map(({what, state}) => `${what}: ${state}`);
  };

  it.each([
    [400, accountKey, 'unknown'],
    [200, {user: {id: 'P1', role: 'admin'}}, 'has'],
    [200, {user: {id: 'P1', role: 'user'}}, 'missing'],
  ])('are told by the own user (%s)', async (status, body, state) => {
    api().get('/users/me').reply(status, body);
    expect(await states({allow_invitations: true})).toEqual([
      'list users: has',
      `change users and what belongs to them: ${state}`,
      `create users: ${state}`,
    ]);
  });

  it('do not include creations that an option keeps back', async () => {
    api().get('/users/me').reply(400, accountKey);
    expect(await states({})).toContain('create users: off');
  });
});

describe('users written with a bearer token and a from address', () => {
  it('carry both, and the version in Accept', async () => {
    const headers = {
      authorization: 'Bearer pdus-token',
      from: 'admin@example.com',
      accept: 'application/vnd.pagerduty+json;version=2',
    };
    const user = {id: 'P1', type: 'user', name: 'Ada', email: 'ada@example.com', role: 'owner'};
    const frame = {limit: 100, offset: 0, more: false, total: 1};
    api()
      .get('/users')
      .query(true)
      .reply(200, {users: [user], ...frame});
    api().get('/users/P1').reply(200, {user});
    let sent: unknown;
    nock('https://api.pagerduty.com', {reqheaders: headers})
      .put('/users/P1', (body: JsonObject) => {
        sent = body;
        return true;
      })
      .reply(200, {user: {...user, job_title: 'Founder'}});
    const destination = open({
      credentials: {auth_type: 'access_token', access_token: 'pdus-token'},
      from_email: 'admin@example.com',
    });
    const writer = await destination.openWriter('pagerduty_users');
    const prepared = writer.prepare({
      origin: {stream: 'crm', position: 1},
      ...{object: 'pagerduty_users', key: 'ada@example.com', operation: 'update', source: {}},
      fields: {job_title: 'Founder', role: 'owner'},
    });
    if (!prepared.ok) throw new Error(prepared.rejection.message);
    expect(await writer.send([prepared.prepared], kit.signal)).toEqual([
      {status: 'written', created: false},
    ]);
    // The whole that can be written, without the role of the owner and without a license.
    expect(sent).toEqual({
      user: {type: 'user', name: 'Ada', email: 'ada@example.com', job_title: 'Founder'},
    });
  });
});
