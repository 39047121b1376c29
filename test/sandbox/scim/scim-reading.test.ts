import {at, closeAll, rowsAt} from '../running-sandbox';
import {keysOf, startScim} from './scim-calls';

afterEach(closeAll);

describe('lists of the SCIM sandbox', () => {
  it('are paged from 1 and count their rows', async () => {
    const {ask} = await startScim('pipedrive');
    const {body, headers} = await ask('GET', '/Users?startIndex=11&count=5');
    expect(headers.get('content-type')).toMatch(/^application\/scim\+json/);
    expect(body).toMatchObject({totalResults: 12, startIndex: 11, itemsPerPage: 2});
    expect(rowsAt(body, 'Resources').map(({id}) => id)).toEqual(['65', '66']);
  });

  it('repeat count as itemsPerPage for Pendo, at most 100, and read nonsense as it does', async () => {
    const {ask} = await startScim('pendo');
    const seen = async (query: string) => (await ask('GET', `/Users${query}`)).body;
    expect(await seen('?count=500')).toMatchObject({itemsPerPage: 100, totalResults: 12});
    expect(rowsAt(await seen('?startIndex=-3&count=2'), 'Resources')).toHaveLength(2);
    expect(rowsAt(await seen('?count=-1'), 'Resources')).toEqual([]);
    expect(rowsAt(await seen('?startIndex=13'), 'Resources')).toEqual([]);
    expect(await ask('GET', '/Users?startIndex=one')).toMatchObject({
      status: 400,
      body: {status: '400', scimType: 'invalidValue'},
    });
  });

  it('can be filtered by userName and externalId only', async () => {
    const {ask} = await startScim('pagerduty');
    const [first] = rowsAt((await ask('GET', '/Users')).body, 'Resources');
    const filter = (text: string) => ask('GET', `/Users?filter=${encodeURIComponent(text)}`);
    const found = await filter(`userName eq "${String(first?.['userName']).toUpperCase()}"`);
    expect(rowsAt(found.body, 'Resources')).toEqual([first]);
    expect((await filter('externalId eq "00u-4"')).body).toMatchObject({totalResults: 1});
    expect((await filter('title eq "x"')).body).toMatchObject({scimType: 'invalidFilter'});
  });

  it('show what each vendor sends of a user', async () => {
    const keys = async (vendor: string) => {
      const {body} = await (await startScim(vendor)).ask('GET', '/Users?count=1');
      return Object.keys(at(body, 'Resources', 0) ?? {}).filter((key) => key !== 'schemas');
    };
    expect(await keys('pagerduty')).toEqual([
      ...['id', 'userName', 'externalId', 'displayName', 'active', 'title', 'roles'],
      ...['entitlements', 'meta'],
    ]);
    expect(await keys('pandadoc')).toEqual(['id', 'userName', 'name', 'emails', 'active', 'meta']);
    expect(await keys('pendo')).toContain('externalId');
    expect(await keys('pipedrive')).toEqual([
      ...['id', 'userName', 'name', 'active', 'meta', 'groups'],
    ]);
  });

  it('have the attributes that the description of the service names', async () => {
    for (const vendor of ['pagerduty', 'pendo', 'pipedrive']) {
      const {ask} = await startScim(vendor);
      const [user] = rowsAt((await ask('GET', '/Schemas')).body, 'Resources');
      const described = rowsAt(user, 'attributes').map(({name}) => name);
      const shown = at((await ask('GET', '/Users?count=1')).body, 'Resources', 0);
      const common = ['schemas', 'id', 'externalId', 'meta'];
      expect([...common, ...described]).toEqual(expect.arrayContaining(keysOf(shown)));
      expect((await ask('GET', `/Schemas/${String(user?.['id'])}`)).body).toEqual(user);
      expect((await ask('GET', '/ResourceTypes/Group')).status).toBe(200);
    }
  });

  it('of groups and of users agree about who is in which group', async () => {
    const {ask} = await startScim('pipedrive');
    const users = rowsAt((await ask('GET', '/Users')).body, 'Resources');
    const groups = rowsAt((await ask('GET', '/Groups')).body, 'Resources');
    const byUser = users.flatMap((user) =>
      rowsAt(user, 'groups').map(({value}) => `${String(value)} ${String(user['id'])}`),
    );
    const byGroup = groups.flatMap((group) =>
      rowsAt(group, 'members').map(({value}) => `${String(group['id'])} ${String(value)}`),
    );
    expect(byUser).toHaveLength(12);
    expect(byUser.sort()).toEqual(byGroup.sort());
  });
});

describe('what the SCIM sandbox refuses', () => {
  it('is a wrong token, and a token in a form that the vendor does not have', async () => {
    const {ask, sandbox} = await startScim('pendo');
    const token = sandbox.vendors['scim']?.credentials['pendo_token'] ?? '';
    for (const authorization of ['', 'Bearer nobody', `Token token=${token}`]) {
      expect(await ask('GET', '/Users', undefined, {authorization})).toMatchObject({
        status: 401,
        body: {schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '401'},
      });
    }
  });

  it('is everything with an unknown path, an unknown id, or /Me', async () => {
    const {ask} = await startScim('pendo');
    expect((await ask('GET', '/Nothing')).body).toMatchObject({
      detail: 'Specified endpoint does not exist.',
    });
    expect(await ask('GET', '/Users/user-9')).toMatchObject({
      status: 404,
      body: {detail: 'Resource user-9 not found.'},
    });
    expect((await ask('GET', '/Me')).status).toBe(501);
  });

  it('is groups and reading where the vendors document none (PandaDoc Q17)', async () => {
    const documented = {profile: 'documented'};
    const pagerduty = await startScim('pagerduty', documented);
    expect((await pagerduty.ask('GET', '/Groups')).status).toBe(404);
    expect((await pagerduty.ask('GET', '/ServiceProviderConfig')).status).toBe(200);
    const pandadoc = await startScim('pandadoc', documented);
    expect(await pandadoc.ask('GET', '/Users')).toMatchObject({
      status: 405,
      body: {Errors: [{code: '405'}]},
    });
    const pipedrive = await startScim('pipedrive', documented);
    const answer = await pipedrive.ask('GET', '/ServiceProviderConfig');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      ...[404, 'text/html; charset=utf-8'],
    ]);
  });

  it('is a setting or a kind of change that it does not know', async () => {
    await expect(startScim('pendo', {people: 3})).rejects.toThrow(/no setting people/);
    const {sandbox} = await startScim('pendo');
    expect(() => sandbox.change('scim', {kind: 'users'})).toThrow(/it can change pagerduty_users/);
  });
});
